internal import CRealtimeUV
internal import RealtimeBuffers

/// The address of one end of a connection: an IPv4 or IPv6 address and a port, or the path of a Unix socket.
///
/// A plain value that can be sent between threads, compared and used as a key. It is made from literals only;
/// names are turned into addresses by `EventLoop.resolve(host:port:completion:)`.
public struct SocketAddress: Hashable, Sendable {
  /// The protocol family.
  public enum Family: Hashable, Sendable {
    /// IP version 4.
    case ipv4
    /// IP version 6.
    case ipv6
    /// A socket in the file system of this machine.
    case unix
  }

  /// Bytes that the path of a Unix socket may have: what the system's `sockaddr_un` holds, without its NUL.
  public static let maximumUnixPathByteCount = 107

  /// Which kind of address it is.
  public let family: Family
  /// The path of a Unix socket; empty for the end of a connection that has none, `nil` for other families.
  public let path: String?
  /// The port in host byte order, 0 where the system is to choose one, and for Unix sockets.
  public let port: UInt16
  /// The interface of a link-local IPv6 address, 0 otherwise.
  public let scopeID: UInt32
  private let bytes: Bytes

  /// The address in network byte order as it lies in memory; IPv4 fills the first four bytes.
  private struct Bytes: Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
  }

  /// An address from an IP literal.
  ///
  /// - Parameters:
  ///   - host: `127.0.0.1`, `::1` or `fe80::1%2`; brackets around IPv6 are allowed.
  ///   - port: 0 lets the system choose when the address is bound.
  /// - Returns: `nil` when `host` is a name or is not well-formed.
  public init?(host: String, port: UInt16) {
    // The longest literal has 45 bytes, the longest interface name 15. A NUL would end the text early for the parser.
    guard host.utf8.count < 64, !host.utf8.contains(0) else { return nil }
    var ipv4 = sockaddr_in()
    if unsafe uv_ip4_addr(host, CInt(port), &ipv4) == 0 {
      self.init(ipv4)
      return
    }
    let literal = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host[...]
    let parts = literal.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    var ipv6 = sockaddr_in6()
    guard let address = parts.first, unsafe uv_ip6_addr(String(address), CInt(port), &ipv6) == 0 else { return nil }
    if parts.count == 2 {
      guard let scopeID = interfaceIndex(parts[1]) else { return nil }
      ipv6.sin6_scope_id = scopeID
    }
    self.init(ipv6)
  }

  /// A Unix socket. Whoever may write to its file may connect: put it into a folder that only they can enter.
  ///
  /// - Returns: `nil` when `unixPath` is empty, too long for the system, or has a NUL in it.
  public init?(unixPath: String) {
    let byteCount = unixPath.utf8.count
    guard byteCount > 0, byteCount <= SocketAddress.maximumUnixPathByteCount, !unixPath.utf8.contains(0)
    else { return nil }
    self.init(family: .unix, path: unixPath)
  }

  /// The end of a Unix connection that was not bound to a path.
  static let unnamedUnix = SocketAddress(family: .unix, path: "")

  /// The loopback address, `127.0.0.1` or, for IPv6, `::1`.
  public static func loopback(_ family: Family = .ipv4, port: UInt16) -> SocketAddress {
    switch family {
    case .ipv4, .unix: SocketAddress(.ipv4, UInt32(0x7f00_0001).bigEndian, port: port)
    case .ipv6: SocketAddress(family: .ipv6, port: port, bytes: Bytes(second: UInt64(1).bigEndian))
    }
  }

  /// Every address of this machine, `0.0.0.0` or, for IPv6, `::`, for listeners.
  public static func any(_ family: Family = .ipv4, port: UInt16) -> SocketAddress {
    SocketAddress(family: family == .ipv6 ? .ipv6 : .ipv4, port: port)
  }

  /// The same address with another port; a Unix socket has none.
  public func with(port: UInt16) -> SocketAddress {
    if family == .unix { return self }
    return SocketAddress(family: family, path: path, port: port, scopeID: scopeID, bytes: bytes)
  }

  /// The address without the port and without brackets, for example `127.0.0.1` or `::1`; the path of a Unix socket.
  public var host: String {
    if let path { return path }
    var text = [CChar](repeating: 0, count: 64)
    let status = unsafe withUnsafeBytes(of: bytes) {
      unsafe uv_inet_ntop(family == .ipv4 ? AF_INET : AF_INET6, $0.baseAddress, &text, text.count)
    }
    guard status == 0 else { return "" }
    let literal = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return scopeID == 0 ? literal : "\(literal)%\(scopeID)"
  }

  /// The four or sixteen bytes of the address in network order; none for a Unix socket.
  package var addressBytes: [UInt8] {
    let byteCount =
      switch family {
      case .ipv4: 4
      case .ipv6: 16
      case .unix: 0
      }
    return unsafe withUnsafeBytes(of: bytes) { unsafe Array($0.prefix(byteCount)) }
  }
}

