internal import RealtimeBuffers

/// The formats that audio has on each side of a call: the caller's, and what is played, which may have another.
struct CallFormats: Equatable {
  /// What one direction has.
  struct Direction: Equatable {
    let carrier: CarrierFormat
    /// What the session is told to hear, or to speak.
    let session: AudioEncoding

    /// - Returns: `nil` for a rate that no carrier has, or of which 20 ms are no whole number of samples.
    init?(_ carrier: CarrierFormat) {
      guard (8_000...48_000).contains(carrier.sampleRate), carrier.sampleRate.isMultiple(of: 50) else { return nil }
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
    guard let caller = start.format.flatMap(Direction.init), let played = start.outputFormat.flatMap(Direction.init)
    else { return nil }
    self.caller = caller
    self.played = played
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
  ///
  /// - Returns: `nil` for a plan of a session that is no conversation: it says nothing.
  func applied(to plan: RealtimeSession.Plan, _ source: PlaybackSource) -> RealtimeSession.Plan? {
    var plan = plan
    plan.playback = source
    var parameters = RealtimeSessionParameters()
    switch plan.parameters {
    case .realtime(let given): parameters = given
    case nil: break
    default: return nil
    }
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
