package import RealtimeBuffers
internal import CRealtimeKernels

/// Writes JSON at the end of a buffer, byte for byte as `JSON.stringify` would. Places the commas; the caller
/// keeps begin and end in balance and writes a key in front of each member's value.
///
/// Allocates nothing beyond what the buffer needs to grow, except for a double with more than 15 characters.
package struct JSONWriter {
  private let buffer: ByteBuffer
  private var needsComma = false

  package init(_ buffer: ByteBuffer) { self.buffer = buffer }

  // MARK: Structure

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  /// Begins an object with the part of it that is JSON already, up to where a value follows.
  package mutating func beginObject(raw json: StaticString) {
    separate()
    append(json)
    needsComma = false
  }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  package mutating func key(_ name: StaticString) {
    separate()
    name.withUTF8Buffer { unsafe appendQuoted(UnsafeRawBufferPointer($0)) }
    startValue()
  }

  package mutating func key(_ name: String) {
    separate()
    appendQuoted(name)
    startValue()
  }

  // MARK: Values

  package mutating func value(_ text: StaticString) {
    separate()
    text.withUTF8Buffer { unsafe appendQuoted(UnsafeRawBufferPointer($0)) }
  }

  package mutating func value(_ text: String) {
    separate()
    appendQuoted(text)
  }

  /// A string of these bytes, which are UTF-8.
  package mutating func value(text bytes: RawSpan) {
    separate()
    unsafe bytes.withUnsafeBytes { unsafe appendQuoted($0) }
  }

  package mutating func value(_ integer: Int) {
    separate()
    appendDigits(of: integer)
  }

  /// NaN and infinities are written as `null`, minus zero as `0`.
  package mutating func value(_ double: Double) { value(JSONNumber(double)) }

  package mutating func value(_ number: JSONNumber) {
    if let integer = number.exactInteger { return value(integer) }
    separate()
    append(number.description)
  }

  package mutating func value(_ bool: Bool) {
    separate()
    append(bool ? "true" : "false")
  }

  package mutating func null() {
    separate()
    append("null")
  }

  /// Copies a value that is JSON already.
  package mutating func value(raw json: RawSpan) {
    separate()
    buffer.append(json)
  }

  /// A string of base64 (RFC 4648 section 4), encoded straight into the buffer.
  package mutating func value(base64 bytes: RawSpan) {
    separate()
    buffer.append(UInt8(ascii: "\""))
    Base64.encode(bytes, into: buffer)
    buffer.append(UInt8(ascii: "\""))
  }

  package mutating func value(_ value: JSONValue) { self.value(value) { _, _, _ in nil } }

  /// - Parameter replacement: See `JSONValue.jsonText(replacing:)`.
  mutating func value(
    _ value: JSONValue, replacing replacement: (_ container: String?, _ name: String?, _ text: String) -> String?
  ) {
    guard value.storage != nil else { return scalar(value) }
    var open: [Open] = []
    begin(value, named: nil, in: &open)
    while let (container, containerName, position) = open.last {
      guard let (name, member) = container.member(at: position) else {
        open.removeLast()
        end(container)
        continue
      }
      open[open.count - 1].position += 1
      if let name { key(name) }
      if member.storage != nil {
        begin(member, named: name ?? containerName, in: &open)
      } else if case .string(let text) = member, let other = replacement(containerName, name, text) {
        self.value(other)
      } else {
        scalar(member)
      }
    }
  }

  /// A container that is being written, its name or that of the array it is in, and how many of its members are done.
  private typealias Open = (container: JSONValue, name: String?, position: Int)

  private mutating func begin(_ value: JSONValue, named name: String?, in open: inout [Open]) {
    if case .object = value { beginObject() } else { beginArray() }
    open.append((value, name, 0))
  }

  private mutating func end(_ container: JSONValue) {
    if case .object = container { endObject() } else { endArray() }
  }

  private mutating func scalar(_ value: JSONValue) {
    switch value {
    case .null, .array, .object: null()
    case .bool(let bool): self.value(bool)
    case .number(let number): self.value(number)
    case .string(let string): self.value(string)
    }
  }

  // MARK: Bytes

  private mutating func open(_ bracket: UInt8) {
    separate()
    buffer.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    buffer.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func startValue() {
    buffer.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private func append(_ text: StaticString) { text.withUTF8Buffer { unsafe buffer.append(UnsafeRawBufferPointer($0)) } }

  private func append(_ text: String) {
    var text = text
    text.withUTF8 { unsafe buffer.append(UnsafeRawBufferPointer($0)) }
  }

  private func appendDigits(of integer: Int) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var first = 20
    var rest = integer.magnitude
    repeat {
      first -= 1
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if integer < 0 { buffer.append(UInt8(ascii: "-")) }
    unsafe buffer.append(digits.span.bytes.extracting(first..<20))
  }

  private func appendQuoted(_ text: String) {
    var text = text
    text.withUTF8 { unsafe appendQuoted(UnsafeRawBufferPointer($0)) }
  }

  /// Escapes a piece at a time, so that the room made for the worst case stays small.
  private func appendQuoted(_ text: UnsafeRawBufferPointer) {
    let pieceByteCount = 1 << 10
    buffer.append(UInt8(ascii: "\""))
    var offset = 0
    while offset < text.count {
      let piece = unsafe text[offset..<min(offset + pieceByteCount, text.count)]
      // Bound: no byte is escaped by more than six.
      let memory = unsafe buffer.prepare(minimumByteCount: 6 * piece.count)
      let source = unsafe UnsafeRawBufferPointer(rebasing: piece).assumingMemoryBound(to: UInt8.self)
      let target = unsafe memory.assumingMemoryBound(to: UInt8.self)
      unsafe buffer.commit(rt_json_escape(source.baseAddress, source.count, target.baseAddress))
      unsafe offset += piece.count
    }
    buffer.append(UInt8(ascii: "\""))
  }
}

extension JSONValue {
  fileprivate func member(at position: Int) -> (name: String?, value: JSONValue)? {
    switch self {
    case .array(let array) where position < array.count: (nil, array[position])
    case .object(let object) where position < object.count: (object[position].key, object[position].value)
    case .null, .bool, .number, .string, .array, .object: nil
    }
  }
}
