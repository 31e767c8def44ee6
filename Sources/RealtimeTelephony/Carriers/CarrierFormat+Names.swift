internal import RealtimeJSON

extension CarrierFormat {
  /// The format that carriers describe by these texts and numbers.
  ///
  /// - Parameters:
  ///   - encoding: A media type or the name of a codec, in any case: `audio/x-mulaw`, `PCMU`, `audio/x-alaw`, `PCMA`,
  ///     `audio/x-l16`, `L16`, `audio/l16`.
  ///   - sampleRate: Samples in a second.
  ///   - channels: How many; 1 if the carrier does not say.
  ///   - linear: How this carrier writes 16-bit samples.
  /// - Returns: `nil` for what is not known here, not mono, or of a rate below 8 000 or above 48 000.
  public init?(encoding: String, sampleRate: Int, channels: Int = 1, linear: Encoding = .linear16) {
    guard channels == 1, 8_000...48_000 ~= sampleRate else { return nil }
    var name = encoding.lowercased()[...]
    for prefix in ["audio/", "x-"] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
    switch name {
    case "mulaw", "ulaw", "pcmu": self.init(.muLaw, sampleRate: sampleRate)
    case "alaw", "pcma": self.init(.aLaw, sampleRate: sampleRate)
    case "l16": self.init(linear, sampleRate: sampleRate)
    default: return nil
    }
    if self.encoding == .muLaw || self.encoding == .aLaw, sampleRate != 8_000 { return nil }
  }

  /// The format in an object of a carrier, whose rate may be text. A-law and µ-law need no rate.
  init?(_ encoding: JSONView, rate: JSONView, channels: JSONView, linear: Encoding = .linear16) {
    guard let name = encoding.string, channels.isAbsent || channels.carrierNumber == 1 else { return nil }
    self.init(encoding: name, sampleRate: rate.isAbsent ? 8_000 : rate.carrierNumber ?? 0, linear: linear)
  }
}
