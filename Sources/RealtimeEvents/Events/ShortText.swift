internal import RealtimeJSON

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
  private let long: JSONName?

  /// - Parameter text: UTF-8.
  init(copying text: RawSpan) {
    let count = text.byteCount
    if count <= Self.capacity {
      low = count < 16 ? text.shortNumber() : text.number(at: 0)
      // Of the last 16 bytes those that are not in `low`. In two steps, since no shift moves out all 128 bits.
      let rest = count < 16 ? 0 : (text.number(at: count - 16) &>> UInt128(248 - 8 * count)) &>> 8
      high = rest | UInt128(count) &<< 120
      long = nil
    } else {
      (low, high) = (0, 0)
      long = JSONName(String(copying: UTF8Span(unchecked: Span<UInt8>(_bytes: text))))
    }
  }

  public init(wrappedValue: String) {
    self.init(copying: wrappedValue.utf8Span.span.bytes)
  }

  public var wrappedValue: String {
    get {
      if let long { return long.text }
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
  /// Sixteen bytes as a little-endian number.
  fileprivate func number(at offset: Int) -> UInt128 {
    UInt128(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt128.self))
  }

  /// All bytes, which are fewer, as such a number.
  fileprivate func shortNumber() -> UInt128 {
    var number: UInt128 = 0
    for offset in 0..<byteCount {
      number |= UInt128(unsafeLoad(fromByteOffset: offset, as: UInt8.self)) &<< UInt128(8 * offset)
    }
    return number
  }
}
