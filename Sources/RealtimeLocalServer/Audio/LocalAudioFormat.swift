/// The three audio encodings that the Realtime API speaks, all mono.
///
/// The general API names them by media type (`audio/pcm`), the beta one by codec (`pcm16`).
public enum LocalAudioFormat: Sendable, Hashable, CaseIterable {
  /// 16-bit little-endian samples at 24 kHz.
  case pcm16
  /// G.711 mu-law at 8 kHz.
  case g711MuLaw
  /// G.711 A-law at 8 kHz.
  case g711ALaw

  /// Samples in a second.
  public var sampleRate: Int {
    switch self {
    case .pcm16: 24_000
    case .g711MuLaw, .g711ALaw: 8_000
    }
  }

  /// Bytes in a millisecond of audio.
  public var bytesPerMillisecond: Int {
    switch self {
    case .pcm16: 48
    case .g711MuLaw, .g711ALaw: 8
    }
  }

  /// Bytes of one sample; audio is only ever cut between samples.
  public var bytesPerSample: Int {
    switch self {
    case .pcm16: 2
    case .g711MuLaw, .g711ALaw: 1
    }
  }

  /// Whole milliseconds in `byteCount` bytes.
  public func milliseconds(inByteCount byteCount: Int) -> Int { byteCount / bytesPerMillisecond }

  /// The general API's spelling, the `type` of an audio format object.
  package var mediaType: String {
    switch self {
    case .pcm16: "audio/pcm"
    case .g711MuLaw: "audio/pcmu"
    case .g711ALaw: "audio/pcma"
    }
  }

  /// The beta API's spelling.
  package var codecName: String {
    switch self {
    case .pcm16: "pcm16"
    case .g711MuLaw: "g711_ulaw"
    case .g711ALaw: "g711_alaw"
    }
  }

  package init?(mediaType: String) {
    guard let format = Self.allCases.first(where: { $0.mediaType == mediaType }) else { return nil }
    self = format
  }

  package init?(codecName: String) {
    guard let format = Self.allCases.first(where: { $0.codecName == codecName }) else { return nil }
    self = format
  }
}
