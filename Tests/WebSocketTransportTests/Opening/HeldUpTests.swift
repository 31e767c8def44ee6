import Foundation
import RealtimeReactor
import RealtimeTestCertificates
import RealtimeTLS
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// A process that is stopped, or a listener that takes long: what peers have sent lies in the sockets by the time that
/// their deadlines have passed, and is read before they are judged.
@Suite struct HeldUpTests {
  /// Our loop, which is held up before each of its turns, and the peers' loop, which never is.
  private final class Scene {
    private static let trust = Result {
      let authority = try ThrowawayCertificateAuthority()
      let names = ThrowawayCertificateAuthority.Request(dnsNames: ["localhost"], addresses: ["127.0.0.1"])
      return (root: authority.certificate, identity: try authority.issue(names).identity)
    }

    let ours: EventLoop
    let theirs: EventLoop
    private let isSecure: Bool
    private var server: WebSocketServer?
    private(set) var accepted: [WebSocket] = []
    private(set) var openingErrors: [WebSocketTransportError] = []

    init(isSecure: Bool) throws {
      self.isSecure = isSecure
      ours = try EventLoop()
      theirs = try EventLoop()
    }

    func serve(on loop: EventLoop, _ change: (inout WebSocketConfiguration) -> Void = { _ in }) throws {
      var configuration = WebSocketServer.Configuration(
        identity: isSecure ? try Scene.trust.get().identity : nil)
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
      var tls = TLSConfiguration()
      tls.trustRoots = .only([.bytes(try Scene.trust.get().root)])
      var configuration = WebSocketConfiguration(tls: tls)
      configuration.timeLimits = .off
      configuration.keepAlive = .off
      change(&configuration)
      let port = try #require(server).localAddress.port
      let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure)
      return try WebSocket(to: endpoint, configuration: configuration, on: loop)
    }

    /// The peers do all that they can, and when so much time has passed our loop does.
    func turn(heldUpFor duration: Duration) {
      runUntilQuiet(theirs)
      usleep(UInt32(duration / .microseconds(1)))
      runUntilQuiet(ours)
    }

    func turns(heldUpFor duration: Duration, until isDone: () -> Bool) {
      for _ in 0..<40 where !isDone() { turn(heldUpFor: duration) }
    }

    private func runUntilQuiet(_ loop: EventLoop) {
      var isReady = true
      while isReady {
        loop.runOnce()
        var backend = pollfd(fd: loop.backendFD, events: Int16(POLLIN), revents: 0)
        isReady = loop.timeout == 0 || poll(&backend, 1, 0) > 0
      }
    }

    func finish() {
      ours.close()
      theirs.close()
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
    let scene = try Scene(isSecure: isSecure)
    try scene.serve(on: scene.theirs)
    let client = try scene.connect(on: scene.ours, Self.limitStages)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    scene.turns(heldUpFor: holdUp) { client.readyState != .connecting }
    #expect(client.readyState == .open, "\(String(describing: error))")
    scene.finish()
  }

  /// The stages of a server take several steps of the peer's: here the loop has to give the lost time back.
  @Test(arguments: [false, true])
  func `a server whose every step comes late lets peers in all the same`(isSecure: Bool) throws {
    let scene = try Scene(isSecure: isSecure)
    try scene.serve(on: scene.ours, Self.limitStages)
    let client = try scene.connect(on: scene.theirs)
    scene.turns(heldUpFor: .milliseconds(240)) { client.readyState != .connecting }
    #expect(client.readyState == .open && scene.accepted.count == 1)
    #expect(scene.openingErrors.isEmpty)
    scene.finish()
  }

  @Test(arguments: [false, true], [false, true])
  func `the limit of all stages is not used up by a stop`(isSecure: Bool, isClientHeldUp: Bool) throws {
    let scene = try Scene(isSecure: isSecure)
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
    scene.finish()
  }

  @Test(arguments: [false, true], holdUps)
  func `a peer that answers is not held to be silent`(isSecure: Bool, holdUp: Duration) throws {
    for isServerHeldUp in [false, true] {
      let scene = try Scene(isSecure: isSecure)
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
      scene.finish()
    }
  }

  @Test(arguments: [false, true], holdUps)
  func `a closing handshake that was answered in time is a clean one`(
    isSecure: Bool, holdUp: Duration
  ) throws {
    for isServerHeldUp in [false, true] {
      let scene = try Scene(isSecure: isSecure)
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
      scene.finish()
    }
  }

  @Test func `handshakes that wait for their turn are not late`() throws {
    let scene = try Scene(isSecure: true)
    try scene.serve(on: scene.ours) { $0.timeLimits.tls = .milliseconds(500) }
    let clients = try (0..<20).map { _ in try scene.connect(on: scene.theirs) }
    scene.turns(heldUpFor: .milliseconds(530)) { clients.allSatisfy { $0.readyState != .connecting } }
    #expect(clients.allSatisfy { $0.readyState == .open })
    #expect(scene.openingErrors.isEmpty)
    scene.finish()
  }
}
