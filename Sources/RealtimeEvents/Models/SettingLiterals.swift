extension AudioFormat {
  /// 16-bit little-endian mono PCM of 24 kHz.
  public static var pcm: Self { Self(type: .pcm, rate: 24_000) }
  /// G.711 μ-law, 8 kHz.
  public static var pcmu: Self { Self(type: .pcmu) }
  /// G.711 A-law, 8 kHz.
  public static var pcma: Self { Self(type: .pcma) }
}

/// `voice: "marin"` is the voice of that name.
extension Voice: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self = .named(VoiceName(rawValue: name)) }

  /// A voice made for the account.
  public static func custom(id: String) -> Self { .custom(CustomVoice(id: id)) }
}

/// `maxOutputTokens: 4096` is a number of tokens.
extension TokenLimit: ExpressibleByIntegerLiteral {
  public init(integerLiteral count: Int) { self = .count(count) }
}

/// A prompt's variable may be written as the text it stands for.
extension PromptVariable: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = .text(text) }
}
