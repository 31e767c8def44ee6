import RealtimeReactor
import RealtimeTLS
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// Servers that do everything wrong between TCP and an open WebSocket, each with the verdict that it must
/// get.
@Suite struct BadServerTests {
  @Test func `plain HTTP on the TLS port is told as such, and nothing is sent`() throws {
    let run = try Run()
    let server = try CannedServer("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", on: run.loop)
    let error = try run.failure(at: server.port) { server.close() }
    #expect(error.stage == .tls)
    #expect(error.tlsError?.kind == .protocolVersion)
    #expect(server.received.first == 0x16, "only a ClientHello")
    #expect(!String(decoding: server.received, as: UTF8.self).contains("secretkey"))
  }

  @Test(arguments: ["", "SSH-2.0-OpenSSH_9.2\r\n", "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}", "+OK ready\r\n"])
  func `what is not TLS is an error of the TLS stage`(_ greeting: String) throws {
    let run = try Run()
    let server = try CannedServer(greeting, on: run.loop)
    let error = try run.failure(at: server.port) { server.close() }
    #expect(error.stage == .tls && error.tlsError != nil)
  }

  @Test(arguments: [DamagingRelay.Damage.end, .reset])
  func `a connection that is cut at any byte before it is open is one error`(_ damage: DamagingRelay.Damage)
    throws
  {
    let handshakeByteCount = try Run().measureHandshake()
    // The signature of the next handshake may be some bytes shorter than that of the measured one.
    let cuts = Array(LongWalk.places(through: handshakeByteCount - 9))
    let outcomes = try Run().outcomes(of: cuts.map { .init(byteCount: $0, damage: damage) })
    #expect(outcomes.count == cuts.count)
    for (cut, outcome) in zip(cuts, outcomes) {
      guard let error = outcome else {
        Issue.record("open although cut at byte \(cut) of \(handshakeByteCount)")
        continue
      }
      #expect(error.stage == .tls || error.stage == .upgrade, "cut at \(cut)")
    }
  }

  @Test func `noise after the ServerHello is an error of the TLS stage`() throws {
    let offsets = [5, 60, 127, 128, 133, 140, 200, 300]
    let outcomes = try Run().outcomes(of: offsets.map { .init(byteCount: $0, damage: .noise) })
    #expect(outcomes.count == offsets.count)
    for (offset, outcome) in zip(offsets, outcomes) {
      #expect(outcome?.stage == .tls, "noise from byte \(offset)")
      #expect(outcome?.tlsError != nil, "noise from byte \(offset)")
    }
  }
}

extension BadServerTests {
  /// Clients with a key that must never show up anywhere.
  final class Run {
    let loopback: Loopback
    var loop: EventLoop { loopback.loop }

    init() throws {
      loopback = try Loopback(isSecure: true)
      try loopback.serveEcho()
    }

    private func connect(to port: UInt16) throws -> WebSocket {
      var configuration = loopback.clientConfiguration
      configuration.headers.append("Authorization", "Bearer secretkey")
      configuration.timeLimits = .off
      // A resumed handshake is shorter than the one that was measured.
      configuration.tls.resumesSessions = false
      let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: true)
      return try WebSocket(to: endpoint, configuration: configuration, on: loop)
    }

    func failure(at port: UInt16, then close: @escaping () -> Void) throws -> WebSocketTransportError {
      let client = try connect(to: port)
      var error: WebSocketTransportError?
      client.on(.error) { error = $0 }
      client.on(.close) { _ in close() }
      loopback.run(until: client)
      return try #require(error)
    }

    /// Bytes that the server sends until the client is open.
    func measureHandshake() throws -> Int {
      let relay = try DamagingRelay(to: try #require(loopback.server).localAddress, on: loop) { .none }
      let client = try connect(to: relay.address.port)
      var byteCount = 0
      client.on(.open) {
        byteCount = relay.relayedByteCount
        client.terminate()
      }
      client.on(.error) { Issue.record($0) }
      client.on(.close) { _ in relay.close() }
      loopback.run(until: client)
      return byteCount
    }

    /// The error of each attempt, `nil` for one that opened, in the order of the plans. Few at a time.
    func outcomes(of plans: [DamagingRelay.Plan]) throws -> [WebSocketTransportError?] {
      var outcomes = [WebSocketTransportError?](repeating: nil, count: plans.count)
      var nextPlan = 0
      var endedCount = 0
      var plan = DamagingRelay.Plan.none
      let relay = try DamagingRelay(to: try #require(loopback.server).localAddress, on: loop) { plan }
      // One after the other, so that the relay knows whose connection it has.
      func startNext() {
        guard nextPlan < plans.count else {
          relay.close()
          loopback.server?.close()
          return
        }
        let index = nextPlan
        nextPlan += 1
        plan = plans[index]
        guard let client = try? connect(to: relay.address.port) else { return }
        client.on(.open) { client.terminate() }
        client.on(.error) { outcomes[index] = $0 }
        client.on(.close) { _ in
          endedCount += 1
          startNext()
        }
      }
      startNext()
      loop.run()
      return Array(outcomes.prefix(endedCount))
    }
  }
}

extension WebSocketTransportError {
  var tlsError: TLSError? {
    if case .tls(let error) = cause { error } else { nil }
  }
}

/// Answers the first bytes of each client with the same text and ends the connection.
final class CannedServer: TCPConnectionOwner {
  private var listener: TCPListener?
  private let answer: [UInt8]
  /// The first of what clients sent.
  private(set) var received: [UInt8] = []

  init(_ answer: String, on loop: EventLoop) throws {
    self.answer = answer.unicodeScalars.map { UInt8($0.value) }
    listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { [unowned self] in $0.owner = self }
  }

  var port: UInt16 { listener?.localAddress.port ?? 0 }

  func close() { listener?.close() }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    received += bytes.withUnsafeBytes { Array($0.prefix(4096 - min(4096, received.count))) }
    let answer = answer
    _ = connection.write(answer.span.bytes)
    connection.shutdown()
  }

  func didReceiveEnd(_ connection: TCPConnection) { connection.close() }
  func didClose(_ connection: TCPConnection, error: ReactorError?) {}
}
