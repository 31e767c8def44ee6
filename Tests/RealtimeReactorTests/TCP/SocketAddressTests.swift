import RealtimeReactor
import Testing

@Suite struct SocketAddressTests {
  @Test(arguments: [
    "127.0.0.1:80", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:443", "[::]:0",
    "[2001:db8::ff00:42:8329]:8080",
  ])
  func `a description is read back as the same address`(text: String) throws {
    let address = try #require(SocketAddress(text))
    #expect(address.description == text)
    #expect(SocketAddress(address.description) == address)
  }

  @Test(arguments: [
    "", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
    "127.0.0.1:8 0",
    "256.0.0.1:80", "1.2.3:80", "::1:80", "[::1]", "[::1]80", "[::1:80", "[]:80", "localhost:80", "[::1%]:80",
    "[:::1]:80",
    "[127.0.0.1%1]:80",
  ])
  func `what is not an address is refused`(text: String) {
    #expect(SocketAddress(text) == nil)
  }

  @Test(arguments: [
    "localhost", "", "127.0.0.1\u{0}", "1.2.3.4.5", "::g", String(repeating: "1", count: 1000),
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
    #expect(SocketAddress(address.description) == address)
  }
}
