import RealtimeReactor
import Testing

@Suite struct SocketAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1", 80, "127.0.0.1:80"), ("0.0.0.0", 0, "0.0.0.0:0"),
      ("255.255.255.255", 65_535, "255.255.255.255:65535"),
      ("::1", 443, "[::1]:443"), ("[::]", 0, "[::]:0"),
      ("2001:db8::ff00:42:8329", 8080, "[2001:db8::ff00:42:8329]:8080"),
    ] as [(String, UInt16, String)])
  func `an address prints as it stands in a URL`(host: String, port: UInt16, text: String) throws {
    #expect(try #require(SocketAddress(host: host, port: port)).description == text)
  }

  @Test(arguments: [
    "localhost", "", "127.0.0.1\u{0}", "1.2.3.4.5", "256.0.0.1", "1.2.3", "::g", "[::1]80", "[::1", "[]", "[::1%]",
    "[:::1]", "[127.0.0.1%1]", "127.0.0.1:80", String(repeating: "1", count: 1000),
  ])
  func `a host that is not a literal is refused`(host: String) {
    #expect(SocketAddress(host: host, port: 1) == nil)
  }

  @Test func `brackets around a host are allowed`() throws {
    let address = try #require(SocketAddress(host: "[::1]", port: 443))
    #expect(address == .loopback(.ipv6, port: 443))
    #expect(address.host == "::1")
    #expect(address.family == .ipv6)
    #expect(address.port == 443)
  }

  @Test func `addresses are equal when family, bytes and port are`() {
    let addresses: Set<SocketAddress> = [
      .loopback(port: 1), .loopback(port: 1), .loopback(port: 2), .loopback(.ipv6, port: 1), .any(port: 1),
      .any(.ipv6, port: 1),
    ]
    #expect(addresses.count == 5)
    #expect(SocketAddress.loopback(port: 1).with(port: 2) == .loopback(port: 2))
    #expect(SocketAddress.loopback(port: 1).description == "127.0.0.1:1")
  }

  @Test func `a link-local address keeps its interface`() throws {
    let address = try #require(SocketAddress(host: "fe80::1%1", port: 9))
    #expect(address.scopeID == 1)
    #expect(address.description == "[fe80::1%1]:9")
  }
}
