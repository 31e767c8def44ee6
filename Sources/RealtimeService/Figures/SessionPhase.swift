#if Service
internal import RealtimeSessions

/// How far a session is, for counting; a session that is closed is none.
enum SessionPhase: String, CaseIterable {
  case connecting
  case live
  case backoff
  case rollingOver = "rolling_over"

  init?(_ state: RealtimeSession.State) {
    switch state {
    case .connecting: self = .connecting
    case .live: self = .live
    case .backoff: self = .backoff
    case .rollingOver: self = .rollingOver
    case .closed: return nil
    }
  }
}
#endif
