internal import EventJSON

/// How owned events keep their ids: a text of up to 31 bytes lies within the value that it belongs to, so that owning an
/// event takes memory for what the event says and not for what it is called. A longer text is kept as a `String`.
///
/// Reading one makes a `String` of it each time. Two are equal if their bytes are.
@propertyWrapper
public struct ShortText: Sendable, Hashable {
  private static let capacity = 31

  // The bytes as little-endian numbers, zeros behind them, and in the last byte how many there are.
  private let low: UInt128
  private let high: UInt128
  private let long: String?

  /// - Parameter text: UTF-8.
  init(copying text: RawSpan) {
    if text.byteCount <= Self.capacity {
      low = text.number(from: 0)
      high = text.number(from: 16) | UInt128(text.byteCount) << 120
      long = nil
    } else {
      (low, high) = (0, 0)
      long = String(copying: UTF8Span(unchecked: Span<UInt8>(_bytes: text)))
    }
  }

  public init(wrappedValue: String) {
    self.init(copying: wrappedValue.utf8Span.span.bytes)
  }

  public var wrappedValue: String {
    get {
      if let long { return long }
      return withUnsafeBytes(of: (low.littleEndian, high.littleEndian)) { memory in
        String(decoding: memory.prefix(Int(memory[Self.capacity])), as: UTF8.self)
      }
    }
    set { self = Self(wrappedValue: newValue) }
  }
}

extension ShortText: JSONReadable {
  static var missing: Self { Self(wrappedValue: "") }

  init?(reading json: JSONView) {
    guard let value = json.string else { return nil }
    self.init(wrappedValue: value)
  }
}

extension ShortText: CustomDebugStringConvertible {
  public var debugDescription: String { wrappedValue.debugDescription }
}

extension RawSpan {
  /// The bytes from `offset` on, 16 at most, as a little-endian number.
  fileprivate func number(from offset: Int) -> UInt128 {
    if byteCount < 16 {
      return (offset..<max(offset, byteCount)).reduce(0) { number, position in
        number | UInt128(unsafeLoad(fromByteOffset: position, as: UInt8.self)) << (8 * (position - offset))
      }
    }
    // Of the last 16 bytes there are, without those in front of the offset.
    let start = min(offset, byteCount - 16)
    return UInt128(littleEndian: unsafeLoadUnaligned(fromByteOffset: start, as: UInt128.self))
      >> (8 * (offset - start))
  }
}
