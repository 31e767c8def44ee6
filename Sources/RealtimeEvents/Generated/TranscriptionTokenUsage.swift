// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A transcription billed by tokens.
public struct TranscriptionTokenUsage: Sendable, Hashable {
  /// Of the audio and the prompt.
  public var inputTokens: Int?
  /// Input by kind.
  public var inputTokenDetails: TranscriptionTokenDetails?
  /// Of the transcript.
  public var outputTokens: Int?
  /// All of them.
  public var totalTokens: Int?

  /// Made of these members; one that is left out is absent.
  public init(
    inputTokens: Int? = nil,
    inputTokenDetails: TranscriptionTokenDetails? = nil,
    outputTokens: Int? = nil,
    totalTokens: Int? = nil
  ) {
    self.inputTokens = inputTokens
    self.inputTokenDetails = inputTokenDetails
    self.outputTokens = outputTokens
    self.totalTokens = totalTokens
  }
}

extension TranscriptionTokenUsage: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .inputTokens: members.read(into: &inputTokens)
      case .inputTokenDetails: members.read(into: &inputTokenDetails)
      case .outputTokens: members.read(into: &outputTokens)
      case .totalTokens: members.read(into: &totalTokens)
      default: break
      }
    }
  }
}
