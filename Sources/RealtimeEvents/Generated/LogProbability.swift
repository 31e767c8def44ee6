// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How sure the model was of a token.
public struct LogProbability: Sendable, Hashable {
  /// The token.
  public var token: String
  /// The logarithm of its probability.
  public var logprob: Double?
  /// Its UTF-8 bytes.
  public var bytes: [Int]

  /// Made of these members; one that is left out is absent.
  public init(token: String, logprob: Double? = nil, bytes: [Int]) {
    self.token = token
    self.logprob = logprob
    self.bytes = bytes
  }
}

extension LogProbability: JSONReadable {
  static var missing: Self { Self(token: "", bytes: []) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(token: "", bytes: [])
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .token: members.read(into: &token)
      case .logprob: members.read(into: &logprob)
      case .bytes: members.read(into: &bytes)
      default: break
      }
    }
  }
}
