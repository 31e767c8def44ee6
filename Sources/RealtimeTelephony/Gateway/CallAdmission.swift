/// Decides whether another call may come, and adds up what became of those that did.
struct CallAdmission {
  enum Verdict: Equatable {
    case admitted
    /// There are as many as there may be.
    case full
    /// No more come.
    case draining
  }

  private let limit: Int
  private var isDraining = false
  /// Connections to the model that are there, those that close too.
  private var connectionCount = 0
  /// Until they have had their time.
  private var awaitsConnections = true
  /// Told once no call and no connection is open and none can come.
  private var emptied: [@Sendable () -> Void] = []
  private(set) var figures = GatewayFigures()

  /// - Parameter limit: Calls at once; from 1.
  init(limit: Int) { self.limit = max(limit, 1) }

  /// Whether another one may come. A refusal counts.
  mutating func ask() -> Verdict {
    let verdict = verdict
    if verdict != .admitted { figures.refusedCallCount += 1 }
    return verdict
  }

  /// One that may come has a socket, unless others were faster.
  mutating func begin() -> Verdict {
    let verdict = ask()
    if verdict == .admitted { figures.begin() }
    return verdict
  }

  /// - Returns: who is to be told that it was the last.
  mutating func end(_ report: CallReport) -> [@Sendable () -> Void] {
    figures.end(report)
    return takeEmptied()
  }

  mutating func beginConnection() { connectionCount += 1 }

  /// - Returns: who is to be told that it was the last.
  mutating func endConnection() -> [@Sendable () -> Void] {
    connectionCount -= 1
    return takeEmptied()
  }

  /// Connections that are still there are waited for no more.
  ///
  /// - Returns: who is to be told now.
  mutating func abandonConnections() -> [@Sendable () -> Void] {
    awaitsConnections = false
    return takeEmptied()
  }

  /// An upgrade was not what the carrier would send.
  mutating func refuseUnverified() { figures.unverifiedCount += 1 }

  /// No more calls come.
  ///
  /// - Parameter emptied: Is told once none is open, nor any connection to the model.
  /// - Returns: who is to be told now.
  mutating func drain(_ emptied: (@Sendable () -> Void)? = nil) -> [@Sendable () -> Void] {
    isDraining = true
    if let emptied { self.emptied.append(emptied) }
    return takeEmptied()
  }

  private mutating func takeEmptied() -> [@Sendable () -> Void] {
    guard isDraining, figures.openCallCount == 0, connectionCount == 0 || !awaitsConnections else { return [] }
    defer { emptied = [] }
    return emptied
  }

  /// What another one would be told now.
  var verdict: Verdict { isDraining ? .draining : figures.openCallCount < limit ? .admitted : .full }
}
