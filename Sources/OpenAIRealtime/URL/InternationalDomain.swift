/// Host names in ASCII: lower-cased, with non-ASCII labels in Punycode behind `xn--` (RFC 5891, RFC 3492).
///
/// The mapping tables of UTS #46 are not carried. A label is accepted when lower-casing is all that they would do
/// to it; one that they might change in another way is refused, never sent to a host that was not meant.
enum InternationalDomain {
  static func ascii(_ domain: String) throws(RealtimeConfigurationError) -> String {
    var labels: [String] = []
    for label in domain.split(separator: ".", omittingEmptySubsequences: false) {
      labels.append(try ascii(label: label))
    }
    return labels.joined(separator: ".")
  }

  private static func ascii(label: Substring) throws(RealtimeConfigurationError) -> String {
    let lower = label.lowercased()
    guard lower.utf8.contains(where: { $0 >= 0x80 }) else {
      if lower.hasPrefix("xn--") { try checkEncoded(lower) }
      return lower
    }
    let scalars = Array(lower.unicodeScalars)
    guard !lower.hasPrefix("xn--"), scalars.allSatisfy({ $0.isASCII || needsOnlyLowercasing($0) }) else {
      throw .invalidURL("its host has characters that are not mapped here: write the host in its xn-- form")
    }
    return "xn--" + Punycode.encode(scalars)
  }

  /// A label that says it is encoded must be the encoding of something.
  private static func checkEncoded(_ label: String) throws(RealtimeConfigurationError) {
    let encoded = String(label.dropFirst(4))
    guard let scalars = Punycode.decode(encoded), scalars.contains(where: { !$0.isASCII }),
      scalars.allSatisfy(isPrintable), Punycode.encode(scalars) == encoded
    else { throw .invalidURL("its host has an xn-- label that is not valid Punycode") }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .unassigned, .privateUse, .surrogate, .uppercaseLetter, .spaceSeparator, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }

  private static func needsOnlyLowercasing(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    guard properties.canonicalCombiningClass == .notReordered, !properties.isDefaultIgnorableCodePoint,
      !compatibilityBlocks.contains(where: { $0.contains(scalar.value) })
    else { return false }
    switch properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .decimalNumber, .spacingMark, .nonspacingMark: return true
    default: return false
    }
  }

  /// Blocks whose letters and digits stand for others: UTS #46 would replace them.
  private static let compatibilityBlocks: [ClosedRange<UInt32>] = [
    0xAA...0xAA, 0xBA...0xBA, 0x132...0x133, 0x13F...0x140, 0x149...0x149, 0x17F...0x17F, 0x1C4...0x1CC,
    0x1F1...0x1F3, 0x2B0...0x2B8, 0x2E0...0x2E4, 0x3D0...0x3D6, 0x3F0...0x3F9, 0x587...0x587, 0xE33...0xE33,
    0xEB3...0xEB3, 0xEDC...0xEDD, 0x958...0x95F, 0x1100...0x11FF, 0x1D2C...0x1D6A, 0x1D78...0x1D78,
    0x1D9B...0x1DBF,
    0x1E9A...0x1E9F, 0x1F71...0x1FFF, 0x2070...0x218F, 0x2460...0x24FF, 0x3130...0x318F, 0x3200...0x33FF,
    0xA69C...0xA69D, 0xA770...0xA770, 0xF900...0xFAFF, 0xFB00...0xFDFF, 0xFE00...0xFFEF, 0x1D400...0x1D7FF,
    0x1EE00...0x1EEFF, 0x1F100...0x1F2FF, 0x1FBF0...0x1FBF9, 0x2F800...0x2FA1F,
  ]
}
