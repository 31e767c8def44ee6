import RealtimeReactor
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

@Suite struct PreparedConnectionsTests {
  @Test(arguments: [false, true])
  func `a ready connection is handed out, speaks, and is replaced`(isSecure: Bool) throws {
    let run = try Run(isSecure: isSecure) { $0.count = 2 }
    var events: [String] = []
    var requestsBefore = 0
    run.whenReady(2) { pool in
      requestsBefore = run.requestCount
      guard let client = try? pool.connect() else { return }
      client.on(.open) {
        events.append("open")
        client.send("hi")
      }
      client.on(.message) { message in
        events.append(message.text)
        guard message.text == "hi" else { return }
        run.whenReady(2) { pool in
          pool.close()
          #expect(throws: Never.self) { try client.close() }
        }
      }
      client.on(.error) { Issue.record($0) }
      client.on(.close) { report in
        #expect(report.wasClean)
        run.loopback.server?.close()
      }
      #expect(events.isEmpty, "nothing is told before connect() has returned")
    }
    run.loopback.loop.run()
    #expect(events == ["open", "welcome", "hi"])
    #expect(requestsBefore == 0)
    run.expectFreed()
  }

  @Test func `what is too old is closed and replaced`() throws {
    let run = try Run(isSecure: true) { $0.maximumAge = .milliseconds(10) }
    var readyCount = 0
    func next() {
      run.whenReady(1) { pool in
        readyCount += 1
        if readyCount < 4 { return run.whenReady(0) { _ in next() } }
        pool.close()
        run.loopback.server?.close()
      }
    }
    next()
    run.loopback.loop.run()
    #expect(readyCount == 4)
    #expect(run.errors.isEmpty)
    run.expectFreed()
  }

  @Test func `a setting without a pause does not have the loop connect all the time`() throws {
    let run = try Run(isSecure: false) {
      $0.maximumAge = .zero
      $0.retryDelay = .zero
      $0.maximumRetryDelay = .zero
    }
    let loop = run.loopback.loop
    let start = loop.now
    var replaced: Duration?
    run.whenReady(1) { _ in
      run.whenReady(0) { _ in
        replaced = loop.now - start
        run.loopback.server?.close()
        run.whenFailed(4) { pool in pool.close() }
      }
    }
    loop.run()
    #expect(try #require(replaced) >= .milliseconds(10))
    #expect(loop.now - start >= .milliseconds(40))
    run.expectFreed()
  }

  @Test func `failures are told, tried again later, and leave connect() working as ever`() throws {
    let run = try Run(isSecure: true) {
      $0.retryDelay = .milliseconds(1)
      $0.count = 2
    }
    run.loopback.server?.close()
    _ = run.loopback.loop.runOnce()
    var failure: WebSocketTransportError?
    run.whenFailed(4) { pool in
      #expect(pool.readyCount == 0)
      guard let client = try? pool.connect() else { return }
      client.on(.error) { failure = $0 }
      client.on(.close) { _ in pool.close() }
    }
    run.loopback.loop.run()
    #expect(run.errors.allSatisfy { $0.stage == .connect } && run.errors.count >= 4)
    #expect(failure?.stage == .connect)
    run.expectFreed()
  }

  @Test func `a setting that cannot be used is thrown`() throws {
    let loop = try EventLoop()
    var configuration = WebSocketConfiguration()
    configuration.headers.append("bad name", "x")
    #expect(throws: WebSocketTransportError.self) {
      _ = try PreparedConnections(
        to: WebSocketEndpoint("wss://127.0.0.1:1"), configuration: configuration, on: loop)
    }
    loop.run()
  }
}

extension PreparedConnectionsTests {
  /// A server that greets and echoes, and a pool of connections to it.
  final class Run {
    let loopback: Loopback
    private(set) var requestCount = 0
    private(set) var errors: [WebSocketTransportError] = []
    private var pool: PreparedConnections?
    private weak var freedPool: PreparedConnections?

    init(isSecure: Bool, _ change: (inout PreparedConnections.Settings) -> Void) throws {
      loopback = try Loopback(isSecure: isSecure)
      try loopback.serve(decide: { [unowned self] _ in
        requestCount += 1
        return .accept()
      }) { socket in
        socket.send("welcome")
        socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
      }
      var settings = PreparedConnections.Settings()
      change(&settings)
      let port = try #require(loopback.server).localAddress.port
      let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure)
      pool = try PreparedConnections(
        to: endpoint, configuration: loopback.clientConfiguration, settings: settings, on: loopback.loop)
      freedPool = pool
      pool?.onError = { [unowned self] in errors.append($0) }
    }

    func whenReady(_ count: Int, _ act: @escaping (PreparedConnections) -> Void) {
      wait(until: { [unowned self] in pool?.readyCount == count }, act)
    }

    func whenFailed(_ count: Int, _ act: @escaping (PreparedConnections) -> Void) {
      wait(until: { [unowned self] in errors.count >= count }, act)
    }

    private func wait(until isTrue: @escaping () -> Bool, _ act: @escaping (PreparedConnections) -> Void) {
      if isTrue(), let pool { return act(pool) }
      loopback.loop.enqueueLocally { [unowned self] in wait(until: isTrue, act) }
    }

    func expectFreed() {
      pool = nil
      #expect(freedPool == nil)
    }
  }
}
