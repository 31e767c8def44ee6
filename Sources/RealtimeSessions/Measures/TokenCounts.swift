/// Tokens by what they stand for.
public struct TokenCounts: Sendable, Hashable {
  /// Of text.
  public internal(set) var text = 0
  /// Of audio: one for 100 ms of the user's, one for 50 ms of the assistant's.
  public internal(set) var audio = 0
  /// Of images.
  public internal(set) var image = 0
  /// Of which the service did not say what they stand for.
  public internal(set) var other = 0

  /// None.
  public init() {}

  /// - Parameter total: All of them, as the service counts: what is missing in the parts is `other`.
  init(total: Int?, text: Int?, audio: Int?, image: Int? = nil) {
    self.text = max(text ?? 0, 0)
    self.audio = max(audio ?? 0, 0)
    self.image = max(image ?? 0, 0)
    other = max((total ?? 0).saturatingAdding(-self.total), 0)
  }

  /// All of them.
  public var total: Int {
    text.saturatingAdding(audio).saturatingAdding(image).saturatingAdding(other)
  }

  mutating func add(_ more: Self) {
    for kind in Self.kinds { self[keyPath: kind] = self[keyPath: kind].saturatingAdding(more[keyPath: kind]) }
  }

  /// The part that is not in `part`, which is of the same tokens.
  ///
  /// Tokens in `part` of which nothing is known are taken from text first, as what is cached begins with the
  /// instructions, so that the total is right in any case.
  func without(_ part: Self) -> Self {
    var rest = self
    var unplaced = 0
    for kind in Self.kinds.reversed() {
      let taken = min(rest[keyPath: kind], part[keyPath: kind])
      rest[keyPath: kind] -= taken
      unplaced = unplaced.saturatingAdding(part[keyPath: kind] - taken)
    }
    for kind in Self.kinds {
      let taken = min(rest[keyPath: kind], unplaced)
      rest[keyPath: kind] -= taken
      unplaced -= taken
    }
    return rest
  }

  private static var kinds: [WritableKeyPath<Self, Int>] { [\.text, \.audio, \.image, \.other] }
}

extension Int {
  /// A peer's numbers may be as large as it likes.
  func saturatingAdding(_ other: Int) -> Int {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? (other > 0 ? .max : .min) : sum
  }
}
