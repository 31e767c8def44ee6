extension ClientEvent {
  /// Changes a speech-to-speech session.
  public static func sessionUpdate(_ session: RealtimeSessionParameters, eventID: String? = nil) -> Self {
    .sessionUpdate(.realtime(session), eventID: eventID)
  }

  /// Changes a transcription session.
  public static func sessionUpdate(_ session: TranscriptionSessionParameters, eventID: String? = nil) -> Self {
    .sessionUpdate(.transcription(session), eventID: eventID)
  }

  /// Changes a translation session.
  public static func sessionUpdate(_ session: TranslationSessionParameters, eventID: String? = nil) -> Self {
    .sessionUpdate(.translation(session), eventID: eventID)
  }

  /// Changes a session of the beta API.
  public static func sessionUpdate(_ session: BetaSessionParameters, eventID: String? = nil) -> Self {
    .sessionUpdate(.beta(session), eventID: eventID)
  }
}