extension SocketAddress: CustomStringConvertible {
  /// `127.0.0.1:80`, `[::1]:443` or `unix:/run/gateway.sock`.
  public var description: String {
    switch family {
    case .unix: "unix:\(host)"
    case .ipv4: "\(host):\(port)"
    case .ipv6: "[\(host)]:\(port)"
    }
  }
}

// MARK: - The system's form

extension SocketAddress {
  private init(family: Family, path: String? = nil, port: UInt16 = 0, scopeID: UInt32 = 0, bytes: Bytes = .init()) {
    self.family = family
    self.path = path
    self.port = port
    self.scopeID = scopeID
    self.bytes = bytes
  }

  private init(_ family: Family, _ networkOrder: UInt32, port: UInt16) {
    var bytes = Bytes()
    unsafe withUnsafeMutableBytes(of: &bytes) { unsafe $0.storeBytes(of: networkOrder, as: UInt32.self) }
    self.init(family: family, port: port, bytes: bytes)
  }

  init(_ address: sockaddr_in) { self.init(.ipv4, address.sin_addr.s_addr, port: UInt16(bigEndian: address.sin_port)) }

  init(_ address: sockaddr_in6) {
    var bytes = Bytes()
    unsafe withUnsafeBytes(of: address.sin6_addr) { source in
      unsafe withUnsafeMutableBytes(of: &bytes) { unsafe $0.copyMemory(from: source) }
    }
    let port = UInt16(bigEndian: address.sin6_port)
    self.init(family: .ipv6, port: port, scopeID: address.sin6_scope_id, bytes: bytes)
  }

  /// The address that the system wrote to `pointer`, or `nil` for a family other than IPv4 and IPv6.
  init?(_ pointer: UnsafePointer<sockaddr>) {
    // Of the family depends how many bytes there are.
    let raw = unsafe UnsafeRawPointer(pointer)
    switch unsafe CInt(pointer.pointee.sa_family) {
    case AF_INET: unsafe self.init(raw.loadUnaligned(as: sockaddr_in.self))
    case AF_INET6: unsafe self.init(raw.loadUnaligned(as: sockaddr_in6.self))
    default: return nil
    }
  }

  /// Asks `fill` (getsockname, getpeername) for an address.
  init?(_ fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<CInt>) -> CInt) {
    var storage = sockaddr_storage()
    var byteCount = CInt(MemoryLayout<sockaddr_storage>.size)
    let address: SocketAddress? = unsafe withUnsafeMutablePointer(to: &storage) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe fill($0, &byteCount) == 0 ? SocketAddress(UnsafePointer($0)) : nil
      }
    }
    guard let address else { return nil }
    self = address
  }

  /// For IPv4 and IPv6: libuv takes a Unix socket by its path.
  func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
    switch family {
    case .ipv4, .unix:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = unsafe withUnsafeBytes(of: bytes) { unsafe $0.load(as: UInt32.self) }
      return unsafe withUnsafePointer(to: address) { unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    case .ipv6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_scope_id = scopeID
      unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { target in
        unsafe withUnsafeBytes(of: bytes) { unsafe target.copyMemory(from: $0) }
      }
      return unsafe withUnsafePointer(to: address) { unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
  }

  var systemFamily: CInt {
    switch family {
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    case .unix: AF_UNIX
    }
  }
}

/// The index of an interface that is given by number or by name.
private func interfaceIndex(_ text: Substring) -> UInt32? {
  if let number = UInt32(text), number > 0 { return number }
  let index = unsafe if_nametoindex(String(text))
  return index > 0 ? index : nil
}
