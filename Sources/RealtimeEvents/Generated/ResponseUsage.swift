// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Tokens that a response took.
public struct ResponseUsage: Sendable, Hashable {
  /// All of them.
  public var totalTokens: Int?
  /// Of the conversation.
  public var inputTokens: Int?
  /// Of the answer.
  public var outputTokens: Int?
  /// Input by kind.
  public var inputTokenDetails: InputTokenDetails?
  /// Output by kind.
  public var outputTokenDetails: OutputTokenDetails?

  /// Made of these members; one that is left out is absent.
  public init(
    totalTokens: Int? = nil,
    inputTokens: Int? = nil,
    outputTokens: Int? = nil,
    inputTokenDetails: InputTokenDetails? = nil,
    outputTokenDetails: OutputTokenDetails? = nil
  ) {
    self.totalTokens = totalTokens
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.inputTokenDetails = inputTokenDetails
    self.outputTokenDetails = outputTokenDetails
  }
}

extension ResponseUsage: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .totalTokens: members.read(into: &totalTokens)
      case .inputTokens: members.read(into: &inputTokens)
      case .outputTokens: members.read(into: &outputTokens)
      case .inputTokenDetails: members.read(into: &inputTokenDetails)
      case .outputTokenDetails: members.read(into: &outputTokenDetails)
      default: break
      }
    }
  }
}
