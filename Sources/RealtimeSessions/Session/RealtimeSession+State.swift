extension RealtimeSession {
  /// How far a session is.
  public enum State: Sendable, Hashable {
    /// A connection is being opened, configured and given the conversation. Counts the attempts in a row from 0.
    case connecting(attempt: Int)
    /// Events go both ways.
    case live
    /// Waits for the next attempt, until this time of the loop's clock.
    case backoff(until: Duration)
    /// Events go both ways, and the session that comes next is being prepared or stands ready.
    case rollingOver
    /// It is over. What was not sent was handed back.
    case closed(CloseCause)
  }

  /// How far the session is.
  public var sessionState: State { connections.state }

  /// Why the latest connection, or attempt, failed; `nil` if none did.
  public var latestConnectionError: OpenAIRealtimeError? { connections.latestError }

  /// Why a session is over.
  // Apart from whoever may have one, since most of the time there is none.
  public indirect enum CloseCause: Sendable, Hashable {
    /// `close` was called.
    case requested
    /// ``RealtimeSession/Plan/beforeAttempt`` gave up.
    case aborted
    /// The loop was closed.
    case loopClosed
    /// The call that the connection was to has ended.
    case callEnded
    /// The conversation has taken so many tokens: ``RealtimeSession/Plan/tokenLimit`` or more.
    case tokenLimitReached(tokenCount: Int)
    /// The service closed the connection, with a code after which nobody connects again.
    case closedByService(code: UInt16, reason: String)
    /// The service refused the connection, and would again: a wrong key, model or address.
    case refused(status: Int, ErrorDetails?)
    /// The service reported an error that no new connection cures, such as an exhausted balance.
    case serviceError(ErrorDetails)
    /// The service refused the session's settings, and would again.
    case settingsRefused(ErrorDetails)
    /// A setting of the plan, its client or its options cannot be used; the session's error listeners heard which.
    case misconfigured
    /// The certificate of the service, or of a proxy, was refused; the session's error listeners heard why.
    case untrusted
    /// Too many attempts in a row failed, or the session has used up its connections.
    case gaveUp(attempts: Int)
  }
}

extension RealtimeSession.CloseCause {
  /// Whether the session's error listeners are to hear why.
  var isFailure: Bool {
    switch self {
    case .requested, .aborted, .loopClosed, .callEnded, .tokenLimitReached: false
    case .closedByService, .refused, .serviceError, .settingsRefused, .misconfigured, .untrusted, .gaveUp: true
    }
  }
}

extension RealtimeSession.CloseCause: CustomStringConvertible {
  /// What happened and what to do. Foreign text is left out, except the error that the service reported.
  public var description: String {
    switch self {
    case .requested: "closed as asked"
    case .aborted: "given up by `beforeAttempt`"
    case .loopClosed: "the loop was closed; close sessions before their loop"
    case .callEnded: "the call has ended"
    case .tokenLimitReached(let count): "the conversation took \(count) tokens, and `Plan.tokenLimit` allows no more"
    case .closedByService(let code, _): "closed by the service with code \(code); its documentation says why"
    case .refused(let status, let error):
      "refused with status \(status)\(Self.text(error)); check the key, the model and the base URL"
    case .serviceError(let error) where error.says("beta_api_shape_disabled"):
      "the beta API has ended; use `RealtimeOptions.api` `.ga` and a model of today"
    case .serviceError(let error): "ended by an error\(Self.text(error)) that no new connection cures"
    case .settingsRefused(let error):
      "the session's settings were refused\(Self.text(error)); correct `Plan.parameters`"
    case .misconfigured: "a setting cannot be used; the session's error listeners hear which"
    case .untrusted:
      "the certificate was refused; the session's error listeners hear why, see `TLSConfiguration.trustRoots`"
    case .gaveUp(let attempts):
      "gave up after \(attempts) attempts; check the network and the service's status"
    }
  }

  private static func text(_ error: ErrorDetails?) -> String {
    error.map { ", \($0.code ?? $0.type)" } ?? ""
  }
}
