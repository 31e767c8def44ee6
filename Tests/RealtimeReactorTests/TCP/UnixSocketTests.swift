import Foundation
import RealtimeReactor
import RealtimeTestSupport
import Testing

@Suite struct UnixSocketTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func address(_ name: String = "s") throws -> SocketAddress {
    try #require(SocketAddress(unixPath: folder.url.appending(path: name).path))
  }

  private func isThere(_ address: SocketAddress) -> Bool {
    address.path.map { FileManager.default.fileExists(atPath: $0) } ?? false
  }

  @Test func `bytes travel both ways, both halves end, and the file goes with the listener`() throws {
    let loop = try EventLoop()
    let address = try address()
    let pair = try TestPair(on: loop, address: address)
    let message = pattern(3 << 20)
    pair.client.onConnect = { connection in
      connection.write(message)
      connection.shutdown()
    }
    pair.server.onEnd = { connection in
      connection.write(pair.server.received)
      connection.shutdown()
    }
    pair.run()
    #expect(pair.client.received == message)
    #expect(pair.client.outline == [.connect, .drain, .receive, .end, .close(nil)])
    #expect(!isThere(address))
  }

  @Test func `both ends know their addresses`() throws {
    let loop = try EventLoop()
    let address = try address()
    let pair = try TestPair(on: loop, address: address)
    var ends: [SocketAddress?] = []
    pair.client.onConnect = { ends += [$0.localAddress, $0.remoteAddress] }
    pair.onAccept = { connection in
      ends += [connection.localAddress, connection.remoteAddress]
      connection.write([1])
    }
    pair.client.onReceive = { _ in pair.closeBoth() }
    pair.run()
    #expect(ends.compactMap { $0?.path }.sorted() == ["", "", address.host, address.host])
    #expect(ends.allSatisfy { $0?.family == .unix })
  }

  @Test func `a reset ends a connection as a close does`() throws {
    let pair = try TestPair(on: try EventLoop(), address: try address())
    pair.client.onConnect = { $0.write([1]) }
    pair.server.onReceive = { $0.reset() }
    pair.client.onEnd = { $0.close() }
    pair.run()
    #expect(pair.client.isClosed && pair.server.isClosed)
  }

  @Test func `a socket that is not there, and one that nobody listens at, are errors that say so`() throws {
    let loop = try EventLoop()
    let owner = TestOwner()
    _ = try TCPConnection.connect(to: address("missing"), on: loop, owner: owner)
    loop.run()
    #expect(owner.events == [.close(ReactorError.Code(rawValue: "ENOENT"))])
    #expect(owner.error?.message.contains("check its path") == true)
    let file = try address("file")
    try Data().write(to: URL(filePath: file.host))
    let refused = TestOwner()
    _ = try TCPConnection.connect(to: file, on: loop, owner: refused)
    loop.run()
    #expect(refused.events == [.close(.connectionRefused)])
  }

  @Test func `a file in the way is an error, and stays`() throws {
    let loop = try EventLoop()
    let address = try address()
    try Data().write(to: URL(filePath: address.host))
    let error = #expect(throws: ReactorError.self) { try TCPListener.bind(to: address, on: loop) { _ in } }
    #expect(error?.code == .addressInUse)
    loop.run()
    #expect(isThere(address))
  }

  @Test func `a Unix socket cannot be shared by listeners`() throws {
    let loop = try EventLoop()
    var options = TCPListener.Options()
    options.reusePort = true
    #expect(throws: ReactorError.self) {
      try TCPListener.bind(to: try address(), on: loop, options: options) { _ in }
    }
    loop.run()
  }

  @Test func `a path has its limits`() throws {
    let longest = "/" + String(repeating: "x", count: SocketAddress.maximumUnixPathByteCount - 1)
    let address = try #require(SocketAddress(unixPath: longest))
    #expect(address.path == longest && address.port == 0 && address.with(port: 80) == address)
    #expect(SocketAddress(unixPath: longest + "x") == nil)
    #expect(SocketAddress(unixPath: "") == nil)
    #expect(SocketAddress(unixPath: "/a\0b") == nil)
    #expect(address != SocketAddress(unixPath: "/x"))
    #expect(Set([address, address, SocketAddress.loopback(port: 0)]).count == 2)
  }

  @Test func `a path of the longest length can be listened at and connected to`() throws {
    let name = String(
      repeating: "x", count: SocketAddress.maximumUnixPathByteCount - folder.url.path.utf8.count - 1)
    let pair = try TestPair(on: try EventLoop(), address: try address(name))
    pair.client.onConnect = { _ in pair.closeBoth() }
    pair.run()
    #expect(pair.client.outline.first == .connect)
  }

  @Test func `a path prints as one`() throws {
    #expect(try #require(SocketAddress(unixPath: "/run/gateway.sock")).description == "unix:/run/gateway.sock")
    #expect(SocketAddress(unixPath: "") == nil)
  }
}
