/// Converts between the API's formats, so that the parrot can answer in another encoding than it was spoken to.
///
/// 24 kHz and 8 kHz differ by the factor three: three samples are averaged into one on the way down and each is
/// held for three on the way up. It is for the ear of a test, not for a telephone network.
enum AudioConverter {
  static let rateRatio = LocalAudioFormat.pcm16.sampleRate / LocalAudioFormat.g711MuLaw.sampleRate

  static func convert(_ audio: [UInt8], from source: LocalAudioFormat, to target: LocalAudioFormat) -> [UInt8]
  {
    if source == target { return audio }
    let samples = decode(audio, source)
    switch (source, target) {
    case (.pcm16, _): return encode(lowered(samples), target)
    case (_, .pcm16): return encode(raised(samples), target)
    case (_, _): return encode(samples, target)
    }
  }

  private static func decode(_ audio: [UInt8], _ format: LocalAudioFormat) -> [Int16] {
    switch format {
    case .g711MuLaw: audio.map(G711.linear(fromMuLaw:))
    case .g711ALaw: audio.map(G711.linear(fromALaw:))
    case .pcm16:
      (0..<(audio.count / 2)).map { index in
        Int16(truncatingIfNeeded: Int(audio[2 * index]) | Int(audio[2 * index + 1]) << 8)
      }
    }
  }

  private static func encode(_ samples: [Int16], _ format: LocalAudioFormat) -> [UInt8] {
    switch format {
    case .g711MuLaw: samples.map(G711.muLaw(fromLinear:))
    case .g711ALaw: samples.map(G711.aLaw(fromLinear:))
    case .pcm16:
      samples.flatMap { sample in
        [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
      }
    }
  }

  private static func lowered(_ samples: [Int16]) -> [Int16] {
    (0..<(samples.count / rateRatio)).map { index in
      let group = samples[(index * rateRatio)..<((index + 1) * rateRatio)]
      return Int16(truncatingIfNeeded: group.reduce(0) { $0 + Int($1) } / rateRatio)
    }
  }

  private static func raised(_ samples: [Int16]) -> [Int16] {
    samples.flatMap { repeatElement($0, count: rateRatio) }
  }
}
