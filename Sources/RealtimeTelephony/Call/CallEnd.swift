/// Why a phone call is over. The first reason counts.
public enum CallEnd: Sendable, Hashable {
  /// The caller, or the carrier on its own, has ended the stream.
  case callerLeft
  /// The carrier's socket is gone without an end of the stream; 1006 where no Close frame came.
  case carrierLost(code: UInt16)
  /// The carrier has opened a socket and not begun a stream within ``CallSettings/startTimeLimit``, or one of a format
  /// that nobody here understands.
  case neverStarted
  /// No plan was given for it.
  case rejected
  /// `hangUp` was called.
  case hungUp
  /// `transfer` was called.
  case transferred
  /// The session with the model is over.
  case sessionEnded(RealtimeSession.CloseCause)
  /// The gateway has ended it, because it drains or is full.
  case gatewayClosed
}

extension CallEnd: CustomStringConvertible {
  /// What happened and, where something is wrong, what to do.
  public var description: String {
    switch self {
    case .callerLeft: "the caller left"
    case .carrierLost(let code): "the carrier's socket was lost with code \(code)"
    case .neverStarted: "the carrier began no stream that can be used; see the codec's formats"
    case .rejected: "no plan was given for the call"
    case .hungUp: "hung up"
    case .transferred: "transferred"
    case .sessionEnded(let cause): "the session is over: \(cause)"
    case .gatewayClosed: "the gateway is closed or full"
    }
  }
}
