import RealtimeAudio

/// A quiet tone of 220 Hz that stands for speech where there is none to give back.
enum Hum {
  /// About 15 characters a second, a calm speaker.
  static let millisecondsPerCharacter = 66
  /// A hum beyond a minute helps nobody.
  static let maximumMilliseconds = 60_000

  static func audio(milliseconds: Int, format: AudioEncoding) -> [UInt8] {
    let bounded = min(max(milliseconds, 0), maximumMilliseconds)
    let count = bounded * AudioEncoding.pcm16.sampleRate / 1_000
    var samples: [Int16] = []
    samples.reserveCapacity(count)
    // A sine by the recurrence s(n+1) = 2 cos(w) s(n) - s(n-1): it needs no table and no math library.
    var previous = -amplitude * sineOfStep
    var current = 0.0
    for _ in 0..<count {
      samples.append(Int16(clamping: Int(current)))
      (previous, current) = (current, 2 * cosineOfStep * current - previous)
    }
    return AudioConverter.convert(AudioConverter.encode(samples, .pcm16), from: .pcm16, to: format)
  }

  private static let amplitude = 3_000.0
  /// The step is 2 pi 220 / 24 000.
  private static let cosineOfStep = 0.998341816614028
  private static let sineOfStep = 0.057564026959567
}
