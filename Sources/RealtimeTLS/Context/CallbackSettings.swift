/// What the callbacks of a context need to know. Owned by the context, which every connection retains; never
/// changed after `init`.
@safe
final class CallbackSettings {
  /// The limit of one name and of the whole list (RFC 7301 section 3.1).
  static let maximumNameByteCount = 255
  static let maximumListByteCount = 65535

  let keyLog: (@Sendable (String) -> Void)?
  /// ALPN names as on the wire: each after a byte with its length.
  let applicationProtocols: UnsafeMutableBufferPointer<UInt8>

  init(_ configuration: TLSConfiguration) throws(TLSError) {
    keyLog = configuration.keyLog
    let wire = try CallbackSettings.wireFormat(configuration.applicationProtocols)
    unsafe applicationProtocols = .allocate(capacity: wire.count)
    _ = unsafe applicationProtocols.initialize(from: wire)
  }

  deinit { unsafe applicationProtocols.deallocate() }

  private static func wireFormat(_ names: [String]) throws(TLSError) -> [UInt8] {
    var wire: [UInt8] = []
    for name in names {
      let utf8 = name.utf8
      guard !utf8.isEmpty, utf8.count <= maximumNameByteCount else {
        throw TLSError(
          .configuration, "An ALPN name has 1 to \(maximumNameByteCount) bytes. Check applicationProtocols.")
      }
      wire.append(UInt8(utf8.count))
      wire.append(contentsOf: utf8)
    }
    guard wire.count <= maximumListByteCount else {
      throw TLSError(
        .configuration, "The list of ALPN names is longer than \(maximumListByteCount) bytes. Offer fewer.")
    }
    return wire
  }
}
