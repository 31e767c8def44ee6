import RealtimeReactor
import Testing

@Suite struct NameResolutionTests {
  @Test func `localhost is this machine`() throws {
    let loop = try EventLoop()
    var addresses: [SocketAddress] = []
    loop.resolve(host: "localhost", port: 81) { addresses = (try? $0.get()) ?? [] }
    #expect(addresses.isEmpty)
    loop.run()
    #expect(!addresses.isEmpty)
    #expect(addresses.allSatisfy { $0 == .loopback(port: 81) || $0 == .loopback(.ipv6, port: 81) })
    #expect(Set(addresses).count == addresses.count)
  }

  @Test(arguments: ["127.0.0.1", "::1", "[::1]"])
  func `a literal is answered on the loop, but not inside the call`(host: String) throws {
    let loop = try EventLoop()
    var result: Result<[SocketAddress], ReactorError>?
    loop.resolve(host: host, port: 80) { result = $0 }
    #expect(result == nil)
    loop.run()
    let address = try #require(SocketAddress(host: host, port: 80))
    #expect(result == .success([address]))
  }

  /// The top-level domain is reserved for names that do not exist (RFC 6761, section 6.4).
  @Test func `a name that does not exist fails`() throws {
    let loop = try EventLoop()
    var result: Result<[SocketAddress], ReactorError>?
    loop.resolve(host: "nobody.invalid", port: 80) { result = $0 }
    loop.run()
    guard case .failure(let error) = result else {
      Issue.record("resolved")
      return
    }
    // Without a name server the resolver cannot know, and says so.
    #expect(error.code == .unknownName || error.code.rawValue == "EAI_AGAIN")
    #expect(error.operation == "resolve nobody.invalid")
  }

  @Test(arguments: ["", "localhost\u{0}.example", String(repeating: "a", count: 254)])
  func `what cannot be a name is refused`(host: String) throws {
    let loop = try EventLoop()
    var code: ReactorError.Code?
    loop.resolve(host: host, port: 80) {
      if case .failure(let error) = $0 { code = error.code }
    }
    loop.run()
    #expect(code == .invalidArgument)
  }

  @Test(arguments: ["localhost", "127.0.0.1"])
  func `a cancelled resolution is silent`(host: String) throws {
    let loop = try EventLoop()
    let resolution = loop.resolve(host: host, port: 80) { _ in Issue.record("called after cancel") }
    resolution.cancel()
    resolution.cancel()
    loop.run()
  }

  @Test func `many at once are all answered`() throws {
    let loop = try EventLoop()
    var count = 0
    for _ in 0..<50 { loop.resolve(host: "localhost", port: 80) { _ in count += 1 } }
    loop.run()
    #expect(count == 50)
  }
}
