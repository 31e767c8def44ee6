import RealtimeReactor
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

@Suite struct WebSocketTests {
  @Test(arguments: [false, true])
  func `echoes messages of every size class and closes cleanly`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    try loopback.serveEcho()
    let sizes = [0, 1, 125, 126, 65_535, 65_536, 1 << 20]
    let client = try loopback.connect { $0.maximumBufferedByteCount = 8 << 20 }
    var received: [Int] = []
    var isIntact = true
    client.on(.open) {
      for size in sizes {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(client.send(.binary, bytes.span.bytes).isAccepted)
      }
    }
    client.on(.message) { message in
      received.append(message.bytes.byteCount)
      for offset in 0..<message.bytes.byteCount
      where message.bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        != UInt8(truncatingIfNeeded: offset &* 31)
      {
        isIntact = false
      }
      if received.count == sizes.count { #expect(throws: Never.self) { try client.close(reason: "done") } }
    }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    loopback.run(until: client)
    #expect(received == sizes)
    #expect(isIntact)
    let end = try #require(report)
    #expect(
      end.wasClean && end.code == .normalClosure && end.handshake.initiator == .local && end.error == nil)
    #expect(end.messagesSent == UInt64(sizes.count) && end.messagesReceived == UInt64(sizes.count))
    #expect((end.connection.tls != nil) == isSecure)
    #expect(loopback.server?.connectionCount == 0)
  }

  @Test func `nothing holds a socket any more once it is closed`() throws {
    weak var freedClient: WebSocket?
    weak var freedServer: WebSocket?
    let loopback = try Loopback(isSecure: false)
    do {
      try loopback.serve { socket in freedServer = socket }
      let client = try loopback.connect()
      freedClient = client
      client.on(.open) { #expect(throws: Never.self) { try client.close() } }
      loopback.run(until: client)
    }
    #expect(freedClient == nil && freedServer == nil)
  }

  @Test(arguments: [false, true])
  func `text arrives as text, both ways, and the server may close first`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    var serverReport: WebSocketCloseReport?
    try loopback.serve { socket in
      socket.on(.message) { [unowned socket] message in
        socket.send("re: " + message.text)
        #expect(throws: Never.self) { try socket.close(CloseCode(rawValue: 4001), reason: "enough") }
      }
      socket.on(.close) { serverReport = $0 }
    }
    let client = try loopback.connect()
    var texts: [String] = []
    client.on(.open) { client.send("héllo") }
    client.on(.message) { texts.append($0.text) }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    loopback.run(until: client)
    #expect(texts == ["re: héllo"])
    #expect(
      report?.code.rawValue == 4001 && report?.reason == "enough" && report?.handshake.initiator == .peer)
    #expect(serverReport?.handshake.initiator == .local && serverReport?.wasClean == true)
  }

  @Test func `a refused opening handshake is a value with status, headers and body`() throws {
    let loopback = try Loopback(isSecure: true)
    let headers = HTTPHeaders([("Retry-After", "7"), ("x-request-id", "req_1")])
    try loopback.serve(decide: { _ in .refuse(status: 429, headers: headers, body: Array("slow down".utf8)) }) { _ in }
    let client = try loopback.connect()
    var error: WebSocketTransportError?
    var report: WebSocketCloseReport?
    client.on(.error) { error = $0 }.on(.close) { report = $0 }
    loopback.run(until: client)
    #expect(error?.message == "Unexpected server response: 429")
    #expect(error?.refusal?.retryAfter == "7" && error?.refusal?.requestID == "req_1")
    #expect(error?.refusal.map { String(decoding: $0.body, as: UTF8.self) } == "slow down")
    #expect(report?.code == .abnormalClosure && report?.reason == "")
  }

  @Test func `closing while connecting gives the error that ws gives, then 1006`() throws {
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho()
    let client = try loopback.connect()
    var events: [String] = []
    client.on(.open) { events.append("open") }
    client.on(.error) { events.append($0.message) }
    client.on(.close) { events.append("close \($0.code)") }
    try client.close()
    loopback.run(until: client)
    #expect(events == ["WebSocket was closed before the connection was established", "close 1006"])
  }

  @Test func `a port where nobody listens is an error of the connect stage`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let server = try #require(loopback.server)
    let port = server.localAddress.port
    server.close()
    _ = loopback.loop.runOnce()
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: false)
    let client = try WebSocket(to: endpoint, on: loopback.loop)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loopback.run(until: client)
    #expect(error?.stage == .connect)
    #expect(error?.message.contains("ECONNREFUSED") == true)
  }

  @Test func `a certificate from an unknown authority is refused before anything is sent`() throws {
    let loopback = try Loopback(isSecure: true)
    var requestCount = 0
    try loopback.serve(decide: { _ in
      requestCount += 1; return .accept()
    }) { _ in }
    let client = try loopback.connect { $0.tls = TLSConfiguration() }
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loopback.run(until: client)
    #expect(error?.stage == .tls)
    #expect(requestCount == 0)
  }

  @Test(arguments: [false, true])
  func `pausing really stops the messages, resuming delivers all of them in order`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    let count = 2_000
    try loopback.serve { socket in
      var sent = 0
      func fill() {
        while sent < count {
          let outcome = socket.send(String(sent) + String(repeating: "x", count: 1_000))
          guard outcome.isAccepted else { return }
          sent += 1
          if outcome == .queued { return }
        }
      }
      socket.on(.drain) { fill() }
      fill()
    }
    let client = try loopback.connect()
    var received = 0
    var isInOrder = true
    client.on(.message) { message in
      if !message.text.hasPrefix("\(received)x") { isInOrder = false }
      received += 1
      if received % 100 == 0 && received < count {
        client.pauseReading()
        let before = received
        client.loop.schedule(after: .milliseconds(2)) {
          #expect(received == before)
          client.resumeReading()
        }
      }
      if received == count { #expect(throws: Never.self) { try client.close() } }
    }
    loopback.run(until: client)
    #expect(received == count && isInOrder)
  }

  @Test func `a thousand sessions live on one loop`() throws {
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho { $0.connection.timeLimits = .none }
    let count = 1_000
    var openCount = 0
    var echoCount = 0
    var closeCount = 0
    for _ in 0..<count {
      // A busy machine may take long over a thousand handshakes, above all under a sanitizer.
      let client = try loopback.connect { $0.timeLimits = .none }
      client.on(.open) {
        openCount += 1
        client.send("hi")
      }
      client.on(.error) { Issue.record($0) }
      client.on(.message) { _ in
        echoCount += 1
        #expect(throws: Never.self) { try client.close() }
      }
      client.on(.close) { _ in
        closeCount += 1
        if closeCount == count { loopback.server?.close() }
      }
    }
    loopback.loop.run()
    #expect(openCount == count && echoCount == count && closeCount == count)
  }
}
