import RealtimeJSON

/// What the server says about the transcription of one item, as the session asked for it.
struct TranscriptionReport {
  let model: String?
  /// Whether the session's `include` asks for `item.input_audio_transcription.logprobs`.
  let includesLogProbabilities: Bool
  let transcript: String
  let milliseconds: Int

  /// The deltas, a word each.
  var deltas: [[(String, JSONValue)]] {
    ReplyDelta.words(of: transcript).map { word in [("delta", .string(word))] + logProbabilities(of: [word]) }
  }

  var completion: [(String, JSONValue)] {
    [("transcript", .string(transcript)), ("usage", usage)] + logProbabilities(of: ReplyDelta.words(of: transcript))
  }

  /// The transcript as one speaker's segment; `nil` unless the model tells speakers apart.
  func segment(id: String) -> [(String, JSONValue)]? {
    guard model == "gpt-4o-transcribe-diarize" else { return nil }
    return [
      ("text", .string(transcript)), ("id", .string(id)), ("speaker", "A"), ("start", 0),
      ("end", .number(Double(milliseconds) / 1_000)),
    ]
  }

  /// Tokens are words here. How likely one is follows from its bytes, so that it is the same every time.
  private func logProbabilities(of tokens: [String]) -> [(String, JSONValue)] {
    guard includesLogProbabilities else { return [] }
    let entries = tokens.map { token -> JSONValue in
      let sum = token.utf8.reduce(0) { $0 + Int($1) }
      return [
        "token": .string(token), "logprob": .number(-Double(sum % 1_000 + 1) / 1_000),
        "bytes": .list(token.utf8.map { .number(Int($0)) }),
      ]
    }
    return [("logprobs", .list(entries))]
  }

  /// Whisper is paid by the second, the newer models by the token.
  private var usage: JSONValue {
    if model == "whisper-1" { return ["type": "duration", "seconds": .number(Double(milliseconds) / 1_000)] }
    let heard = TokenUsage.inputAudioTokens(milliseconds: milliseconds)
    let written = TokenUsage.textTokens(transcript)
    return [
      "type": "tokens", "total_tokens": .number(heard + written), "input_tokens": .number(heard),
      "input_token_details": ["text_tokens": 0, "audio_tokens": .number(heard)],
      "output_tokens": .number(written),
    ]
  }
}
