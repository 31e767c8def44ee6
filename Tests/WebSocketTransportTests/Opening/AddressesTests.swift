import RealtimeReactor
import Testing
import WebSocketTransport

/// Names and addresses with real sockets. What answers nothing is a listener whose queue is full.
@Suite struct AddressesTests {
  @Test func `an address that refuses costs no delay, and the report says what became of each`() throws {
    let loopback = try Loopback(isSecure: false)
    // Another loopback address: nobody listens there, and the kernel says so at once.
    try loopback.serveEcho { $0.address = .loopback(port: 0) }
    let client = try connect(loopback, to: ["127.0.0.2", "127.0.0.1"]) {
      $0.connectionAttemptDelay = .seconds(3600)
    }
    let attempts = try attempts(of: client, loopback)
    #expect(attempts.map(\.address.host) == ["127.0.0.2", "127.0.0.1"])
    #expect(attempts.map(\.outcome) == [.failed(.connectionRefused), .connected])
  }

  @Test func `a black hole costs the delay, and is abandoned when another address answers`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let hole = try FullListener()
    defer { hole.close() }
    let port = try #require(loopback.server).localAddress.port
    let resolver = PortedResolver(addresses: [
      .loopback(port: hole.port), .loopback(port: port),
    ])
    let client = try connect(loopback, resolver) {
      $0.connectionAttemptDelay = .milliseconds(20)
      $0.timeLimits.connect = .seconds(3600)
    }
    let attempts = try attempts(of: client, loopback)
    #expect(attempts.map(\.outcome) == [.abandoned, .connected])
    #expect((client.connectionReport.connectDuration ?? .zero) >= .milliseconds(20))
  }

  @Test func `when every address fails the last reason is the error and all are in the report`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let client = try connect(loopback, to: ["127.0.0.2", "127.0.0.3", "::1"])
    var error: WebSocketTransportError?
    var report: WebSocketCloseReport?
    client.on(.error) { error = $0 }
    client.on(.close) { report = $0 }
    loopback.run(until: client)
    #expect(error?.stage == .connect)
    #expect(report?.connection.attempts.map(\.address.host) == ["127.0.0.2", "::1", "127.0.0.3"])
    #expect(report?.connection.attempts.allSatisfy { $0.outcome != .pending } == true)
  }

  @Test func `a resolver that knows no address is an error of its stage`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let client = try connect(loopback, to: [])
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loopback.run(until: client)
    #expect(error?.stage == .resolve)
  }

  @Test func `an answer that comes twice, or after the end, is ignored`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let port = try #require(loopback.server).localAddress.port
    let client = try connect(loopback, RepeatingResolver(address: .loopback(port: port)))
    #expect(try attempts(of: client, loopback).map(\.outcome) == [.connected])
  }

  @Test func `an IP literal is not asked for`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let client = try loopback.connect { $0.resolver = SilentResolver() }
    #expect(try attempts(of: client, loopback).count == 1)
  }

  // MARK: Helpers

  private func connect(
    _ loopback: Loopback, to hosts: [String], _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws -> WebSocket {
    try connect(loopback, FixedResolver(hosts: hosts), change)
  }

  private func connect(
    _ loopback: Loopback, _ resolver: any NameResolver,
    _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws -> WebSocket {
    var configuration = loopback.clientConfiguration
    configuration.resolver = resolver
    configuration.proxy = .none
    change(&configuration)
    let port = try #require(loopback.server).localAddress.port
    let endpoint = WebSocketEndpoint(host: "name.example", port: port, isSecure: false)
    return try WebSocket(to: endpoint, configuration: configuration, on: loopback.loop)
  }

  private func attempts(of client: WebSocket, _ loopback: Loopback) throws -> [ConnectionReport.Attempt] {
    var isOpen = false
    client.on(.open) {
      isOpen = true
      client.terminate()
    }
    client.on(.error) { Issue.record($0) }
    loopback.run(until: client)
    #expect(isOpen)
    return client.connectionReport.attempts
  }
}

/// Knows addresses with ports of their own.
private struct PortedResolver: NameResolver {
  let addresses: [SocketAddress]

  func resolve(
    host: String, port: UInt16, on loop: EventLoop,
    completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
  ) {
    completion(.success(addresses))
  }
}

/// Answers again and again, at last when nobody waits any more.
private struct RepeatingResolver: NameResolver {
  let address: SocketAddress

  func resolve(
    host: String, port: UInt16, on loop: EventLoop,
    completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
  ) {
    let address = address
    completion(.success([address]))
    completion(.success([]))
    loop.schedule(after: .milliseconds(10)) { completion(.success([address])) }
  }
}
