internal import RealtimeAudio
internal import RealtimeEvents

/// What a session says about its audio, whatever its kind; `nil` where it says nothing, or nothing known.
extension Session {
  var inputEncoding: AudioEncoding? {
    switch self {
    case .realtime, .transcription: audioInput?.format.flatMap { AudioEncoding(mediaType: $0.type.rawValue) }
    case .beta(let session): session.inputAudioFormat.flatMap { AudioEncoding(codecName: $0.rawValue) }
    case .translation, .unknown: nil
    }
  }

  var outputEncoding: AudioEncoding? {
    switch self {
    case .realtime(let session):
      session.audio?.output?.format.flatMap { AudioEncoding(mediaType: $0.type.rawValue) }
    case .beta(let session): session.outputAudioFormat.flatMap { AudioEncoding(codecName: $0.rawValue) }
    case .transcription, .translation, .unknown: nil
    }
  }

  /// The model that transcribes what the user says.
  var transcriptionModel: String? {
    switch self {
    case .realtime, .transcription: audioInput?.transcription.value?.model?.rawValue
    case .beta(let session): session.inputAudioTranscription?.model?.rawValue
    case .translation, .unknown: nil
    }
  }

  /// How long the user has been silent when the service says that speech stopped. Semantic detection waits for as long
  /// as it likes, and does not say so.
  var silenceDuration: Duration? {
    let detection: TurnDetection? =
      switch self {
      case .realtime, .transcription: audioInput?.turnDetection.value
      case .beta(let session): session.turnDetection
      case .translation, .unknown: nil
      }
    guard case .serverVAD(let detection) = detection, let silence = detection.silenceDurationMs else {
      return nil
    }
    return .milliseconds(max(silence, 0))
  }

  private var audioInput: AudioInput? {
    switch self {
    case .realtime(let session): session.audio?.input
    case .transcription(let session): session.audio?.input
    case .translation, .beta, .unknown: nil
    }
  }
}

extension RealtimeResponse {
  /// The encoding that the response asked for, where it says so.
  var outputEncoding: AudioEncoding? {
    if let format = audio?.output?.format { return AudioEncoding(mediaType: format.type.rawValue) }
    return outputAudioFormat.flatMap { AudioEncoding(codecName: $0.rawValue) }
  }
}
