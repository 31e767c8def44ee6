import RealtimeReactor
import Synchronization
import RealtimeTLS
import Testing
import RealtimeWebSocketProtocol
@testable import WebSocketTransport

@Suite struct ConnectionReportTests {
  @Test(
    arguments: [
      (Duration.zero, Duration.zero), (.microseconds(1999), .milliseconds(1)), (.seconds(61), .seconds(61)),
      (.milliseconds(-5), .zero), (.seconds(1 << 40), .milliseconds(UInt32.max - 1)),
    ]
  )
  func `the time of a stage is kept in whole milliseconds`(time: Duration, kept: Duration) {
    #expect(StageTime().duration == nil)
    #expect(StageTime(time).duration == kept)
  }

  @Test(arguments: [false, true])
  func `the report has the stages, the addresses and the bytes of the handshakes`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    try loopback.serveEcho()
    let client = try loopback.connect()
    var atOpen: (received: UInt64, sent: UInt64)?
    client.on(.open) {
      client.loop.schedule(after: .milliseconds(1)) {
        atOpen = (client.bytesReceived, client.bytesSent)
        client.terminate()
      }
    }
    loopback.run(until: client)
    let report = client.connectionReport
    #expect(report.resolveDuration != nil && report.connectDuration != nil && report.upgradeDuration != nil)
    #expect((report.tlsDuration != nil) == isSecure && (report.tls != nil) == isSecure)
    #expect(report.proxy == nil && report.proxyDuration == nil)
    #expect(report.attempts.map(\.outcome) == [.connected])
    #expect(report.attempts.first?.address == loopback.server?.localAddress)
    let bytes = try #require(atOpen)
    #expect(bytes.received > (isSecure ? 600 : 100) && bytes.sent > (isSecure ? 400 : 100))
  }

  @Test(arguments: [TLSConfiguration.Version.tls13, .tls12])
  func `the second connection resumes the session of the first`(_ version: TLSConfiguration.Version) throws {
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho()
    var facts: [TLSInfo?] = []
    func connect() throws -> WebSocket {
      try loopback.connect {
        $0.tls.minimumVersion = version
        $0.tls.maximumVersion = version
      }
    }
    let first = try connect()
    // TLS 1.3 sends its tickets after the handshake: they are there once the first message is.
    first.on(.open) { first.send("hi") }
    first.on(.message) { _ in #expect(throws: Never.self) { try first.close() } }
    first.on(.close) { report in
      facts.append(report.connection.tls)
      guard let second = try? connect() else { return }
      second.on(.open) { second.terminate() }
      second.on(.close) { report in
        facts.append(report.connection.tls)
        loopback.server?.close()
      }
    }
    loopback.loop.run()
    #expect(facts.map { $0?.isResumed } == [false, true])
    #expect(facts.map { $0?.version } == [version, version])
    #expect(facts.allSatisfy { $0?.applicationProtocol == "http/1.1" })
  }

  @Test func `another configuration never resumes the session of the first`() throws {
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho()
    var isResumed: [Bool?] = []
    let first = try loopback.connect()
    first.on(.open) { first.send("hi") }
    first.on(.message) { _ in first.terminate() }
    first.on(.close) { _ in
      guard let second = try? loopback.connect({ $0.tls.applicationProtocols = [] }) else { return }
      second.on(.open) { second.terminate() }
      second.on(.close) { report in
        isResumed.append(report.connection.tls?.isResumed)
        loopback.server?.close()
      }
    }
    loopback.loop.run()
    #expect(isResumed == [false])
  }

  @Test func `keys are logged on request only`() throws {
    let log = KeyLog()
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho()
    let silent = try loopback.connect()
    silent.on(.open) { silent.terminate() }
    let logged = try loopback.connect { configuration in
      configuration.tls.keyLog = { line in log.append(line) }
    }
    logged.on(.open) { logged.terminate() }
    loopback.run(until: silent, logged)
    let labels = log.lines.map { $0.prefix { $0 != " " } }
    #expect(labels.filter { $0 == "CLIENT_TRAFFIC_SECRET_0" }.count == 1)
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect is a refusal and is never followed`(_ status: Int) throws {
    let loopback = try Loopback(isSecure: false)
    var requestCount = 0
    let port = Mutex<UInt16>(0)
    try loopback.serve(decide: { request in
      requestCount += 1
      let location = "ws://127.0.0.1:\(port.withLock { $0 })/elsewhere"
      return .refuse(status: status, headers: HTTPHeaders([("Location", location)]))
    }) { _ in }
    port.withLock { $0 = loopback.server?.localAddress.port ?? 0 }
    let client = try loopback.connect()
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loopback.run(until: client)
    #expect(requestCount == 1)
    #expect(error?.refusal?.status == status)
    #expect(error?.refusal?.location?.hasSuffix("/elsewhere") == true)
    #expect(error?.description.contains("elsewhere") == false)
  }

  @Test(arguments: [401, 403, 404, 429, 500, 503])
  func `a refusal has status, request id, Retry-After and at most 8 KiB of the body`(_ status: Int) throws {
    let loopback = try Loopback(isSecure: false)
    let body = [UInt8](repeating: UInt8(ascii: "b"), count: 20_000)
    let headers = HTTPHeaders([
      ("Retry-After", "3"), ("x-request-id", "req_7"), ("Content-Type", "application/json"),
    ])
    try loopback.serve(decide: { _ in .refuse(status: status, headers: headers, body: body) }) { _ in }
    let client = try loopback.connect { $0.headers.append("Authorization", "Bearer verysecret") }
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loopback.run(until: client)
    let refusal = try #require(error?.refusal)
    #expect(refusal.status == status && refusal.retryAfter == "3" && refusal.requestID == "req_7")
    #expect(refusal.contentType == "application/json")
    #expect(refusal.body == Array(body.prefix(8 << 10)) && refusal.isBodyTruncated)
    #expect(!String(reflecting: error).contains("verysecret"))
  }
}

/// Lines from the connection's thread.
private final class KeyLog: Sendable {
  private let storage = Mutex<[String]>([])

  var lines: [String] { storage.withLock { $0 } }

  func append(_ line: String) { storage.withLock { $0.append(line) } }
}
