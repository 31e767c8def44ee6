import RealtimeAudio

/// The caller's side of the audio: the buffer, the voice detector over it, and the item that is being spoken.
struct InputAudio {
  /// What an append brought about.
  enum Event: Equatable {
    case started(atMilliseconds: Int)
    /// The turn's audio is in `audio`.
    case stopped(atMilliseconds: Int, audio: [UInt8])
  }

  private(set) var format: AudioEncoding
  private(set) var turnDetection: LocalTurnDetection?
  /// The id announced by `speech_started` for the item that the turn will become.
  var announcedItemID: String?

  private var buffer = InputAudioBuffer()
  private var detector: VoiceActivityDetector?
  /// Milliseconds of the session before the buffer's byte 0, from the time of another format.
  private var baseMilliseconds = 0
  private var turnStartMilliseconds = 0

  init(format: AudioEncoding, turnDetection: LocalTurnDetection?) {
    self.format = format
    self.turnDetection = turnDetection
    detector = turnDetection.map { VoiceActivityDetector(format: format, settings: $0.detector) }
  }

  var byteCount: Int { buffer.byteCount }
  var isSpeaking: Bool { detector?.isSpeaking ?? false }
  var bufferedMilliseconds: Int { format.milliseconds(inByteCount: buffer.byteCount) }
  var startMilliseconds: Int { baseMilliseconds + format.milliseconds(inByteCount: buffer.startOffset) }
  var endMilliseconds: Int { baseMilliseconds + format.milliseconds(inByteCount: buffer.endOffset) }

  /// Takes over changed settings. A detector is started anew only when something about it changed.
  mutating func configure(format: AudioEncoding, turnDetection: LocalTurnDetection?) {
    guard format != self.format || turnDetection != self.turnDetection else { return }
    if format != self.format {
      baseMilliseconds = endMilliseconds
      buffer = InputAudioBuffer()
      self.format = format
    }
    self.turnDetection = turnDetection
    guard let settings = turnDetection?.detector else {
      detector = nil
      return
    }
    if detector?.format == format {
      detector?.settings = settings
    } else {
      detector = VoiceActivityDetector(format: format, settings: settings, startMilliseconds: endMilliseconds)
    }
  }

  /// Adds audio and reports the turns that began or ended in it.
  mutating func append(_ audio: [UInt8]) -> [Event] {
    buffer.append(audio)
    guard let decisions = detector?.feed(audio) else { return [] }
    let events = decisions.map { event(for: $0) }
    dropSilence()
    return events
  }

  /// Takes everything, for a commit by hand.
  mutating func takeAll() -> [UInt8] {
    detector?.endTurn()
    return buffer.takeAll()
  }

  mutating func clear() {
    _ = takeAll()
    announcedItemID = nil
  }

  private mutating func event(for decision: VoiceActivityDetector.Decision) -> Event {
    switch decision {
    case .started(let milliseconds):
      turnStartMilliseconds = milliseconds
      return .started(atMilliseconds: milliseconds)
    case .stopped(let milliseconds):
      let turn = offset(ofMilliseconds: turnStartMilliseconds)..<offset(ofMilliseconds: milliseconds)
      return .stopped(atMilliseconds: milliseconds, audio: buffer.take(turn))
    }
  }

  private func offset(ofMilliseconds milliseconds: Int) -> Int {
    max(milliseconds - baseMilliseconds, 0) * format.bytesPerMillisecond
  }

  /// While nobody speaks only the prefix of the next turn is kept. It is let go in larger steps, not at each append.
  private mutating func dropSilence() {
    guard let detector, !detector.isSpeaking else { return }
    let kept =
      detector.settings.prefixMilliseconds
      + (VoiceActivityDetector.startWindowCount + 1) * VoiceActivityDetector.windowMilliseconds
    guard bufferedMilliseconds > 2 * kept + Self.silenceStepMilliseconds else { return }
    buffer.drop(before: buffer.endOffset - kept * format.bytesPerMillisecond)
  }

  private static let silenceStepMilliseconds = 1_000
}
