import ByteBuffers
import EventJSON

/// What must hold of any bytes given to the reader. Answers what did not, in words, or `nil`.
enum JSONProperties {
  static func violation(in document: [UInt8]) -> String? {
    let isText = (try? UTF8Span(validating: document.span)) != nil
    return (isText ? readerViolation(document) : nil) ?? base64Violation(document)
  }

  private static func readerViolation(_ document: [UInt8]) -> String? {
    let bytes = document.span.bytes
    guard let index = try? JSONMemberIndex(validating: bytes) else {
      return (try? JSONValue.parse(document)) == nil ? nil : "an invalid document was parsed"
    }
    let view = index.root(in: bytes)
    let owned = view.owned
    if let violation = rereadViolation(owned) { return violation }
    for member in owned.object ?? [:] {
      let found = index.value(named: member.key, in: bytes)
      if !isSame(found.owned, member.value) { return "a member differs between index and value" }
      if found.string != member.value.string { return "a member's text differs between view and value" }
      if found.int != member.value.int { return "a member's number differs between view and value" }
    }
    var elements = view.elements
    for element in owned.array ?? [] {
      guard let next = elements.next(), isSame(next.owned, element) else { return "an element differs" }
    }
    return elements.next() == nil ? nil : "an array's view has more elements than its value"
  }

  private static func rereadViolation(_ value: JSONValue) -> String? {
    guard let again = try? JSONValue.parse(value.jsonText) else { return "what was written cannot be read" }
    if again.jsonText != value.jsonText { return "what was written reads as something else" }
    return isSame(again, value) ? nil : "what was written reads as an unequal value"
  }

  /// Infinities are written as null, so values are compared by their text where they are unequal.
  private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
    left == right || left.jsonText == right.jsonText
  }

  private static func base64Violation(_ text: [UInt8]) -> String? {
    var memory = [UInt8](repeating: 0, count: Base64.decodedByteCount(forEncoded: text.count))
    let decoded = memory.withUnsafeMutableBytes { try? Base64.decode(text.span.bytes, into: $0) }
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    if let decoded {
      Base64.encode(memory.span.bytes.extracting(first: decoded), into: buffer)
      return buffer.readable.elementsEqual(text)
        ? nil : "base64 is not the one encoding of what it decodes to"
    }
    Base64.encode(text.span.bytes, into: buffer)
    var back = [UInt8](repeating: 0, count: text.count)
    let count = back.withUnsafeMutableBytes {
      try? Base64.decode(RawSpan(_unsafeBytes: buffer.readable), into: $0)
    }
    return count == text.count && back == text ? nil : "base64 does not decode to what was encoded"
  }
}
