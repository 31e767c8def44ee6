/// What a carrier plays to its caller: audio in its time, and the marks after it.
struct Earpiece {
  private enum Entry {
    case audio(ArraySlice<UInt8>)
    case mark(String)
  }

  private var waiting: [Entry] = []

  var isPlaying: Bool { !waiting.isEmpty }

  mutating func take(_ audio: [UInt8]) { waiting.append(.audio(audio[...])) }
  mutating func take(mark: String) { waiting.append(.mark(mark)) }

  /// Plays 20 ms.
  ///
  /// - Returns: the marks that have been reached.
  mutating func play() -> [String] {
    var marks: [String] = []
    var left = Telephone.frameByteCount
    while let first = waiting.first {
      switch first {
      case .mark(let name): marks.append(name)
      case .audio(let audio) where audio.count > left:
        waiting[0] = .audio(audio.dropFirst(left))
        return marks
      case .audio(let audio): left -= audio.count
      }
      waiting.removeFirst()
    }
    return marks
  }

  /// Drops what waits.
  ///
  /// - Returns: the marks among it.
  mutating func clear() -> [String] {
    defer { waiting = [] }
    return waiting.compactMap { if case .mark(let name) = $0 { name } else { nil } }
  }
}
