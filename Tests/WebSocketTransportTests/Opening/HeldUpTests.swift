import RealtimeReactor
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// A process that is stopped, or a listener that takes long: what peers have sent lies in the sockets by the time that
/// their deadlines have passed, and is read before they are judged.
@Suite struct HeldUpTests {
  /// Our loop, which is held up before each of its turns, and the peers' loop, which never is.
  private final class Scene {
    let ours: EventLoop
    let theirs: EventLoop
    private let clock: HandClock
    private let isSecure: Bool
    private var server: WebSocketServer?
    private(set) var accepted: [WebSocket] = []
    private(set) var openingErrors: [WebSocketTransportError] = []

    init(isSecure: Bool, by clock: HandClock) throws {
      self.isSecure = isSecure
      self.clock = clock
      ours = try EventLoop()
      theirs = try EventLoop()
    }

    func serve(on loop: EventLoop, _ change: (inout WebSocketConfiguration) -> Void = { _ in }) throws {
      var configuration = WebSocketServer.Configuration(
        identity: isSecure ? try LocalCertificate.shared.get().identity : nil)
      configuration.connection.timeLimits = .off
      configuration.connection.keepAlive = .off
      change(&configuration.connection)
      server = try WebSocketServer(configuration: configuration, on: loop) { [unowned self] socket, _ in
        accepted.append(socket)
      }
      server?.onOpeningError = { [unowned self] in openingErrors.append($0) }
    }

    func connect(
      on loop: EventLoop, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
    ) throws -> WebSocket {
      var configuration = WebSocketConfiguration(tls: try LocalCertificate.shared.get().clientConfiguration)
      configuration.timeLimits = .off
      configuration.keepAlive = .off
      change(&configuration)
      let port = try #require(server).localAddress.port
      let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure)
      return try WebSocket(to: endpoint, configuration: configuration, on: loop)
    }

    /// The peers do all that they can, and when so much time has passed our loop does.
    func turn(heldUpFor duration: Duration) {
      clock.runReady(theirs)
      HandClock.pass(duration)
      clock.runReady(ours)
    }

    func turns(heldUpFor duration: Duration, until isDone: () -> Bool) {
      for _ in 0..<40 where !isDone() { turn(heldUpFor: duration) }
    }

