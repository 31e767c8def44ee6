internal import RealtimeAudio
internal import RealtimeEvents

/// What the service says of a session, as far as it matters here; `nil` where it has not said it. Read once for all who
/// want it.
struct SessionFacts: Sendable, Hashable {
  private(set) var inputEncoding: AudioEncoding?
  private(set) var outputEncoding: AudioEncoding?
  private(set) var model: String?
  /// What transcribes what the user says.
  private(set) var transcriptionModel: String?
  /// How long the user has been silent when the service says that speech stopped.
  private(set) var silenceDuration: Duration?
  /// Whether it only transcribes.
  private(set) var isTranscription = false

  /// Nothing yet.
  init() {}

  /// `nil` for an event that says nothing of the session.
  init?(_ event: borrowing ServerEvent) {
    let event = copy event
    switch event.kind {
    case .sessionCreated: self.init(SessionCreated(event).session)
    case .sessionUpdated: self.init(SessionUpdated(event).session)
    default: return nil
    }
  }

  private init(_ session: Session) {
    inputEncoding = session.inputEncoding
    outputEncoding = session.outputEncoding
    model = session.model?.rawValue
    transcriptionModel = session.transcriptionModel
    silenceDuration = session.silenceDuration
    if case .transcription = session { isTranscription = true }
  }

  /// Takes newer facts over. What they do not say stays, but for what goes with the turn detection and the kind.
  mutating func follow(_ newer: SessionFacts) {
    inputEncoding = newer.inputEncoding ?? inputEncoding
    outputEncoding = newer.outputEncoding ?? outputEncoding
    model = newer.model ?? model
    transcriptionModel = newer.transcriptionModel ?? transcriptionModel
    silenceDuration = newer.silenceDuration
    isTranscription = newer.isTranscription
  }
}
