internal import CRealtimeKernels

/// A fixed set of names, of members or of types, in which one is found by a perfect hash.
///
/// `@unchecked Sendable`: the table is not changed after it was made.
@safe
package final class JSONNames: @unchecked Sendable {
  /// The position of every name that is not in the set.
  package static let unknown = UInt8(RT_NAME_UNKNOWN)

  let table: UnsafeMutablePointer<rt_names>

  /// - Parameter names: One to 254 different names, none of them empty. Whether there is a multiplier for them depends
  ///   on the names alone, so that a test which builds the table proves it for good.
  package init(_ names: [String]) {
    precondition(!names.isEmpty && names.count < Int(Self.unknown), "a table holds 1 to 254 names")
    let (multiplier, shift, slots) = Self.perfectHash(of: names)
    let words = names.map(\.words)
    var firstWord: UInt32 = 0
    let entries = zip(names, words).map { name, words in
      defer { firstWord += UInt32(words.count) }
      return rt_name(byte_count: UInt32(name.utf8.count), first_word: firstWord)
    }
    unsafe table = .allocate(capacity: 1)
    unsafe table.initialize(
      to: rt_names(
        multiplier: multiplier, shift: shift, slots: Self.copy(slots), names: Self.copy(entries),
        words: Self.copy(words.flatMap { $0 }), keys: unsafe Self.copy(names.map(\.key))))
  }

  deinit {
    unsafe table.pointee.slots.deallocate()
    unsafe table.pointee.names.deallocate()
    unsafe table.pointee.words.deallocate()
    unsafe table.pointee.keys.deallocate()
    unsafe table.deallocate()
  }

  /// The position of the name that has these bytes, `unknown` if none has.
  package func position(of bytes: borrowing RawSpan) -> UInt8 {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe rt_names_find(table, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
    }
  }

  func position(of text: borrowing RawSpan, isEscaped: Bool) -> UInt8 {
    unsafe text.withUnsafeBytes { text in
      let base = unsafe text.assumingMemoryBound(to: UInt8.self).baseAddress
      return unsafe rt_names_find_text(table, base, text.count, isEscaped)
    }
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    // Bound: room for all elements, and for one where there is none, so that there is a base address.
    _ = unsafe memory.initialize(from: elements)
    return unsafe UnsafePointer(memory.baseAddress.unsafelyUnwrapped)
  }

  /// Tries multipliers until no two names share a slot. With a slot for every eighth pair of names one multiplier
  /// in about thirty does, and the search is the same in every process.
  private static func perfectHash(of names: [String]) -> (UInt64, UInt32, [UInt8]) {
    let wanted = names.count * names.count / 8
    let slotBits = max(4, wanted.bitWidth - wanted.leadingZeroBitCount)
    let shift = UInt32(64 - slotBits)
    var multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
    while true {
      if let slots = slots(of: names, multiplier, shift) { return (multiplier, shift, slots) }
      multiplier = (multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407) | 1
    }
  }

  /// The position of the name in each slot, `nil` if two names fall into one.
  private static func slots(of names: [String], _ multiplier: UInt64, _ shift: UInt32) -> [UInt8]? {
    var slots = [UInt8](repeating: unknown, count: 1 << (64 - Int(shift)))
    for (position, name) in names.enumerated() {
      let slot = unsafe name.withBytes { unsafe rt_name_slot(multiplier, shift, $0, $1) }
      guard slots[slot] == unknown else { return nil }
      slots[slot] = UInt8(position)
    }
    return slots
  }
}

extension String {
  /// The bytes as little-endian words, filled up with zeros.
  fileprivate var words: [UInt64] {
    var words = [UInt64](repeating: 0, count: rt_name_word_count(utf8.count))
    for (offset, byte) in utf8.enumerated() { words[offset / 8] |= UInt64(byte) << (offset % 8 * 8) }
    return words
  }

  fileprivate var key: rt_name_key {
    var key = rt_name_key()
    unsafe withBytes { unsafe rt_name_key_make(&key, $0, $1) }
    return key
  }

  fileprivate func withBytes<Result>(_ body: (UnsafePointer<UInt8>?, Int) -> Result) -> Result {
    var text = self
    return text.withUTF8 { unsafe body($0.baseAddress, $0.count) }
  }
}
