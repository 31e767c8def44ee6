import WebSocketTransport

/// The messages that all peers know how to make. Text compresses, binary does not.
enum Payload {
  private static let phrase = Array("Grüße aus Köln, 世界 😀 - one voice turn after another. ".utf8)

  /// A linear congruential generator: the same bytes in every language.
  private static let noise: [UInt8] = {
    var state: UInt32 = 1
    return (0..<65521).map { _ in
      state = state &* 1_103_515_245 &+ 12345
      return UInt8(truncatingIfNeeded: state >> 16)
    }
  }()

  static func make(_ kind: MessageKind, byteCount: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    switch kind {
    case .text:
      for _ in 0..<(byteCount / phrase.count) { bytes += phrase }
      bytes += Array(repeating: UInt8(ascii: "."), count: byteCount - bytes.count)
    case .binary:
      while bytes.count < byteCount { bytes += noise.prefix(byteCount - bytes.count) }
    }
    return bytes
  }
}
