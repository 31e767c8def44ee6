internal import RealtimeReactor

/// What counts as one peer when openings are counted by address: an IPv4 address, also where it comes mapped into IPv6,
/// or the /64 network of an IPv6 address, which is what one host is given.
struct PeerNetwork: Hashable {
  private let prefix: [UInt8]

  /// `nil` for Unix sockets, whose ends have no address.
  init?(_ address: SocketAddress?) {
    guard let bytes = address?.addressBytes, !bytes.isEmpty else { return nil }
    let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    if bytes.starts(with: mappedPrefix) { prefix = Array(bytes[12...]) } else { prefix = Array(bytes.prefix(8)) }
  }
}
