import RealtimeBuffers
import Foundation
import RealtimeTestCertificates
import RealtimeTestSupport
import Testing

@testable import RealtimeTLS

/// The engine against the `openssl` program, over a socket pair that only the test knows.
@Suite struct OpenSSLProcessTests {
  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func `a real server's echo comes back`(version: String) throws {
    let authority = try TestAuthority()
    let issued = try authority.root.issueIntermediate().issue(.init(addresses: ["127.0.0.1"]))
    let folder = try TemporaryFolder()
    let pem = try folder.write(issued.chain + issued.privateKey, to: "server.pem")

    let server = Process()
    server.executableURL = URL(filePath: "/usr/bin/openssl")
    // -rev sends each line back, reversed.
    server.arguments = [
      "s_server", version, "-accept", "127.0.0.1:0", "-rev", "-cert", pem.path, "-key", pem.path,
      "-cert_chain", pem.path, "-alpn", "http/1.1",
    ]
    let output = Pipe()
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    try server.run()
    // The program is born with the termination signal blocked, as the test's thread has it.
    defer {
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    let port = try #require(portAnnounced(on: output.fileHandleForReading))

    let transport = try #require(BlockingSocket(port: port))
    let peer = try Peer {
      try TLSEngine(client: authority.clientContext(), serverName: "127.0.0.1", outbox: $0)
    }
    try peer.engine.startHandshake()
    transport.send(peer.takeOutput())
    while !peer.engine.isEstablished, peer.failure == nil, let bytes = transport.receive() {
      peer.receive(bytes)
      transport.send(peer.takeOutput())
    }
    #expect(peer.failure == nil)
    #expect(peer.engine.info?.version == (version == "-tls1_3" ? .tls13 : .tls12))
    #expect(peer.engine.info?.applicationProtocol == "http/1.1")
    try peer.write(Array("abc\n".utf8))
    transport.send(peer.takeOutput())
    while peer.received.count < 4, let bytes = transport.receive() { peer.receive(bytes) }
    #expect(peer.received == Array("cba\n".utf8))
  }

  private func portAnnounced(on handle: FileHandle) -> UInt16? {
    var text = ""
    while let data = try? handle.read(upToCount: 1), !data.isEmpty {
      text += String(decoding: data, as: UTF8.self)
      guard text.hasSuffix("\n") else { continue }
      let line = text.split(separator: "\n").last ?? ""
      if line.hasPrefix("ACCEPT "), let colon = line.lastIndex(of: ":") {
        return UInt16(line[line.index(after: colon)...])
      }
    }
    return nil
  }
}

/// A connection on the loopback interface that waits in the kernel.
private final class BlockingSocket {
  private let descriptor: Int32

  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Nil at the end.
  func receive() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Array(bytes[..<count]) : nil
  }
}
