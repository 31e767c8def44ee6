/// The format that audio has on each side of a call.
struct CallFormats: Equatable {
  let carrier: CarrierFormat
  /// What the session is told to speak and to hear.
  let session: AudioEncoding

  /// - Returns: `nil` for a format that no session has.
  init?(_ carrier: CarrierFormat) {
    switch (carrier.encoding, carrier.sampleRate) {
    case (.muLaw, 8_000): session = .g711MuLaw
    case (.aLaw, 8_000): session = .g711ALaw
    case (.linear16, 24_000): session = .pcm16
    default: return nil
    }
    self.carrier = carrier
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
