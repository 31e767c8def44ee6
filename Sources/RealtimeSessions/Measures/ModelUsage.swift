internal import RealtimeEvents

/// What one model took.
public struct ModelUsage: Sendable, Hashable {
  /// Responses that have ended, however they did.
  public internal(set) var responseCount = 0
  /// Those of them that were cancelled; they cost what they took until then.
  public internal(set) var cancelledCount = 0
  /// Those for which the service gave no usage, as it does now and then for one that was cancelled early.
  public internal(set) var unreportedCount = 0
  /// All tokens of the conversation that responses read, cached ones included.
  public internal(set) var input = TokenCounts()
  /// Those that came from the cache: a part of `input`, never to be added to it.
  public internal(set) var cachedInput = TokenCounts()
  /// Tokens of the answers.
  public internal(set) var output = TokenCounts()
  /// Transcriptions of what the user said.
  public internal(set) var transcriptionCount = 0
  /// Tokens that transcriptions read, which is another meter than that of responses.
  public internal(set) var transcriptionInput = TokenCounts()
  /// Tokens of transcripts.
  public internal(set) var transcriptionOutput = TokenCounts()
  /// Seconds of audio of transcriptions that are billed by time.
  public internal(set) var transcriptionSeconds: Double = 0

  /// Nothing.
  public init() {}

  /// Input tokens that did not come from the cache: the difference.
  public var uncachedInput: TokenCounts { input.without(cachedInput) }
  /// Tokens of responses, in and out.
  public var responseTokenCount: Int { input.total.saturatingAdding(output.total) }

  /// Adds what `other` took.
  public mutating func add(_ other: Self) {
    responseCount = responseCount.saturatingAdding(other.responseCount)
    cancelledCount = cancelledCount.saturatingAdding(other.cancelledCount)
    unreportedCount = unreportedCount.saturatingAdding(other.unreportedCount)
    input.add(other.input)
    cachedInput.add(other.cachedInput)
    output.add(other.output)
    transcriptionCount = transcriptionCount.saturatingAdding(other.transcriptionCount)
    transcriptionInput.add(other.transcriptionInput)
    transcriptionOutput.add(other.transcriptionOutput)
    transcriptionSeconds += other.transcriptionSeconds
  }
}

extension ModelUsage {
  /// One response, from its `response.done`.
  init(_ response: RealtimeResponse) {
    responseCount = 1
    cancelledCount = response.status == .cancelled ? 1 : 0
    guard let usage = response.usage else {
      unreportedCount = 1
      return
    }
    let details = usage.inputTokenDetails
    input = TokenCounts(
      total: usage.inputTokens, text: details?.textTokens, audio: details?.audioTokens,
      image: details?.imageTokens)
    let cached = details?.cachedTokensDetails
    cachedInput = TokenCounts(
      total: details?.cachedTokens, text: cached?.textTokens, audio: cached?.audioTokens,
      image: cached?.imageTokens)
    output = TokenCounts(
      total: usage.outputTokens, text: usage.outputTokenDetails?.textTokens,
      audio: usage.outputTokenDetails?.audioTokens)
  }

  /// One transcription, from its `completed`.
  init(_ usage: TranscriptionUsage) {
    transcriptionCount = 1
    switch usage {
    case .tokens(let tokens):
      transcriptionInput = TokenCounts(
        total: tokens.inputTokens, text: tokens.inputTokenDetails?.textTokens,
        audio: tokens.inputTokenDetails?.audioTokens)
      transcriptionOutput = TokenCounts(total: tokens.outputTokens, text: tokens.outputTokens, audio: nil)
    case .duration(let duration):
      if let seconds = duration.seconds, seconds > 0, seconds.isFinite { transcriptionSeconds = seconds }
    case .unknown: break
    }
  }
}
