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

  mutating func end(_ report: CallReport) { figures.end(report) }

  /// An upgrade was not what the carrier would send.
  mutating func refuseUnverified() { figures.unverifiedCount += 1 }

  mutating func drain() { isDraining = true }

  /// Whether another one would be admitted now.
  var isOpen: Bool { verdict == .admitted }

  private var verdict: Verdict { isDraining ? .draining : figures.openCallCount < limit ? .admitted : .full }
}
