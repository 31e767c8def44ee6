/// The three audio encodings that the Realtime API speaks, all mono.
///
/// The general API names them by media type (`audio/pcm`), the beta API by codec (`pcm16`).
public enum AudioEncoding: Sendable, Hashable, CaseIterable {
  /// 16-bit little-endian samples at 24 kHz.
  case pcm16
  /// G.711 µ-law at 8 kHz.
  case g711MuLaw
  /// G.711 A-law at 8 kHz.
  case g711ALaw

  // MARK: Sizes

  /// Samples in a second.
  public var sampleRate: Int {
    switch self {
    case .pcm16: 24_000
    case .g711MuLaw, .g711ALaw: 8_000
    }
  }

  /// Bytes of one sample; audio is only ever cut between samples.
  public var bytesPerSample: Int {
    switch self {
    case .pcm16: 2
    case .g711MuLaw, .g711ALaw: 1
    }
  }

  /// Bytes in a second of audio.
  public var bytesPerSecond: Int { sampleRate * bytesPerSample }

  /// Bytes in a millisecond of audio.
  public var bytesPerMillisecond: Int { bytesPerSecond / 1_000 }

  /// Whole milliseconds in `byteCount` bytes.
  public func milliseconds(inByteCount byteCount: Int) -> Int { byteCount / bytesPerMillisecond }

  /// The byte that silence consists of.
  ///
  /// For A-law this is the smallest step above zero: A-law cannot say zero.
  public var silence: UInt8 {
    switch self {
    case .pcm16: 0
    case .g711MuLaw: 0xFF
    case .g711ALaw: 0xD5
    }
  }

  // MARK: Names

  /// The general API's name, the `type` of an audio format object.
  public var mediaType: String {
    switch self {
    case .pcm16: "audio/pcm"
    case .g711MuLaw: "audio/pcmu"
    case .g711ALaw: "audio/pcma"
    }
  }

  /// The beta API's name.
  public var codecName: String {
    switch self {
    case .pcm16: "pcm16"
    case .g711MuLaw: "g711_ulaw"
    case .g711ALaw: "g711_alaw"
    }
  }

  /// The encoding that the general API calls `mediaType`; `nil` for any other name.
  public init?(mediaType: String) {
    guard let encoding = Self.allCases.first(where: { $0.mediaType == mediaType }) else { return nil }
    self = encoding
  }

  /// The encoding that the beta API calls `codecName`; `nil` for any other name.
  public init?(codecName: String) {
    guard let encoding = Self.allCases.first(where: { $0.codecName == codecName }) else { return nil }
    self = encoding
  }
}
