/// Ids of function calls, as a new session takes them.
enum CallID {
  /// Characters that the service takes in a `call_id` of the client's, though its own may be longer.
  static let maximumCharacterCount = 32

  /// The id, or another of 32 characters in place of one that is too long.
  ///
  /// It follows from the id alone: a call and an output that comes much later get the same without a list of which id
  /// became which. Shortening a shortened id changes nothing.
  static func shortened(_ id: String) -> String {
    guard id.utf8.count > maximumCharacterCount else { return id }
    return hexadecimal(hash(id, from: 0xCBF2_9CE4_8422_2325))
      + hexadecimal(hash(id, from: 0x9AE1_6A3B_2F90_404F))
  }

  /// FNV-1a: no secret is at stake, ids of one conversation only have to stay apart.
  private static func hash(_ id: String, from basis: UInt64) -> UInt64 {
    id.utf8.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
