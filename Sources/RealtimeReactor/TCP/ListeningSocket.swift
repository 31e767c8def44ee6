internal import CRealtimeUV
internal import RealtimeBuffers

/// A descriptor that listens at an address. Its owner closes it.
struct ListeningSocket {
  let descriptor: CInt
  /// The file of a Unix socket, which goes with it.
  private let path: String?

  /// - Throws: `ReactorError`, for example `EADDRINUSE`.
  init(at address: SocketAddress, options: TCPListener.Options, operation: String) throws(ReactorError) {
    var status = Descriptors.fillStandardDescriptors() ?? 0
    // The kernel shares no Unix socket.
    if address.family == .unix, options.reusePort { status = UV_ENOTSUP.rawValue }
    guard status == 0 else { throw ReactorError(status: status, operation: operation) }
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    descriptor = socket(address.systemFamily, kind, 0)
    guard descriptor >= 0 else { throw ReactorError(status: uv_translate_sys_error(errno), operation: operation) }
    guard Self.bind(descriptor, to: address, options) else {
      path = nil
      throw closed(operation)
    }
    path = address.path
    guard listen(descriptor, CInt(clamping: max(1, options.backlog))) == 0 else { throw closed(operation) }
  }

  enum Accepted {
    case descriptor(CInt)
    /// `errno`.
    case failed(CInt)
  }

  /// Takes the next connection that waits, without waiting.
  func accept() -> Accepted {
    let accepted = rt_accept(descriptor)
    if accepted < 0 { return .failed(errno) }
    return accepted > STDERR_FILENO ? .descriptor(accepted) : moved(accepted)
  }

  /// Where it listens, with the port that the system chose; `nil` for a Unix socket.
  var localAddress: SocketAddress? {
    unsafe SocketAddress { address, byteCount in
      var count = unsafe socklen_t(byteCount.pointee)
      return unsafe getsockname(descriptor, address, &count)
    }
  }

  func close() {
    // Before the descriptor goes: afterwards it could be the file of another listener.
    if let path { unsafe unlink(path) }
    Glibc.close(descriptor)
  }

  // MARK: Private helpers

  /// Moves a connection that got the descriptor of a closed standard input, output or error to another.
  private func moved(_ accepted: CInt) -> Accepted {
    defer { _ = Descriptors.fillStandardDescriptors() }
    defer { Glibc.close(accepted) }
    let moved = fcntl(accepted, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    return moved < 0 ? .failed(errno) : .descriptor(moved)
  }

  private func closed(_ operation: String) -> ReactorError {
    let status = uv_translate_sys_error(errno)
    close()
    return ReactorError(status: status, operation: operation)
  }

  private static func bind(_ descriptor: CInt, to address: SocketAddress, _ options: TCPListener.Options) -> Bool {
    if let path = address.path { return bind(descriptor, toPath: path) }
    // A port whose last connections linger may be listened at again.
    guard set(SO_REUSEADDR, of: SOL_SOCKET, on: descriptor, to: true) else { return false }
    if options.reusePort, !set(SO_REUSEPORT, of: SOL_SOCKET, on: descriptor, to: true) { return false }
    if address.family == .ipv6 {
      // `::` accepts IPv4 too, whatever the system's setting is.
      guard set(IPV6_V6ONLY, of: CInt(IPPROTO_IPV6), on: descriptor, to: false) else { return false }
    }
    return unsafe address.withSystemAddress { pointer in
      let byteCount = address.family == .ipv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
      return unsafe Glibc.bind(descriptor, pointer, socklen_t(byteCount)) == 0
    }
  }

  private static func bind(_ descriptor: CInt, toPath path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  private static func set(_ option: CInt, of level: CInt, on descriptor: CInt, to isOn: Bool) -> Bool {
    var value: CInt = isOn ? 1 : 0
    return unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size)) == 0
  }
}
