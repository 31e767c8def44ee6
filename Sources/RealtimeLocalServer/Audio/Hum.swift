/// A quiet tone of 220 Hz that stands for speech where there is none to give back.
enum Hum {
  /// About 15 characters a second, a calm speaker.
  static let millisecondsPerCharacter = 66
  /// A hum beyond a minute helps nobody.
  static let maximumMilliseconds = 60_000

  static func audio(milliseconds: Int, format: LocalAudioFormat) -> [UInt8] {
    let bounded = min(max(milliseconds, 0), maximumMilliseconds)
    var pcm: [UInt8] = []
    pcm.reserveCapacity(bounded * LocalAudioFormat.pcm16.bytesPerMillisecond)
    // A sine by the recurrence s(n+1) = 2 cos(w) s(n) - s(n-1): it needs no table and no math library.
    var previous = -amplitude * sineOfStep
    var current = 0.0
    for _ in 0..<(bounded * LocalAudioFormat.pcm16.sampleRate / 1000) {
      let sample = UInt16(bitPattern: Int16(clamping: Int(current)))
      pcm.append(UInt8(truncatingIfNeeded: sample))
      pcm.append(UInt8(truncatingIfNeeded: sample >> 8))
      (previous, current) = (current, 2 * cosineOfStep * current - previous)
    }
    return AudioConverter.convert(pcm, from: .pcm16, to: format)
  }

  private static let amplitude = 3_000.0
  /// The step is 2 pi 220 / 24 000.
  private static let cosineOfStep = 0.998341816614028
  private static let sineOfStep = 0.057564026959567
}
