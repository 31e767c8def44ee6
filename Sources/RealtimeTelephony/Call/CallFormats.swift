internal import RealtimeBuffers

/// The format that audio has on each side of a call.
struct CallFormats: Equatable {
  let carrier: CarrierFormat
  /// What the session is told to speak and to hear.
  let session: AudioEncoding

  init(_ carrier: CarrierFormat) {
    self.carrier = carrier
    session = carrier.sessionEncoding
  }

  /// What the carrier sends, as the session hears it; `nil` where that is the same.
  func inward(pool: BlockPool) -> AudioConverter? { converter(from: carrier, to: CarrierFormat(session), pool) }

  /// What the session says, as the carrier plays it; `nil` where that is the same.
  func outward(pool: BlockPool) -> AudioConverter? { converter(from: CarrierFormat(session), to: carrier, pool) }

  private func converter(from input: CarrierFormat, to output: CarrierFormat, _ pool: BlockPool) -> AudioConverter? {
    input == output ? nil : AudioConverter(from: input, to: output, pool: pool)
  }

  /// The plan with these formats, and with the source that tells what was heard.
  func applied(to plan: RealtimeSession.Plan, _ source: PlaybackSource) -> RealtimeSession.Plan {
    var plan = plan
    plan.playback = source
    var parameters = RealtimeSessionParameters()
    if case .realtime(let given) = plan.parameters { parameters = given }
    let format = AudioFormat(
      type: AudioFormatType(rawValue: session.mediaType), rate: session == .pcm16 ? session.sampleRate : nil)
    var audio = parameters.audio ?? SessionAudio()
    audio.input = audio.input ?? AudioInput()
    audio.output = audio.output ?? AudioOutput()
    audio.input?.format = format
    audio.output?.format = format
    parameters.audio = audio
    plan.parameters = .realtime(parameters)
    return plan
  }
}
