/// How a connection ended, or an attempt to open one: what the next step is chosen by.
struct ConnectionEnd: Sendable, Hashable {
  /// What a connection was to.
  enum Target: Sendable, Hashable {
    /// A session of its own.
    case session
    /// A call that lives without the connection.
    case call
  }

  var target = Target.session
  /// The close code, 1006 where the peer sent none; `nil` if the connection never opened.
  var code: UInt16?
  var reason = ""
  /// The HTTP status of a refused opening.
  var status: Int?
  /// How long a refusal asked to wait.
  var retryAfter: Duration?
  /// The latest error that the service reported on this connection, or in the body of the refusal.
  var error: ErrorDetails?
  /// Whether nothing that is tried again can help: a setting that cannot be used, a key that cannot be had.
  var isMisconfigured = false
  /// Whether the service's certificate was refused, as it would be again.
  var isUntrusted = false
}

extension ConnectionEnd {
  /// What to do after the end of a connection that nobody asked for.
  enum Verdict: Sendable, Hashable {
    /// The service's own limit: a new session at once, and no fault of anybody.
    case renew
    /// It may pass: try again, not before this time has gone by.
    case retry(after: Duration?)
    /// It is over, for this reason.
    case final(RealtimeSession.CloseCause)
  }

  var verdict: Verdict {
    if isMisconfigured { return .final(.misconfigured) }
    if isUntrusted { return .final(.untrusted) }
    if let status { return verdict(onRefusal: status) }
    guard let code else { return .retry(after: nil) }
    if code == CloseCode.goingAway.rawValue, isExpiry { return .renew }
    if let error, error.isFatal { return .final(.serviceError(error)) }
    if code == CloseCode.normalClosure.rawValue, target == .call { return .final(.callEnded) }
    return Self.passingCodes.contains(code)
      ? .retry(after: nil) : .final(.closedByService(code: code, reason: reason))
  }

  /// The codes after which the official libraries connect again.
  private static let passingCodes: Set<UInt16> = [1001, 1005, 1006, 1011, 1012, 1013, 1015]

  /// Whether the session had reached its maximum duration. The service says so in an error before it closes, or only in
  /// the reason of the Close frame; some deployments put the error's code there.
  private var isExpiry: Bool {
    error?.says("session_expired") == true || reason.contains("maximum duration")
      || reason.contains("session_expired")
  }

  /// The longest that a refusal may ask to wait.
  private static let longestWait = Duration.seconds(120)

  private func verdict(onRefusal status: Int) -> Verdict {
    if let error, error.isFatal { return .final(.serviceError(error)) }
    switch status {
    // Nobody waits for that at a telephone; OpenAI's Python library takes it for final too.
    case _ where retryAfter.map { $0 > Self.longestWait } ?? false: return .final(.refused(status: status, error))
    case 408, 409, 429, 500...: return .retry(after: retryAfter)
    case 404 where target == .call: return .final(.callEnded)
    default: return .final(.refused(status: status, error))
    }
  }
}

extension ErrorDetails {
  /// Errors after which no new connection can help. The service puts the name into the code or into the type.
  private static let fatalNames: Set<String> = [
    "account_deactivated", "beta_api_shape_disabled", "billing_hard_limit_reached",
    "credit_balance_exhausted", "insufficient_quota", "invalid_api_key", "model_not_found",
  ]

  /// Not what names an event of this side: such as an update with a model for transcriptions that is not there.
  var isFatal: Bool {
    if eventID != nil, says("model_not_found") { return false }
    return Self.fatalNames.contains(type) || code.map { Self.fatalNames.contains($0) } == true
  }

  /// Whether this is the error of a name, which may stand in the code or in the type.
  func says(_ name: String) -> Bool { code == name || type == name }
}
