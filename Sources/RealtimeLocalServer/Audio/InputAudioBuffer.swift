/// The caller's audio between append and commit, addressed by its position in the whole session.
///
/// `startOffset` counts the bytes that have left at the front. So a position that the voice detector has named stays
/// right after a commit or a trim.
struct InputAudioBuffer {
  private(set) var bytes: [UInt8] = []
  private(set) var startOffset = 0

  var byteCount: Int { bytes.count }
  var endOffset: Int { startOffset + bytes.count }
  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ audio: [UInt8]) { bytes.append(contentsOf: audio) }

  /// Takes everything.
  mutating func takeAll() -> [UInt8] {
    defer { removeAll() }
    return bytes
  }

  /// Takes `range`, given in session positions, and drops what lies before it. What follows stays.
  mutating func take(_ range: Range<Int>) -> [UInt8] {
    let clamped = range.clamped(to: startOffset..<endOffset)
    let taken = Array(bytes[(clamped.lowerBound - startOffset)..<(clamped.upperBound - startOffset)])
    drop(before: clamped.upperBound)
    return taken
  }

  /// Drops the bytes before a session position.
  mutating func drop(before offset: Int) {
    let count = min(max(offset - startOffset, 0), bytes.count)
    bytes.removeFirst(count)
    startOffset += count
  }

  mutating func removeAll() {
    startOffset = endOffset
    bytes = []
  }
}
