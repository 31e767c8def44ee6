/// Finds a name among a fixed set by a perfect hash: three loads and one multiplication choose the only candidate,
/// and the bytes are then compared once, eight at a time.
struct NameTable: Sendable {
  private struct Entry {
    var byteCount: Int
    var firstWord: Int
  }

  private static let empty = UInt8.max

  private let hash: Hash
  /// For each hash the position of the only name that can have it.
  private let slots: [UInt8]
  private let entries: [Entry]
  private let words: [UInt64]

  /// - Parameter names: At most 255 different names. That a multiplier is found for them is a matter of the names
  ///   alone, so a test that builds the table proves it for good.
  init(_ names: [String]) {
    precondition(names.count < Int(Self.empty), "a name table holds at most 254 names")
    var entries: [Entry] = []
    var words: [UInt64] = []
    for name in names {
      let bytes = name.utf8Span.span.bytes
      entries.append(Entry(byteCount: bytes.byteCount, firstWord: words.count))
      for position in 0..<bytes.wordCount { words.append(bytes.word(position)) }
    }
    (hash, slots) = Self.perfectHash(of: names)
    self.entries = entries
    self.words = words
  }

  /// The position of the name that has these bytes, `UInt8.max` if none has.
  func position(of bytes: borrowing RawSpan) -> UInt8 {
    guard bytes.byteCount > 0 else { return Self.empty }
    let candidate = slots[hash.slot(of: bytes)]
    guard candidate != Self.empty else { return Self.empty }
    let entry = entries[Int(candidate)]
    guard entry.byteCount == bytes.byteCount else { return Self.empty }
    for position in 0..<bytes.wordCount where words[entry.firstWord + position] != bytes.word(position) {
      return Self.empty
    }
    return candidate
  }

  /// Tries multipliers until no two names share a slot. With a slot for every eighth pair of names one multiplier
  /// in about thirty does, and the search is the same in every process.
  private static func perfectHash(of names: [String]) -> (Hash, [UInt8]) {
    let wanted = names.count * names.count / 8
    let slotBits = max(4, wanted.bitWidth - wanted.leadingZeroBitCount)
    var hash = Hash(multiplier: 0x9e37_79b9_7f4a_7c15, shift: UInt64(64 - slotBits))
    while true {
      if let slots = slots(of: names, hash: hash) { return (hash, slots) }
      hash.multiplier = (hash.multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407) | 1
    }
  }

  /// The position of the name in each slot, nil if two names fall into one.
  private static func slots(of names: [String], hash: Hash) -> [UInt8]? {
    var slots = [UInt8](repeating: empty, count: 1 << (64 - Int(hash.shift)))
    for (position, name) in names.enumerated() {
      let slot = hash.slot(of: name.utf8Span.span.bytes)
      guard slots[slot] == empty else { return nil }
      slots[slot] = UInt8(position)
    }
    return slots
  }

  private struct Hash {
    var multiplier: UInt64
    let shift: UInt64

    /// Names differ in length or in the first, the last or the middle eight bytes.
    func slot(of bytes: borrowing RawSpan) -> Int {
      let last = bytes.wordCount - 1
      let middle = bytes.word(last / 2) &+ UInt64(bytes.byteCount)
      let end = bytes.word(last)
      let mixed = bytes.word(0) ^ (end << 21 | end >> 43) ^ (middle << 43 | middle >> 21)
      return Int((mixed &* multiplier) >> shift)
    }
  }
}

extension RawSpan {
  /// How many words `word` gives: every eight bytes one, and one for the rest.
  fileprivate var wordCount: Int { (byteCount + 7) / 8 }

  /// Eight bytes of a name; the last word overlaps the one before it, and a name shorter than eight bytes is one
  /// word of its first and its last bytes. Names of one length are equal exactly if their words are.
  fileprivate func word(_ position: Int) -> UInt64 {
    if byteCount >= 8 {
      return unsafeLoadUnaligned(fromByteOffset: min(position * 8, byteCount - 8), as: UInt64.self)
    }
    if byteCount >= 4 {
      let low = unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
      return UInt64(low) | UInt64(unsafeLoadUnaligned(fromByteOffset: byteCount - 4, as: UInt32.self)) << 32
    }
    var word: UInt64 = 0
    for offset in 0..<byteCount {
      word = word << 8 | UInt64(unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
    }
    return word
  }
}
