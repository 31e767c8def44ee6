#if Service
internal import RealtimeSessions

/// What is counted. All that there is, is in `allCases`: no metric is made for a value that a peer chose.
enum Countable: Hashable, CaseIterable {
  case connectionOpened
  case connectionEnded(ConnectionClass)
  case response(ResponseEnd)
  case renewal(Renewal)
  case refusal(RefusalStatus)
  case dialWait
  case bytes(Direction)

  enum Renewal: String, CaseIterable {
    case reconnected
    case rolledOver = "rolled_over"
  }

  enum Direction: String, CaseIterable {
    case received
    case sent
  }

  static let allCases: [Countable] =
    [.connectionOpened, .dialWait] + ConnectionClass.allCases.map { .connectionEnded($0) }
    + ResponseEnd.allCases.map { .response($0) } + Renewal.allCases.map { .renewal($0) }
    + RefusalStatus.allCases.map { .refusal($0) } + Direction.allCases.map { .bytes($0) }
}

/// How a connection ended.
enum ConnectionClass: String, CaseIterable {
  case normal
  case goingAway = "going_away"
  case otherCode = "other_code"
  /// It was cut, or the peer fell silent.
  case lost
  case refused
  /// It never came as far as a response to its handshake.
  case unopened

  init(_ report: RealtimeCloseReport?) {
    guard let report else {
      self = .unopened
      return
    }
    if report.refusal != nil {
      self = .refused
    } else if let error = report.error {
      self = error.stage == .open ? .lost : .unopened
    } else {
      switch report.code {
      case .normalClosure: self = .normal
      case .goingAway: self = .goingAway
      default: self = .otherCode
      }
    }
  }
}

/// How a response ended.
enum ResponseEnd: String, CaseIterable {
  case completed
  case cancelled
  case incomplete
  case failed
  /// The connection ended first.
  case interrupted

  /// As `ResponseOutcome` takes it: a status that nobody knows is no whole response.
  init(status: ResponseStatus?) {
    self =
      switch status {
      case .completed?: .completed
      case .cancelled?: .cancelled
      case .failed?: .failed
      default: .incomplete
      }
  }
}

/// The statuses of refusals that are told apart.
enum RefusalStatus: String, CaseIterable {
  case badRequest = "400"
  case unauthorized = "401"
  case forbidden = "403"
  case notFound = "404"
  case timedOut = "408"
  case conflict = "409"
  case tooManyRequests = "429"
  case serverError = "500"
  case badGateway = "502"
  case unavailable = "503"
  case gatewayTimedOut = "504"
  case other

  init(_ status: Int) { self = Self(rawValue: String(status)) ?? .other }
}
#endif
