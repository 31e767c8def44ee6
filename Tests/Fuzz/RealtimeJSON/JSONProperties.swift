import RealtimeBuffers
import RealtimeJSON

/// What must hold of any bytes given to the reader. Returns what did not, in words, or `nil`.
enum JSONProperties {
  static func violation(in document: [UInt8]) -> String? {
    let isText = (try? UTF8Span(validating: document.span)) != nil
    return (isText ? readerViolation(document) : nil) ?? base64Violation(document)
  }

  private static func readerViolation(_ document: [UInt8]) -> String? {
    let bytes = document.span.bytes
    guard let view = try? JSONView(validating: bytes) else {
      if withTape(of: bytes, { _ in true }) != nil { return "an invalid document was taken on a tape" }
      return (try? JSONValue.parse(document)) == nil ? nil : "an invalid document was parsed"
    }
    let owned = view.owned
    let tapeViolation: String?? = withTape(of: bytes) { violation(of: $0, in: bytes, owned) }
    if let violation = tapeViolation ?? "a valid document was not taken on a tape" { return violation }
    if let violation = rereadViolation(owned) { return violation }
    for member in owned.object ?? [:] {
      let found = view[member.key]
      if !isSame(found.owned, member.value) { return "a member differs between view and value" }
      if found.string != member.value.string { return "a member's text differs between view and value" }
      if found.int != member.value.int { return "a member's number differs between view and value" }
    }
    var elements = view.elements
    for element in owned.array ?? [] {
      guard let next = elements.next(), isSame(next.owned, element) else { return "an element differs" }
    }
    return elements.next() == nil ? nil : "an array's view has more elements than its value"
  }

  // MARK: Tape

  private static let names = JSONNames(["type", "a", "event_id", "response", "m11", "__proto__"])

  private static func withTape<Result>(of bytes: RawSpan, _ body: (JSONTape) -> Result) -> Result? {
    let tape = JSONTape.take()
    defer { tape.give() }
    guard (try? tape.validate(bytes, names: names)) != nil else { return nil }
    return body(tape)
  }

  /// What a tape remembers is what the bytes say.
  private static func violation(of tape: JSONTape, in bytes: RawSpan, _ value: JSONValue) -> String? {
    if !isSame(tape.root(in: bytes).owned, value) { return "the tape's root is another" }
    var members = tape.root(in: bytes).members(named: names)
    while members.advance() {
      guard members.name != JSONNames.unknown else { continue }
      // Only the last of several counts, so only that one must be the same.
      let last = tape.value(members.name, in: bytes)
      if last.isAbsent { return "a member on the tape has no place there" }
    }
    return treeViolation(tape.root(in: bytes), value, depth: 0)
      ?? value.object.flatMap { object in
        for member in object where !isSame(tape.value(named: member.key, in: bytes).owned, member.value) {
          return "a member on the tape is another"
        }
        return nil
      }
  }

  /// Walks views and values side by side.
  private static func treeViolation(_ view: JSONView, _ value: JSONValue, depth: Int) -> String? {
    guard depth < 100 else { return nil }
    var elements = view.elements
    for element in value.array ?? [] {
      guard let next = elements.next() else { return "an element is missing" }
      if let violation = treeViolation(next, element, depth: depth + 1) { return violation }
    }
    if elements.next() != nil { return "an element is too many" }
    for member in value.object ?? [:] {
      if let violation = treeViolation(view[member.key], member.value, depth: depth + 1) { return violation }
    }
    if let text = value.string, view.string != text { return "a text is another" }
    return value.array == nil && value.object == nil && !isSame(view.owned, value)
      ? "a value is another" : nil
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

  /// Base64 in the form that the service writes, of what may have been written in another.
  private static func canonical(_ text: [UInt8]) -> [UInt8] {
    var letters = text.filter { !" \t\n\r\u{C}=".utf8.contains($0) }
    for position in letters.indices {
      switch letters[position] {
      case UInt8(ascii: "-"): letters[position] = UInt8(ascii: "+")
      case UInt8(ascii: "_"): letters[position] = UInt8(ascii: "/")
      default: break
      }
    }
    return letters + [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
  }

  private static func base64Violation(_ text: [UInt8]) -> String? {
    var memory = [UInt8](repeating: 0, count: Base64.decodedByteCount(forEncoded: text.count))
    let decoded = memory.withUnsafeMutableBytes { try? Base64.decode(text.span.bytes, into: $0) }
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    if let decoded {
      Base64.encode(memory.span.bytes.extracting(first: decoded), into: buffer)
      return buffer.readable.elementsEqual(canonical(text))
        ? nil : "base64 is not an encoding of what it decodes to"
    }
    Base64.encode(text.span.bytes, into: buffer)
    var back = [UInt8](repeating: 0, count: text.count)
    let count = back.withUnsafeMutableBytes {
      try? Base64.decode(RawSpan(_unsafeBytes: buffer.readable), into: $0)
    }
    return count == text.count && back == text ? nil : "base64 does not decode to what was encoded"
  }
}
