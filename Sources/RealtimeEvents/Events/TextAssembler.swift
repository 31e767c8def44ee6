/// Joins texts that come in deltas, and returns whole characters only.
///
/// A server may cut an emoji in two: the first half at the end of one delta, the second at the beginning of
/// the next. Read alone, each is U+FFFD. An assembler keeps the first half until the second comes.
///
/// ```swift
/// var transcript = TextAssembler()
/// rt.on(.responseOutputAudioTranscriptDelta) { event in print(transcript.append(event), terminator: "") }
/// ```
///
/// One assembler serves any number of texts: it tells them apart by item and part. It takes borrowed events,
/// owned ones, and a `ServerEvent` of any type with a `delta`. A value: it has no loop and may be copied.
/// What it holds is half a character for each text that was cut, and nothing for the others.
public struct TextAssembler: Sendable {
  private struct Half {
    let source: TextPiece.Source
    let high: UInt16
  }

  private let maximumHalfCount: Int
  private var halves: [Half] = []

  /// - Parameter maximumHalfCount: Texts that may wait for the second half of a character at one time. With
  ///   more, the one that has waited longest is let go: its half is missing from what `append` returns.
  public init(maximumHalfCount: Int = 64) { self.maximumHalfCount = max(1, maximumHalfCount) }

  /// What a delta adds to its text, with the half of a character that the delta before ended in, and without
  /// the half that it ends in itself. A half that is followed by anything else is U+FFFD.
  public mutating func append<Delta: TextDelta & ~Escapable>(_ delta: borrowing Delta) -> String {
    append(delta.textPiece)
  }

  /// Says that a text is complete, which its `done` event does.
  ///
  /// - Returns: U+FFFD if it ended in half a character, otherwise nothing.
  public mutating func finish(itemID: String, contentIndex: Int = 0) -> String {
    take(TextPiece("", .whole, of: itemID, at: contentIndex).source) == nil ? "" : "\u{FFFD}"
  }

  private mutating func append(_ piece: TextPiece) -> String {
    if piece.text.isEmpty { return "" }
    var scalars = piece.text.unicodeScalars[...]
    let joined = take(piece.source).map { high in
      guard piece.ends.low != 0 else { return Unicode.Scalar(0xFFFD) }
      scalars = scalars.dropFirst()
      return Self.character(high, piece.ends.low)
    }
    if piece.ends.high != 0 {
      scalars = scalars.dropLast()
      keep(Half(source: piece.source, high: piece.ends.high))
    }
    return (joined.map { String($0 ?? "\u{FFFD}") } ?? "") + String(scalars)
  }

  private mutating func take(_ source: TextPiece.Source) -> UInt16? {
    guard let position = halves.firstIndex(where: { $0.source == source }) else { return nil }
    return halves.remove(at: position).high
  }

  private mutating func keep(_ half: Half) {
    if halves.count == maximumHalfCount { halves.removeFirst() }
    halves.append(half)
  }

  /// The character of a surrogate pair (Unicode 3.8, D76).
  private static func character(_ high: UInt16, _ low: UInt16) -> Unicode.Scalar? {
    Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
  }
}
