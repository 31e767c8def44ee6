/// What became of a conversation in a new session, counted by the kind of its items.
public struct RestoredItems: Sendable, Hashable {
  /// A kind of item.
  public enum Kind: Int, Sendable, Hashable, CaseIterable {
    /// A message of the system.
    case systemMessage
    /// A message of the user.
    case userMessage
    /// A message of the assistant, spoken or written.
    case assistantMessage
    /// A function call.
    case call
    /// The output of a function call.
    case output
    /// What cannot be created again: reasoning, and everything about remote tools.
    case other
  }

  /// Numbers of items.
  public struct Count: Sendable, Hashable {
    /// Items that are there as they were; of speech, its transcript.
    public internal(set) var kept = 0
    /// Items that are there in part: speech that the user did not hear to its end, speech without a transcript, a
    /// message without its images.
    public internal(set) var cut = 0
    /// Items that are not there: left out, removed by the application's own edit, or refused by the service.
    public internal(set) var dropped = 0
  }

  private var counts = [Count](repeating: Count(), count: Kind.allCases.count)

  init() {}

  /// How many items of a kind were kept, cut and dropped.
  public internal(set) subscript(kind: Kind) -> Count {
    get { counts[kind.rawValue] }
    set { counts[kind.rawValue] = newValue }
  }

  /// The items of all kinds.
  public var total: Count {
    counts.reduce(into: Count()) { total, count in
      total.kept += count.kept
      total.cut += count.cut
      total.dropped += count.dropped
    }
  }
}

extension RestoredItems: CustomStringConvertible {
  /// The kinds of which there are any.
  public var description: String {
    Kind.allCases.filter { self[$0] != Count() }.map { "\($0) \(self[$0])" }.joined(separator: "; ")
  }
}

extension RestoredItems.Count: CustomStringConvertible {
  /// The three numbers.
  public var description: String { "\(kept) kept, \(cut) cut, \(dropped) dropped" }
}
