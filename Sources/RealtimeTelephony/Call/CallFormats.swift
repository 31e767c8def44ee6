internal import RealtimeBuffers

/// The formats that audio has on each side of a call: the caller's, and what is played, which may have another.
struct CallFormats: Equatable {
  /// What one direction has.
  struct Direction: Equatable {
    let carrier: CarrierFormat
    /// What the session is told to hear, or to speak.
    let session: AudioEncoding

    init(_ carrier: CarrierFormat) {
      self.carrier = carrier
      session = carrier.sessionEncoding
    }

    /// What the session's parameters say of it.
    var parameter: AudioFormat {
      AudioFormat(
        type: AudioFormatType(rawValue: session.mediaType), rate: session == .pcm16 ? session.sampleRate : nil)
    }
  }

  let caller: Direction
  let played: Direction

  /// - Returns: `nil` for a stream whose formats are not known.
  init?(_ start: CarrierStart) {
    guard let caller = start.format, let played = start.outputFormat else { return nil }
    self.caller = Direction(caller)
    self.played = Direction(played)
  }

  /// What the carrier sends, as the session hears it; `nil` where that is the same.
  func inward(pool: BlockPool) -> AudioConverter? {
    converter(from: caller.carrier, to: CarrierFormat(caller.session), pool)
  }

  /// What the session says, as the carrier plays it; `nil` where that is the same.
  func outward(pool: BlockPool) -> AudioConverter? {
    converter(from: CarrierFormat(played.session), to: played.carrier, pool)
  }

  private func converter(from input: CarrierFormat, to output: CarrierFormat, _ pool: BlockPool) -> AudioConverter? {
    input == output ? nil : AudioConverter(from: input, to: output, pool: pool)
  }

  /// The plan with these formats, and with the source that tells what was heard.
  func applied(to plan: RealtimeSession.Plan, _ source: PlaybackSource) -> RealtimeSession.Plan {
    var plan = plan
    plan.playback = source
    var parameters = RealtimeSessionParameters()
    if case .realtime(let given) = plan.parameters { parameters = given }
    var audio = parameters.audio ?? SessionAudio()
    audio.input = audio.input ?? AudioInput()
    audio.output = audio.output ?? AudioOutput()
    audio.input?.format = caller.parameter
    audio.output?.format = played.parameter
    parameters.audio = audio
    plan.parameters = .realtime(parameters)
    return plan
  }
}
