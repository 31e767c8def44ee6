/// What sessions of all kinds have.
extension Session {
  /// The session's id; empty if the service sent none.
  public var id: String {
    switch self {
    case .realtime(let session): session.id
    case .transcription(let session): session.id
    case .translation(let session): session.id
    case .beta(let session): session.id
    case .unknown(let json): json["id"]?.string ?? ""
    }
  }

  /// The model that holds the session; `nil` for transcription sessions, whose model is that of the transcription.
  public var model: RealtimeModel? {
    switch self {
    case .realtime(let session): session.model
    case .transcription: nil
    case .translation(let session): RealtimeModel(rawValue: session.model)
    case .beta(let session): session.model
    case .unknown(let json): json["model"]?.string.map { RealtimeModel(rawValue: $0) }
    }
  }

  /// When the session ends, in seconds since 1970.
  public var expiresAt: Int? {
    switch self {
    case .realtime(let session): session.expiresAt
    case .transcription(let session): session.expiresAt
    case .translation(let session): session.expiresAt
    case .beta(let session): session.expiresAt
    case .unknown(let json): json["expires_at"]?.int
    }
  }
}
