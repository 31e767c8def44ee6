internal import RealtimeReactor

/// Spreads the TLS handshakes of a loop over its ticks, so that a rush of new connections does not hold up the open
/// ones: their signatures and key exchanges take longer than everything else a connection ever does. One per loop.
///
/// Connections under way go before new ones. Otherwise one that has begun would wait for all that came after it, and
/// its server would give up on a client that connects and then says nothing.
final class HandshakeBudget {
  /// Steps in one tick. A step is the start of a connection, the start of its handshake, or what that does at a read.
  static let stepCountPerTick = 4
  /// After so much time since the first step of a tick no other begins in it. Most steps take a third of a millisecond.
  /// One with the signature of a large RSA key, or on a busy machine, takes many times that.
  static let timePerTick: Duration = .milliseconds(2)

  enum Step {
    /// Begins to connect.
    case start
    /// Goes on with a TLS handshake.
    case advance
  }

  private unowned let loop: EventLoop
  private var tick: UInt64 = 0
  private var usedStepCount = 0
  private let clock: () -> ContinuousClock.Instant
  private var firstStepAt: ContinuousClock.Instant
  /// The loop's time at the latest step. When it has changed, the loop has polled in between, and the time of the steps
  /// counts anew.
  private var lastPoll: UInt64 = 0
  private var advancing = WaitingSteps()
  private var starting = WaitingSteps()
  private var isScheduled = false

  init(loop: EventLoop, clock: @escaping () -> ContinuousClock.Instant = { .now }) {
    self.loop = loop
    self.clock = clock
    firstStepAt = clock()
  }

  /// Steps that wait for their turn. Bounded by the connections that are being opened.
  var waitingCount: Int { advancing.count + starting.count }

  /// Does `work` now, or in a later tick after those that wait already.
  ///
  /// - Returns: whether it was done now.
  @discardableResult
  func perform(_ step: Step, _ work: @escaping () -> Void) -> Bool {
    guard isFirst(step), take() else {
      switch step {
      case .start: starting.append(work)
      case .advance: advancing.append(work)
      }
      schedule()
      return false
    }
    work()
    return true
  }

  private func isFirst(_ step: Step) -> Bool {
    switch step {
    case .start: waitingCount == 0
    case .advance: advancing.count == 0
    }
  }

  private func take() -> Bool {
    let now = clock()
    if tick != loop.tickCount {
      tick = loop.tickCount
      usedStepCount = 0
    }
    if usedStepCount == 0 || lastPoll != loop.tickMilliseconds {
      lastPoll = loop.tickMilliseconds
      firstStepAt = now
    }
    guard usedStepCount < HandshakeBudget.stepCountPerTick, now - firstStepAt < HandshakeBudget.timePerTick
    else { return false }
    usedStepCount += 1
    return true
  }

  private func schedule() {
    guard !isScheduled else { return }
    isScheduled = true
    // Not at once: the loop polls first, without waiting, so that open connections are served in every tick.
    loop.enqueueLocally { [weak self] in self?.performWaiting() }
  }

  private func performWaiting() {
    isScheduled = false
    while waitingCount > 0, take() {
      let work = advancing.count > 0 ? advancing.removeFirst() : starting.removeFirst()
      work()
    }
    if waitingCount > 0 { schedule() }
  }
}

/// First in, first out.
private struct WaitingSteps {
  private var steps: [() -> Void] = []
  private var first = 0

  var count: Int { steps.count - first }

  mutating func append(_ step: @escaping () -> Void) { steps.append(step) }

  mutating func removeFirst() -> () -> Void {
    let step = steps[first]
    first += 1
    // Those that were taken are dropped together, so that each of the others moves once at most.
    if first * 2 >= steps.count {
      steps.removeFirst(first)
      first = 0
    }
    return step
  }
}

extension TCPConnection {
  /// Calls `start`, which starts a TLS handshake on the connection, when the loop's budget allows it. Nothing is read
  /// until then, so that what the peer sends is told to the next owner.
  func startHandshake(_ start: @escaping (TCPConnection) -> Void) {
    let hasStarted = LoopShared.of(loop).handshakes.perform(.advance) {
      self.resumeReading()
      start(self)
    }
    if !hasStarted { pauseReading() }
  }
}
