internal import RealtimeJSON

extension CarrierFormat {
  /// The format that carriers describe by these texts and numbers.
  ///
  /// - Parameters:
  ///   - encoding: A media type or the name of a codec, in any case: `audio/x-mulaw`, `PCMU`, `audio/x-alaw`, `PCMA`,
  ///     `audio/x-l16`, `L16`. It may have a rate of its own: `audio/l16;rate=16000`, `L16@24000h`.
  ///   - sampleRate: Samples in a second, where `encoding` does not say.
  ///   - linear: How this carrier writes 16-bit samples.
  /// - Returns: `nil` for what is not known here, and for a rate below 8 000 or above 48 000.
  public init?(encoding: String, sampleRate: Int, linear: Encoding = .linear16) {
    let parts = encoding.lowercased().split(maxSplits: 1) { $0 == ";" || $0 == "@" }
    guard var name = parts.first else { return nil }
    for prefix in ["audio/", "x-"] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
    let ownRate = parts.count < 2 ? nil : parts[1].drop { !$0.isNumber }.prefix { $0.isNumber }
    let rate = ownRate.map { Int($0) ?? 0 } ?? sampleRate
    guard 8_000...48_000 ~= rate else { return nil }
    switch name {
    case "mulaw", "ulaw", "pcmu": self.init(.muLaw, sampleRate: rate)
    case "alaw", "pcma": self.init(.aLaw, sampleRate: rate)
    case "l16": self.init(linear, sampleRate: rate)
    default: return nil
    }
    if bytesPerSample == 1, rate != 8_000 { return nil }
  }

  /// The format in an object of a carrier, whose numbers may be text. One without a rate has the telephone network's.
  init?(_ encoding: JSONView, rate: JSONView, channels: JSONView, linear: Encoding = .linear16) {
    guard let name = encoding.carrierText, channels.isAbsent || channels.carrierNumber == 1 else { return nil }
    self.init(encoding: name, sampleRate: rate.isAbsent ? 8_000 : rate.carrierNumber ?? 0, linear: linear)
  }
}
