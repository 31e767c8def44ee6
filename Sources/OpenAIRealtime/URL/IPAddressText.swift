/// IPv4 addresses as URLs spell them: one to four numbers, decimal, octal or hexadecimal.
enum IPv4Text {
  /// Whether the last label is a number, so that the host must be an address or is refused.
  static func looksLikeAddress(_ host: String) -> Bool {
    guard let last = labels(host).last, !last.isEmpty else { return false }
    return last.allSatisfy(\.isWholeNumber) || number(last) != nil
  }

  static func parse(_ host: String) -> UInt32? {
    let parts = labels(host)
    guard (1...4).contains(parts.count) else { return nil }
    var address: UInt64 = 0
    for (index, part) in parts.enumerated() {
      guard let value = number(part) else { return nil }
      let isLast = index == parts.count - 1
      guard value <= (isLast ? UInt64(1) << (8 * (5 - UInt64(parts.count))) - 1 : 255) else { return nil }
      address |= isLast ? value : value << (8 * (3 - UInt64(index)))
    }
    return UInt32(address)
  }

  static func serialize(_ address: UInt32) -> String {
    [24, 16, 8, 0].map { String(address >> UInt32($0) & 0xFF) }.joined(separator: ".")
  }

  private static func labels(_ host: String) -> [Substring] {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1 && labels.last?.isEmpty == true ? labels.dropLast() : labels
  }

  private static func number(_ text: Substring) -> UInt64? {
    let lower = text.lowercased()
    guard let first = lower.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else {
      return nil
    }
    if lower.hasPrefix("0x") { return lower == "0x" ? 0 : UInt64(lower.dropFirst(2), radix: 16) }
    if lower.hasPrefix("0") && lower.utf8.count > 1 { return UInt64(lower.dropFirst(), radix: 8) }
    return UInt64(lower, radix: 10)
  }
}

/// IPv6 addresses: read in every form of RFC 4291 §2.2, written in the one of RFC 5952.
enum IPv6Text {
  static func parse(_ text: ArraySlice<UInt8>) -> [UInt16]? {
    let string = String(decoding: text, as: UTF8.self)
    let halves = string.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2, let front = pieces(halves[0], isLast: halves.count == 1) else { return nil }
    guard halves.count == 2 else { return front.count == 8 ? front : nil }
    guard let back = pieces(halves[1], isLast: true), front.count + back.count < 8 else { return nil }
    return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
  }

  static func serialize(_ pieces: [UInt16]) -> String {
    guard let zeros = longestZeroRun(pieces) else { return hex(pieces[...]) }
    return "\(hex(pieces[..<zeros.lowerBound]))::\(hex(pieces[zeros.upperBound...]))"
  }

  private static func hex(_ pieces: ArraySlice<UInt16>) -> String {
    pieces.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The pieces on one side of `::`. Only the last two may be written as an IPv4 address.
  private static func pieces(_ text: Substring, isLast: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    let groups = text.split(separator: ":", omittingEmptySubsequences: false)
    var pieces: [UInt16] = []
    for (index, group) in groups.enumerated() {
      if isLast && index == groups.count - 1 && group.contains(".") {
        guard let address = dottedDecimal(group) else { return nil }
        pieces += [UInt16(address >> 16), UInt16(address & 0xFFFF)]
      } else {
        guard (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit),
          let piece = UInt16(group, radix: 16)
        else { return nil }
        pieces.append(piece)
      }
    }
    return pieces
  }

  /// Exactly four decimal numbers without leading zeros: stricter than a host that is an IPv4 address.
  private static func dottedDecimal(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard part == "0" || part.first != "0", part.allSatisfy({ "0123456789".contains($0) }),
        let byte = UInt8(part)
      else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address
  }

  private static func longestZeroRun(_ pieces: [UInt16]) -> Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < pieces.count {
      let end = pieces[start...].firstIndex { $0 != 0 } ?? pieces.count
      if end - start > max(1, longest?.count ?? 0) { longest = start..<end }
      start = max(end, start + 1)
    }
    return longest
  }
}
