/// Decides when one host may be dialled: a value without a clock, a loop or randomness.
///
/// Everybody who wants to connect requests a permit, makes one handshake with it and reports how that went, or cancels.
/// Permits come from a token bucket. A host that asks for time gets it from everybody; one that fails again and again
/// is only probed; and one that works again gets no burst: from a pause and from probing on, permits come one by one.
///
/// `request` grants at once where it can. Else the permit is among those that `expire` returns, which is called when
/// `nextDeadline` has come; ask for that again after every call.
public struct DialGovernor: Sendable {
  /// What became of a request. The number names it in all other calls and is never used again.
  public enum Answer: Sendable, Equatable {
    /// Dial now.
    case granted(UInt64)
    /// `expire` will grant it.
    case waiting(UInt64)
    /// As many wait as may wait. Nothing is remembered of it.
    case refused
  }

  /// A handshake that may be under way.
  private struct Permit {
    let id: UInt64
    let grantTime: Duration
    /// When its token is back by itself.
    var backTime: Duration
  }

  private var limits: DialLimits
  private var bucket: TokenBucket
  private var breaker = DialBreaker()
  private var line = DialLine()
  /// In the order in which they were granted.
  private var permits: [Permit] = []
  private var pauseEnd = Duration.zero
  private var lastID: UInt64 = 0

  /// A governor of a host that nobody has dialled yet.
  public init(_ limits: DialLimits = DialLimits()) {
    self.limits = limits.bounded
    bucket = TokenBucket(self.limits)
  }

  // MARK: Facts

  /// Requests that wait for a permit.
  public var waitingCount: Int { line.count }

  /// Permits whose handshake has not been reported.
  public var permitCount: Int { permits.count }

  /// When `expire` has something to do; `nil` when nobody waits and no permit is out.
  public var nextDeadline: Duration? {
    let expiry = permits.first.map { $0.grantTime + limits.permitTime }
    guard line.count > 0 else { return expiry }
    return expiry.map { min($0, nextGrantTime) } ?? nextGrantTime
  }

  /// Whether a new governor would decide as this one does, but for failures that are past.
  func isIdle(at time: Duration) -> Bool {
    line.count == 0 && permits.isEmpty && bucket.isFull(at: time) && nextGrantTime <= time
  }

  private var nextGrantTime: Duration { max(bucket.nextTime, pauseEnd, breaker.nextTime(limits)) }

  // MARK: Permits

  /// Asks for a permit to make one handshake.
  ///
  /// - Parameters:
  ///   - priority: whether a call waits for it.
  ///   - loop: any number for the loop that dials. Loops that wait are served in turn.
  ///   - time: now, by the clock of all calls.
  public mutating func request(_ priority: DialPriority, loop: Int, at time: Duration) -> Answer {
    forgetPermits(at: time)
    let id = lastID + 1
    if !line.goesBefore(priority), nextGrantTime <= time {
      lastID = id
      grant(id, at: time)
      return .granted(id)
    }
    guard line.count < limits.maximumWaitingCount else { return .refused }
    lastID = id
    line.append(id, priority, loop: loop)
    return .waiting(id)
  }

  /// Takes back a request that waits, or a permit that was not used: the next one in the line has it then. A handshake
  /// that was begun is reported instead. Anything else is ignored.
  public mutating func cancel(_ id: UInt64, at time: Duration) {
    if line.remove(id) { return }
    guard let index = permits.firstIndex(where: { $0.id == id }) else { return }
    let credit = bucket.giveBack(until: permits[index].backTime, at: time)
    permits.remove(at: index)
    // Their tokens come back earlier too.
    for later in permits.indices[index...] { permits[later].backTime -= credit }
    breaker.gaveUp(id)
  }

  /// Tells how the handshake of a permit went. A second report, and one that comes after `permitTime`, is ignored.
  ///
  /// - Parameters:
  ///   - outcome: what became of the handshake.
  ///   - id: the permit's.
  ///   - time: now, by the clock of all calls.
  ///   - draw: a random number from 0 to 1, for the jitter of a pause.
  public mutating func report(_ outcome: DialOutcome, of id: UInt64, at time: Duration, draw: Double) {
    guard let index = permits.firstIndex(where: { $0.id == id }) else { return }
    permits.remove(at: index)
    switch outcome {
    case .answered:
      if breaker.isOpen(limits) { drain(until: time) }
      breaker.answered()
    case .failed: breaker.failed(at: time, limits)
    case .throttled(let wait):
      breaker.failed(at: time, limits)
      let wait = min(max(wait ?? limits.pauseWithoutTime, .zero), limits.longestPause)
      // In this order a draw that is no number adds nothing.
      pause(until: time + wait + limits.pauseJitter * (draw > 0 ? min(draw, 1) : 0))
    }
  }

  /// Lets time pass.
  ///
  /// - Returns: the requests that are granted now, in this order.
  public mutating func expire(at time: Duration) -> [UInt64] {
    forgetPermits(at: time)
    guard line.count > 0 else { return [] }
    var granted: [UInt64] = []
    while nextGrantTime <= time, let id = line.popFirst() {
      grant(id, at: time)
      granted.append(id)
    }
    return granted
  }

  /// Goes on with other limits. Who waits goes on waiting, even where fewer may wait now.
  public mutating func setLimits(_ limits: DialLimits, at time: Duration) {
    self.limits = limits.bounded
    bucket.change(to: self.limits, at: max(time, pauseEnd))
    voidCredits()
  }

  private mutating func grant(_ id: UInt64, at time: Duration) {
    let backTime = bucket.take(at: time)
    breaker.dialled(id, at: time, limits)
    permits.append(Permit(id: id, grantTime: time, backTime: backTime))
  }

  private mutating func forgetPermits(at time: Duration) {
    let count = permits.prefix { $0.grantTime + limits.permitTime <= time }.count
    if count > 0 { permits.removeFirst(count) }
  }

  // MARK: A host in trouble

  private mutating func pause(until time: Duration) {
    guard time > pauseEnd else { return }
    pauseEnd = time
    drain(until: time)
  }

  /// Who gives a permit of before back gives nothing back: the tokens of that time are gone.
  private mutating func drain(until time: Duration) {
    bucket.drain(until: time)
    voidCredits()
  }

  private mutating func voidCredits() {
    for index in permits.indices { permits[index].backTime = .zero }
  }
}
