import RealtimeLocalServer

/// The ways in which a connection is lost and another one may be had.
enum Ending: CaseIterable {
  case goingAway, internalError, serviceRestart, tryAgainLater, withoutWord, tlsFailure, reset, halfOpen

  var action: SessionAction {
    switch self {
    case .goingAway: .close(.goingAway)
    case .internalError: .close(.internalError)
    case .serviceRestart: .close(.serviceRestart)
    case .tryAgainLater: .close(.tryAgainLater)
    // What the client takes for 1006.
    case .withoutWord: .endStream
    case .tlsFailure: .close(.init(rawValue: 1015))
    case .reset: .reset
    // Only the keep-alive finds it.
    case .halfOpen: .fallSilent
    }
  }
}
