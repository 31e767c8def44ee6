internal import RealtimeJSON

/// A text that takes no memory of its own while it has at most 31 bytes, which is what ids have: an owned
/// event keeps its ids this way. A longer text is kept as a `String`.
///
/// Reading one makes a `String` each time. Two are equal if their bytes are.
@propertyWrapper
public struct ShortText: Sendable, Hashable {
  private static let capacity = 31

  // The bytes as little-endian numbers, then zeros, and in the last byte how many bytes there are.
  private let low: UInt128
  private let high: UInt128
  private let long: JSONName?

  /// - Parameter text: Valid UTF-8: a text of a validated message, or a `String`'s.
  init(copying text: RawSpan) {
    let count = text.byteCount
    if count <= Self.capacity {
      low = count < 16 ? text.shortNumber() : text.number(at: 0)
      // The last 16 bytes without those in `low`. Two shifts, because one cannot move out all 128 bits.
      let rest = count < 16 ? 0 : (text.number(at: count - 16) &>> UInt128(248 - 8 * count)) &>> 8
      high = rest | UInt128(count) &<< 120
      long = nil
    } else {
      (low, high) = (0, 0)
      long = unsafe JSONName(String(copying: UTF8Span(unchecked: Span<UInt8>(_bytes: text))))
    }
  }

  /// Keeps a copy of the text.
  public init(wrappedValue: String) { unsafe self.init(copying: wrappedValue.utf8Span.span.bytes) }

  /// The text, made anew at each access.
  public var wrappedValue: String {
    get {
      if let long { return long.text }
      return unsafe withUnsafeBytes(of: (low.littleEndian, high.littleEndian)) { memory in
        unsafe String(decoding: memory.prefix(Int(memory[Self.capacity])), as: UTF8.self)
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
  /// Sixteen bytes as a little-endian number. Bound: the caller has sixteen bytes or more, and `offset`
  /// leaves that many.
  fileprivate func number(at offset: Int) -> UInt128 {
    unsafe UInt128(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt128.self))
  }

  /// All bytes, fewer than sixteen, as such a number.
  fileprivate func shortNumber() -> UInt128 {
    var number: UInt128 = 0
    for offset in 0..<byteCount {
      unsafe number |= UInt128(unsafeLoad(fromByteOffset: offset, as: UInt8.self)) &<< UInt128(8 * offset)
    }
    return number
  }
}
