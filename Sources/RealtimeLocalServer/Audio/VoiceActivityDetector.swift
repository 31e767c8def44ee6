import RealtimeAudio

/// Finds where somebody starts and stops speaking by the energy of the signal.
///
/// The stream is judged in windows of 20 ms. Speech starts with the first of a few loud windows in a row, so that
/// a click is not speech, and stops when it has been quiet for `silenceMilliseconds`. Where the cuts between
/// appends lie makes no difference. Time is the audio's own: milliseconds since the first byte of the session.
struct VoiceActivityDetector {
  /// How loud is speech, how long is a pause.
  struct Settings: Equatable {
    /// The API's `threshold`, 0 to 1; larger wants louder speech.
    var threshold = 0.5
    /// Audio kept from before the first loud window, in milliseconds.
    var prefixMilliseconds = 300
    /// The quiet that ends a turn, in milliseconds.
    var silenceMilliseconds = 500
  }

  enum Decision: Equatable {
    /// Speech began; the position includes the prefix padding.
    case started(atMilliseconds: Int)
    /// Speech ended; the position includes the silence that proved it.
    case stopped(atMilliseconds: Int)
  }

  static let windowMilliseconds = 20
  /// Loud windows in a row that make speech: 40 ms, longer than a click, shorter than any syllable.
  static let startWindowCount = 2

  let format: AudioEncoding
  var settings: Settings
  private(set) var isSpeaking = false

  private var windowCount = 0
  private var loudRunCount = 0
  private var quietRunCount = 0
  /// Of the window at hand.
  private var level = AudioLevel()
  /// The first half of a sample that an append cut in two.
  private var carriedByte: UInt8?
  /// Where the last turn ended: the prefix of the next never reaches back before it.
  private var earliestStartMilliseconds = 0

  init(format: AudioEncoding, settings: Settings, startMilliseconds: Int = 0) {
    self.format = format
    self.settings = settings
    windowCount = startMilliseconds / Self.windowMilliseconds
    earliestStartMilliseconds = startMilliseconds
  }

  /// Judges the next bytes of the stream and returns what they decided, in order.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [Decision] {
    var decisions: [Decision] = []
    let samplesPerWindow = format.sampleRate * Self.windowMilliseconds / 1000
    for byte in bytes {
      guard let sample = sample(endingWith: byte) else { continue }
      level.add(sample)
      guard level.sampleCount == samplesPerWindow else { continue }
      if let decision = judgeWindow() { decisions.append(decision) }
    }
    return decisions
  }

  /// Forgets a turn in progress, after the buffer was committed or cleared by hand.
  mutating func endTurn() {
    isSpeaking = false
    loudRunCount = 0
    quietRunCount = 0
    earliestStartMilliseconds = windowCount * Self.windowMilliseconds
  }

  private mutating func judgeWindow() -> Decision? {
    let isLoud = level.meanSquare >= minimumMeanSquare
    level = AudioLevel()
    windowCount += 1
    loudRunCount = isLoud ? loudRunCount + 1 : 0
    quietRunCount = isLoud ? 0 : quietRunCount + 1
    return isSpeaking ? stopIfQuiet() : startIfLoud()
  }

  private mutating func startIfLoud() -> Decision? {
    guard loudRunCount >= Self.startWindowCount else { return nil }
    isSpeaking = true
    let firstLoud = (windowCount - loudRunCount) * Self.windowMilliseconds
    return .started(atMilliseconds: max(firstLoud - settings.prefixMilliseconds, earliestStartMilliseconds))
  }

  private mutating func stopIfQuiet() -> Decision? {
    guard quietRunCount * Self.windowMilliseconds >= settings.silenceMilliseconds else { return nil }
    endTurn()
    return .stopped(atMilliseconds: earliestStartMilliseconds)
  }

  /// A cube law over the amplitude: 0.5 asks for -40 dB of full scale, 1 for -22 dB, 0 takes any noise.
  private var minimumMeanSquare: Double {
    let amplitude = settings.threshold * settings.threshold * settings.threshold * Self.loudestAmplitude
    return amplitude * amplitude
  }

  private static let loudestAmplitude = 2_624.0

  /// The sample that ends with this byte; `nil` in the middle of one.
  private mutating func sample(endingWith byte: UInt8) -> Int16? {
    switch format {
    case .g711MuLaw: return G711.linear(fromMuLaw: byte)
    case .g711ALaw: return G711.linear(fromALaw: byte)
    case .pcm16:
      defer { carriedByte = carriedByte == nil ? byte : nil }
      return carriedByte.map { Int16(truncatingIfNeeded: Int($0) | Int(byte) << 8) }
    }
  }
}
