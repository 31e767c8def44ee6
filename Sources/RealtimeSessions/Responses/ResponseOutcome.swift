public import RealtimeEvents

/// What became of a response that was asked for. Whoever asked gets exactly one.
///
/// The first four are how `response.done` says that a response ended; in the others the service did not say it.
public enum ResponseOutcome: Sendable, Hashable {
  /// The whole answer was made.
  case completed(RealtimeResponse)
  /// It was cut off: by the user who began to speak (`turn_detected`), or by this side (`client_cancelled`). `nil` if
  /// the service gave no reason.
  case cancelled(RealtimeResponse, reason: ResponseStatusReason?)
  /// It ended early, at a limit or a filter. A status that this package does not know counts as this: the response is
  /// there, but nobody says that it is whole.
  case incomplete(RealtimeResponse, reason: ResponseStatusReason?)
  /// The service failed. After `inference_rate_limit_exceeded` it may be asked again later.
  case failed(RealtimeResponse, code: String?, type: String?)
  /// The connection ended first, and the rest of the response with it. The response is what its beginning said.
  case interrupted(RealtimeResponse)
  /// The service refused to begin it, and says why.
  case refused(ErrorDetails)
  /// It never began.
  case notStarted(Reason)

  /// Why a response never began.
  public enum Reason: Sendable, Hashable {
    /// It was cancelled before.
    case cancelled
    /// The service did not answer in time, see ``ResponseQueue/Limits/creationTimeLimit``. Ask again if it still
    /// matters.
    case timedOut
    /// The user spoke, and the answer to that took its place.
    case overtaken
    /// Connections ended again and again before the service answered.
    case connectionLost
    /// Too many requests were waiting, see ``ResponseQueue/Limits/maximumRequestCount``. Wait for earlier outcomes.
    case tooManyRequests
    /// The session had ended for good.
    case sessionEnded
  }

  /// The outcome that a `response.done` tells.
  public init(_ response: RealtimeResponse) {
    let details = response.statusDetails
    self =
      switch response.status {
      case .completed?: .completed(response)
      case .cancelled?: .cancelled(response, reason: details?.reason)
      case .failed?: .failed(response, code: details?.error?.code, type: details?.error?.type)
      default: .incomplete(response, reason: details?.reason)
      }
  }

  /// The response as it was last told of; `nil` if it never began.
  public var response: RealtimeResponse? {
    switch self {
    case .completed(let response), .cancelled(let response, _), .incomplete(let response, _),
      .failed(let response, _, _), .interrupted(let response):
      response
    case .refused, .notStarted: nil
    }
  }
}
