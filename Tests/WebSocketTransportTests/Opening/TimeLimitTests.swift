import Foundation
import RealtimeReactor
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

@Suite struct TimeLimitTests {
  private static let limit: Duration = .seconds(30)

  @Test(arguments: StalledStage.allCases)
  func `a stalled stage ends at its own limit`(_ stage: StalledStage) throws {
    let run = try Run(stage)
    var limits = WebSocketConfiguration.TimeLimits.off
    limits[keyPath: stage.limit] = Self.limit
    let error = try run.failure(limits)
    #expect(error.stage == stage.stage)
    #expect(error.timeLimit == Self.limit)
    #expect(error.message.contains("raise the \(stage.rawValue) time limit"))
    run.expectAllFreed()
  }

  @Test(arguments: StalledStage.allCases)
  func `the total limit holds at every stage`(_ stage: StalledStage) throws {
    let run = try Run(stage)
    var limits = WebSocketConfiguration.TimeLimits.off
    limits.total = Self.limit
    let error = try run.failure(limits)
    #expect(error.stage == stage.stage)
    guard case .totalTimedOut(after: Self.limit) = error.cause else {
      Issue.record("unexpected \(error)")
      return
    }
    run.expectAllFreed()
  }

  @Test(arguments: StalledStage.allCases)
  func `an attempt can be cancelled from another thread at every stage`(_ stage: StalledStage) throws {
    let run = try Run(stage)
    let error = try run.failure(.off) { socket in
      let cancellation = socket.cancellation
      Thread.detachNewThread { cancellation.cancel() }
    }
    guard case .closedBeforeOpen = error.cause else {
      Issue.record("unexpected \(error)")
      return
    }
    run.expectAllFreed()
  }

  @Test(arguments: StalledStage.allCases)
  func `an attempt can be given up on the loop at every stage`(_ stage: StalledStage) throws {
    let run = try Run(stage)
    let error = try run.failure(.off) { socket in
      socket.loop.schedule(after: .seconds(5)) { [weak socket] in socket?.terminate() }
    }
    guard case .closedBeforeOpen = error.cause else {
      Issue.record("unexpected \(error)")
      return
    }
    run.expectAllFreed()
  }

  @Test(arguments: StalledStage.allCases)
  func `closing the loop ends a stalled attempt`(_ stage: StalledStage) throws {
    let loop = try EventLoop()
    let server = try StalledServer(stage, on: loop)
    var configuration = WebSocketConfiguration()
    configuration.timeLimits = .off
    server.configure(&configuration)
    let client = try WebSocket(to: server.endpoint, configuration: configuration, on: loop)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loop.schedule(after: .seconds(5)) { loop.close() }
    HandClock.turned { $0.run(loop) }
    server.close()
    guard case .network(let cause) = error?.cause else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(cause.code == .cancelled)
  }

  @Test func `an open connection can be cut from another thread`() throws {
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho()
    let client = try loopback.connect()
    client.on(.open) {
      let cancellation = client.cancellation
      Thread.detachNewThread {
        for _ in 0..<3 { cancellation.cancel() }
      }
    }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    loopback.run(until: client)
    #expect(report?.wasClean == false && report?.code == .abnormalClosure)
    #expect(client.cancellation.cancel(), "a handle outlives its connection")
    loopback.loop.close()
    #expect(!client.cancellation.cancel())
  }

  @Test(arguments: [false, true])
  func `a peer that does not answer the Close frame is cut at the close limit`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    try loopback.serve { socket in
      socket.pauseReading()
      socket.loop.schedule(after: Self.limit + .seconds(5)) { [weak socket] in socket?.terminate() }
    }
    let client = try loopback.connect { $0.timeLimits.close = Self.limit }
    client.on(.open) { #expect(throws: Never.self) { try client.close() } }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    HandClock.turned { loopback.run(until: client, by: $0) }
    #expect(report?.wasClean == false && report?.handshake.sentCode == .normalClosure)
    #expect(report?.handshake.error?.kind == .closingHandshakeTimedOut)
  }
}

extension TimeLimitTests {
  /// One client that meets a stalled stage, on a loop of its own.
  final class Run {
    private let loop: EventLoop
    private let server: StalledServer
    private weak var client: WebSocket?
    private weak var sentinel: Sentinel?

    private final class Sentinel {}

    init(_ stage: StalledStage) throws {
      loop = try EventLoop()
      server = try StalledServer(stage, on: loop)
    }

    func failure(
      _ limits: WebSocketConfiguration.TimeLimits, whileRunning act: (WebSocket) -> Void = { _ in }
    ) throws -> WebSocketTransportError {
      var configuration = WebSocketConfiguration()
      configuration.timeLimits = limits
      server.configure(&configuration)
      var result: WebSocketTransportError?
      let client = try WebSocket(to: server.endpoint, configuration: configuration, on: loop)
      let sentinel = Sentinel()
      self.client = client
      self.sentinel = sentinel
      client.on(.error) { error in
        withExtendedLifetime(sentinel) { result = error }
      }
      client.on(.close) { [server] _ in server.close() }
      act(client)
      HandClock.turned { $0.run(loop) }
      return try #require(result)
    }

    /// The loop has nothing left, so nothing but the client's own cycles could keep it.
    func expectAllFreed() {
      #expect(client == nil)
      #expect(sentinel == nil)
    }
  }
}

extension WebSocketTransportError {
  var timeLimit: Duration? {
    if case .timedOut(let limit) = cause { limit } else { nil }
  }
}
