/// A name as JSON tells names apart: by its bytes. Two spellings of one `é` are one `String` to Swift, and two names to
/// JSON, as they are to ECMAScript.
package struct JSONName: Sendable, Hashable, Comparable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }
  package static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

  /// By the bytes too: names that Swift takes for one could otherwise be sent in numbers that make a table slow.
  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  /// Whether the texts are the same byte for byte; `==` also takes for equal what Unicode does (UAX #15).
  package func hasSameBytes(as other: String) -> Bool {
    var other = other
    return other.withUTF8 { unsafe utf8Span.span.bytes.textEquals($0, isEscaped: false) }
  }
}