    func finish() {
      ours.close()
      theirs.close()
    }
  }

  private func play(isSecure: Bool, _ body: (Scene) throws -> Void) throws {
    try HandClock.turned { clock in
      let scene = try Scene(isSecure: isSecure, by: clock)
      defer { scene.finish() }
      try body(scene)
    }
  }

  /// Held up for a little longer than the limit, and for so long that the loop gives the time back.
  private static let limit = Duration.milliseconds(40)
  private static let holdUps: [Duration] = [.milliseconds(60), .milliseconds(240)]

  private static func limitStages(_ configuration: inout WebSocketConfiguration) {
    configuration.timeLimits.connect = limit
    configuration.timeLimits.tls = limit
    configuration.timeLimits.upgrade = limit
  }

  @Test(arguments: [false, true], holdUps)
  func `a client whose every step comes late connects all the same`(
    isSecure: Bool, holdUp: Duration
  ) throws {
    try play(isSecure: isSecure) { scene in
      try scene.serve(on: scene.theirs)
      let client = try scene.connect(on: scene.ours, Self.limitStages)
      var error: WebSocketTransportError?
      client.on(.error) { error = $0 }
      scene.turns(heldUpFor: holdUp) { client.readyState != .connecting }
      #expect(client.readyState == .open, "\(String(describing: error))")
    }
  }

  /// The stages of a server take several steps of the peer's: here the loop has to give the lost time back.
  @Test(arguments: [false, true])
  func `a server whose every step comes late lets peers in all the same`(isSecure: Bool) throws {
    try play(isSecure: isSecure) { scene in
      try scene.serve(on: scene.ours, Self.limitStages)
      let client = try scene.connect(on: scene.theirs)
      scene.turns(heldUpFor: .milliseconds(240)) { client.readyState != .connecting }
      #expect(client.readyState == .open && scene.accepted.count == 1)
      #expect(scene.openingErrors.isEmpty)
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `the limit of all stages is not used up by a stop`(isSecure: Bool, isClientHeldUp: Bool) throws {
    try play(isSecure: isSecure) { scene in
      let limitAll = { (configuration: inout WebSocketConfiguration) in
        configuration.timeLimits.total = .milliseconds(500)
      }
      try scene.serve(on: isClientHeldUp ? scene.theirs : scene.ours, isClientHeldUp ? { _ in } : limitAll)
      let client = try scene.connect(
        on: isClientHeldUp ? scene.ours : scene.theirs, isClientHeldUp ? limitAll : { _ in })
      scene.turn(heldUpFor: .zero)
      scene.turn(heldUpFor: .milliseconds(2500))
      scene.turns(heldUpFor: .zero) { client.readyState != .connecting }
      #expect(client.readyState == .open)
    }
  }

  @Test(arguments: [false, true], holdUps)
  func `a peer that answers is not held to be silent`(isSecure: Bool, holdUp: Duration) throws {
    for isServerHeldUp in [false, true] {
      try play(isSecure: isSecure) { scene in
        let watch = { (configuration: inout WebSocketConfiguration) in
          configuration.keepAlive = KeepAliveConfiguration(interval: .milliseconds(20), timeout: Self.limit)
        }
        try scene.serve(on: isServerHeldUp ? scene.ours : scene.theirs, isServerHeldUp ? watch : { _ in })
        let client = try scene.connect(
          on: isServerHeldUp ? scene.theirs : scene.ours, isServerHeldUp ? { _ in } : watch)
        scene.turns(heldUpFor: .zero) { client.readyState == .open && scene.accepted.count == 1 }
        let watched = try #require(isServerHeldUp ? scene.accepted.first : client)
        for _ in 0..<8 { scene.turn(heldUpFor: holdUp) }
        #expect(watched.readyState == .open && watched.roundTripTime != nil)
      }
    }
  }

  @Test(arguments: [false, true], holdUps)
  func `a closing handshake that was answered in time is a clean one`(
    isSecure: Bool, holdUp: Duration
  ) throws {
    for isServerHeldUp in [false, true] {
      try play(isSecure: isSecure) { scene in
        let limitClose = { (configuration: inout WebSocketConfiguration) in
          configuration.timeLimits.close = Self.limit
        }
        try scene.serve(on: isServerHeldUp ? scene.ours : scene.theirs, isServerHeldUp ? limitClose : { _ in })
        let client = try scene.connect(
          on: isServerHeldUp ? scene.theirs : scene.ours, isServerHeldUp ? { _ in } : limitClose)
        scene.turns(heldUpFor: .zero) { client.readyState == .open && scene.accepted.count == 1 }
        let closing = try #require(isServerHeldUp ? scene.accepted.first : client)
        var report: WebSocketCloseReport?
        closing.on(.close) { report = $0 }
        try closing.close()
        scene.turn(heldUpFor: .zero)
        scene.turns(heldUpFor: holdUp) { report != nil }
        #expect(report?.wasClean == true)
      }
    }
  }

  @Test func `handshakes that wait for their turn are not late`() throws {
    try play(isSecure: true) { scene in
      try scene.serve(on: scene.ours) { $0.timeLimits.tls = .milliseconds(500) }
      let clients = try (0..<20).map { _ in try scene.connect(on: scene.theirs) }
      scene.turns(heldUpFor: .milliseconds(530)) { clients.allSatisfy { $0.readyState != .connecting } }
      #expect(clients.allSatisfy { $0.readyState == .open })
      #expect(scene.openingErrors.isEmpty)
    }
  }
}
