import RealtimeJSON

/// What a response is said to have cost, by the service's own rates for audio and a rule of thumb for text.
struct TokenUsage: Equatable {
  var inputText = 0
  var inputAudio = 0
  var outputText = 0
  var outputAudio = 0

  /// Callers' audio: one token for 100 ms.
  static let inputAudioMillisecondsPerToken = 100
  /// The model's audio: one token for 50 ms.
  static let outputAudioMillisecondsPerToken = 50
  /// English text has about four characters in a token.
  static let bytesPerTextToken = 4

  static func textTokens(_ text: String) -> Int {
    (text.utf8.count + bytesPerTextToken - 1) / bytesPerTextToken
  }

  static func inputAudioTokens(milliseconds: Int) -> Int {
    (milliseconds + inputAudioMillisecondsPerToken - 1) / inputAudioMillisecondsPerToken
  }

  static func outputAudioTokens(milliseconds: Int) -> Int {
    (milliseconds + outputAudioMillisecondsPerToken - 1) / outputAudioMillisecondsPerToken
  }

  var output: Int { outputText + outputAudio }
  var total: Int { inputText + inputAudio + output }

  mutating func addInput(_ item: ConversationItem) {
    inputText += Self.textTokens(item.text)
    inputAudio += Self.inputAudioTokens(milliseconds: item.audioMilliseconds)
  }

  /// The `usage` of `response.done`.
  var json: JSONValue {
    [
      "total_tokens": .number(total),
      "input_tokens": .number(inputText + inputAudio),
      "output_tokens": .number(output),
      "input_token_details": [
        "text_tokens": .number(inputText),
        "audio_tokens": .number(inputAudio),
        "image_tokens": 0,
        "cached_tokens": 0,
        "cached_tokens_details": [
          "text_tokens": 0, "audio_tokens": 0, "image_tokens": 0,
        ],
      ],
      "output_token_details": [
        "text_tokens": .number(outputText), "audio_tokens": .number(outputAudio),
      ],
    ]
  }
}

/// The session's rate limits: a budget of requests and tokens that is full again every minute.
struct RateLimits {
  static let requestLimit = 1_000
  static let tokenLimit = 50_000
  static let window: Duration = .seconds(60)

  private var windowStart: Duration
  private var requests = 0
  private var tokens = 0

  init(now: Duration) { windowStart = now }

  mutating func add(tokens: Int, now: Duration) {
    if now - windowStart >= Self.window { self = RateLimits(now: now) }
    requests += 1
    self.tokens += tokens
  }

  /// The `rate_limits` of `rate_limits.updated`.
  func json(now: Duration) -> JSONValue {
    let seconds = max((Self.window - (now - windowStart)) / .seconds(1), 0)
    return .array([
      entry("requests", limit: Self.requestLimit, used: requests, resetSeconds: seconds),
      entry("tokens", limit: Self.tokenLimit, used: tokens, resetSeconds: seconds),
    ])
  }

  private func entry(_ name: String, limit: Int, used: Int, resetSeconds: Double) -> JSONValue {
    [
      "name": .string(name),
      "limit": .number(limit),
      "remaining": .number(max(limit - used, 0)),
      "reset_seconds": .number(resetSeconds),
    ]
  }
}
