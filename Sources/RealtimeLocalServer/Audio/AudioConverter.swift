import RealtimeAudio

/// Converts between the API's encodings, so that the parrot can reply in another than it was spoken to.
///
/// 24 kHz and 8 kHz differ by the factor three: three samples are averaged into one on the way down and each is
/// held for three on the way up. It is for the ear of a test, not for a telephone network.
enum AudioConverter {
  static let rateRatio = AudioEncoding.pcm16.sampleRate / AudioEncoding.g711MuLaw.sampleRate

  static func convert(_ audio: [UInt8], from source: AudioEncoding, to target: AudioEncoding) -> [UInt8] {
    if source == target { return audio }
    let samples = [Int16](capacity: audio.count / source.bytesPerSample) {
      // Bytes have no padding that could be read.
      source.decode(unsafe audio.span.bytes, into: &$0)
    }
    switch (source, target) {
    case (.pcm16, _): return encode(lowered(samples), target)
    case (_, .pcm16): return encode(raised(samples), target)
    case (_, _): return encode(samples, target)
    }
  }

  static func encode(_ samples: [Int16], _ encoding: AudioEncoding) -> [UInt8] {
    [UInt8](capacity: samples.count * encoding.bytesPerSample) { encoding.encode(samples.span, into: &$0) }
  }

  private static func lowered(_ samples: [Int16]) -> [Int16] {
    (0..<(samples.count / rateRatio)).map { index in
      let group = samples[(index * rateRatio)..<((index + 1) * rateRatio)]
      return Int16(truncatingIfNeeded: group.reduce(0) { $0 + Int($1) } / rateRatio)
    }
  }

  private static func raised(_ samples: [Int16]) -> [Int16] { samples.flatMap { repeatElement($0, count: rateRatio) } }
}
