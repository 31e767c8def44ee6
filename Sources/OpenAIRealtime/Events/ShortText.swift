internal import EventJSON

/// How owned events keep their ids: a text of up to 31 bytes lies within the value that it belongs to, so that owning an
/// event takes memory for what the event says and not for what it is called. A longer text is kept as a `String`.
///
/// Reading one makes a `String` of it each time. Two are equal if their bytes are.
@propertyWrapper
public struct ShortText: Sendable, Hashable {
  private typealias Words = (SIMD2<UInt64>, SIMD2<UInt64>)
  private static let capacity = 31

  // The bytes, zeros behind them, and in the last byte how many there are.
  private let low: SIMD2<UInt64>
  private let high: SIMD2<UInt64>
  private let long: String?

  /// - Parameter text: UTF-8.
  init(copying text: RawSpan) {
    var words: Words = (.zero, .zero)
    if text.byteCount <= Self.capacity {
      withUnsafeMutableBytes(of: &words) { memory in
        text.copy(into: memory)
        memory[Self.capacity] = UInt8(text.byteCount)
      }
      long = nil
    } else {
      long = String(copying: UTF8Span(unchecked: Span<UInt8>(_bytes: text)))
    }
    (low, high) = words
  }

  public init(wrappedValue: String) {
    self.init(copying: wrappedValue.utf8Span.span.bytes)
  }

  public var wrappedValue: String {
    get {
      if let long { return long }
      let words: Words = (low, high)
      return withUnsafeBytes(of: words) { memory in
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
  /// Copies up to 31 bytes. Most ids have 16 at least: two pieces, of which the second may lie on the first.
  fileprivate func copy(into memory: UnsafeMutableRawBufferPointer) {
    let last = byteCount - 16
    if last >= 0 {
      memory.storeBytes(of: unsafeLoadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
      let end = unsafeLoadUnaligned(fromByteOffset: last, as: SIMD2<UInt64>.self)
      memory.storeBytes(of: end, toByteOffset: last, as: SIMD2<UInt64>.self)
    } else {
      withUnsafeBytes { memory.copyMemory(from: $0) }
    }
  }
}
