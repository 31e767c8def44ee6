/// How far the user's last turn is.
enum UserTurn: Sendable, Hashable {
  /// Its response has ended, or there was no turn.
  case answered
  case speaking
  /// It is said, and no response has begun.
  case waiting
  /// This response answers it.
  case answering(responseID: String)

  /// Audio was committed: a turn, unless the user speaks on.
  mutating func commit() {
    if self != .speaking { self = .waiting }
  }

  mutating func begin(_ responseID: String) {
    if self == .waiting { self = .answering(responseID: responseID) }
  }

  mutating func end(_ responseID: String) {
    if self == .answering(responseID: responseID) { self = .answered }
  }

  /// It has what it waited for.
  mutating func answer() {
    if self == .waiting { self = .answered }
  }

  /// The buffer was cleared: what was being said is nothing any more.
  mutating func clear() {
    if self == .speaking { self = .answered }
  }

  mutating func loseConnection() {
    switch self {
    case .speaking: self = .answered
    case .answering: self = .waiting
    case .answered, .waiting: break
    }
  }
}
