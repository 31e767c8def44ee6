import Glibc

/// What the kernel holds for a socket of this process that nobody here has the descriptor of.
struct SocketQueue {
  private let descriptor: Int32

  /// - Parameter peerPort: The port that the socket is connected to.
  init(peerPort: UInt16) throws {
    let found = (0..<Int32(256)).first { Self.peerPort(of: $0) == peerPort }
    guard let found else { throw GuardError("no socket is connected to port \(peerPort)") }
    descriptor = found
  }

  /// Bytes that have arrived and were not read.
  var byteCount: Int {
    var count: Int32 = 0
    return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  private static func peerPort(of descriptor: Int32) -> UInt16? {
    var address = sockaddr_in()
    var byteCount = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &byteCount) }
    }
    return status == 0 && address.sin_family == AF_INET ? UInt16(bigEndian: address.sin_port) : nil
  }
}
