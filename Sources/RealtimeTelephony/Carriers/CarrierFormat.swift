/// A format of audio on a carrier's socket, always mono.
public struct CarrierFormat: Sendable, Hashable {
  /// How samples are written.
  public enum Encoding: Sendable, Hashable {
    /// G.711 µ-law, a byte a sample.
    case muLaw
    /// G.711 A-law, a byte a sample.
    case aLaw
    /// 16-bit linear, the low byte first.
    case linear16
    /// 16-bit linear, the high byte first, as RTP has it (RFC 3551 section 4.5.11).
    case linear16BigEndian
  }

  /// How samples are written.
  public var encoding: Encoding
  /// Samples in a second: 8 000 to 48 000.
  public var sampleRate: Int

  /// A format.
  public init(_ encoding: Encoding, sampleRate: Int) {
    self.encoding = encoding
    self.sampleRate = sampleRate
  }

  /// The telephone network's own.
  public static let muLaw = Self(.muLaw, sampleRate: 8_000)
  /// The same outside of North America and Japan.
  public static let aLaw = Self(.aLaw, sampleRate: 8_000)

  /// Bytes of one sample.
  public var bytesPerSample: Int {
    switch encoding {
    case .muLaw, .aLaw: 1
    case .linear16, .linear16BigEndian: 2
    }
  }

  /// Bytes in a second of audio.
  public var bytesPerSecond: Int { sampleRate * bytesPerSample }

  /// Bytes of a frame of 20 ms, which is what carriers send and like to be sent.
  public var frameByteCount: Int { bytesPerSecond / 50 }

  /// The byte that silence consists of.
  public var silence: UInt8 {
    switch encoding {
    case .muLaw: 0xFF
    case .aLaw: 0xD5
    case .linear16, .linear16BigEndian: 0
    }
  }
}
