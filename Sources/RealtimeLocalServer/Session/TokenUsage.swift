import RealtimeAudio
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

  static func textTokens(_ text: String) -> Int { (text.utf8.count + bytesPerTextToken - 1) / bytesPerTextToken }

  static func inputAudioTokens(milliseconds: Int) -> Int {
    (milliseconds + inputAudioMillisecondsPerToken - 1) / inputAudioMillisecondsPerToken
  }

  static func outputAudioTokens(milliseconds: Int) -> Int {
    (milliseconds + outputAudioMillisecondsPerToken - 1) / outputAudioMillisecondsPerToken
  }

  var output: Int { outputText + outputAudio }
  var total: Int { inputText + inputAudio + output }

  mutating func addInput(_ item: LocalItem) {
    inputText += Self.textTokens(item.text)
    inputAudio += Self.inputAudioTokens(milliseconds: item.audioMilliseconds)
  }

  /// The `usage` of `response.done`, as the reply wants it reported.
  func json(_ reported: Reply.Usage) -> JSONValue {
    let cached: Int
    switch reported {
    case .counted: cached = 0
    case .cached(let count): cached = min(max(count, 0), inputText + inputAudio)
    case .absent: return .null
    }
    let cachedText = min(cached, inputText)
    return [
      "total_tokens": .number(total),
      "input_tokens": .number(inputText + inputAudio),
      "output_tokens": .number(output),
      "input_token_details": [
        "text_tokens": .number(inputText),
        "audio_tokens": .number(inputAudio),
        "image_tokens": 0,
        "cached_tokens": .number(cached),
        "cached_tokens_details": [
          "text_tokens": .number(cachedText), "audio_tokens": .number(cached - cachedText),
          "image_tokens": 0,
        ],
      ],
      "output_token_details": ["text_tokens": .number(outputText), "audio_tokens": .number(outputAudio)],
    ]
  }
}

/// The session's rate limits: a budget of requests and tokens that is full again every minute.
struct RateLimits {
  static let requestLimit = 1_000
  static let tokenLimit = 50_000
  static let window: Duration = .seconds(60)

  /// What a response reserves whose output is not limited: the most that a response may have.
  static let defaultReservation = 4_096

  private var windowStart: Duration
  private var requests = 0
  private var tokens = 0
  /// Output tokens that responses in progress may still take, by the response's id.
  private var reservations: [String: Int] = [:]

  init(now: Duration) { windowStart = now }

  /// A response begins: until it ends, the tokens that it may take count as taken.
  mutating func begin(_ responseID: String, reserving tokens: Int?, now: Duration) {
    renew(now)
    requests += 1
    reservations[responseID] = tokens ?? Self.defaultReservation
  }

  mutating func end(_ responseID: String, tokens: Int, now: Duration) {
    renew(now)
    reservations[responseID] = nil
    self.tokens += tokens
  }

  private mutating func renew(_ now: Duration) {
    guard now - windowStart >= Self.window else { return }
    (windowStart, requests, tokens) = (now, 0, 0)
  }

  /// The `rate_limits` of `rate_limits.updated`.
  func json(now: Duration) -> JSONValue {
    let seconds = max((Self.window - (now - windowStart)) / .seconds(1), 0)
    return .array([
      entry("requests", limit: Self.requestLimit, used: requests, resetSeconds: seconds),
      entry("tokens", limit: Self.tokenLimit, used: reservations.values.reduce(tokens, +), resetSeconds: seconds),
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
