public import OpenAIRealtime

/// One governor for each host, shared by all loops of the process.
///
/// ```swift
/// func dial(_ host: DialHost, on loop: EventLoop, connect: @escaping (DialTicket) -> Void) {
///   let ticket = DialGovernors.shared.request(.live, to: host, on: loop) { permit in
///     connect(permit)  // and then `permit.report(.answered)`, or what `DialOutcome` makes of the refusal
///   }
///   // `ticket?.cancel()` if nobody wants the session any more.
///   if ticket == nil { /* Too many wait: try again later. */  }
/// }
/// ```
///
/// A permit that is there costs one lock and no hop. Who has to wait is woken on its own loop, by that loop's timer or
/// by whoever brought the change; a loop that has nobody waiting has no timer.
public final class DialGovernors: Sendable {
  /// Those of the process.
  public static let shared = DialGovernors()

  /// Hosts that are kept apart. Beyond these, those whose limits are not touched at the moment are forgotten, and where
  /// there are none, new hosts share one governor.
  public static let maximumHostCount = 1_024

  private let state: PosixMutex<State>

  /// Governors of one's own, beside those of the process.
  public init(_ limits: DialLimits = DialLimits()) {
    state = PosixMutex(State(limits: limits))
  }

  // MARK: Settings and facts

  /// The limits of every host. Any thread may ask.
  public var limits: DialLimits { state.withLock { $0.limits } }

  /// Sets the limits of every host, for those that are dialled already too. Any thread may call it.
  ///
  /// - Parameters:
  ///   - limits: from now on.
  ///   - time: `EventLoop.now`, of any loop.
  public func setLimits(_ limits: DialLimits, at time: Duration) {
    state.withLock { state in
      state.limits = limits
      for host in state.hosts.keys { state.hosts[host]?.governor.setLimits(limits, at: time) }
    }
  }

  /// Requests that wait for a permit to dial this host. Any thread may ask.
  public func waitingCount(for host: DialHost) -> Int {
    state.withLock { $0.hosts[host]?.governor.waitingCount ?? 0 }
  }

  // MARK: Permits

  /// Asks for a permit to dial a host. Loop-bound.
  ///
  /// - Parameters:
  ///   - priority: whether a call waits for it.
  ///   - host: what is to be dialled.
  ///   - loop: where it is dialled.
  ///   - granted: called once, on the loop, when there is a permit: before this returns if it is there already. Never
  ///     called for a ticket that was cancelled.
  /// - Returns: `nil` when as many wait as may wait.
  @discardableResult
  public func request(
    _ priority: DialPriority, to host: DialHost, on loop: EventLoop, granted: @escaping (DialTicket) -> Void
  ) -> DialTicket? {
    loop.preconditionOnLoop("DialGovernors.request")
    let now = loop.now
    let (host, answer) = state.withLock { $0.request(priority, to: host, on: loop, at: now) }
    switch answer {
    case .refused: return nil
    case .granted(let id):
      let ticket = DialTicket(self, host, id, on: loop, granted: nil)
      granted(ticket)
      return ticket
    case .waiting(let id):
      let ticket = DialTicket(self, host, id, on: loop, granted: granted)
      LoopDials.of(loop).add(ticket, at: .init(self, host))
      advance(host, on: loop)
      return ticket
    }
  }

  func report(_ outcome: DialOutcome, of ticket: DialTicket, on loop: EventLoop) {
    let draw = Double.random(in: 0...1)
    advance(ticket.host, on: loop) { $0.governor.report(outcome, of: ticket.id, at: $1, draw: draw) }
  }

  func cancel(_ ticket: DialTicket, on loop: EventLoop) {
    LoopDials.of(loop).take(ticket.id, at: .init(self, ticket.host))
    advance(ticket.host, on: loop) { $0.cancel(ticket.id, at: $1) }
  }

  /// Changes something about a host, hands out what is due by then, and sees to it that somebody looks again.
  private func advance(
    _ host: DialHost, on loop: EventLoop, _ change: (inout Host, _ now: Duration) -> Void = { _, _ in }
  ) {
    loop.preconditionOnLoop("DialTicket")
    let now = loop.now
    guard let work = state.withLock({ $0.hosts[host]?.advance(to: now, change) }) else { return }
    let place = LoopDials.Place(self, host)
    for permit in work.granted { deliver(permit.id, at: place, on: permit.loop) }
    guard let deadline = work.deadline, let waitingLoop = work.waitingLoop else { return }
    let dials = LoopDials.of(loop)
    if dials.isWaiting(at: place) {
      dials.wake(at: place, deadline, on: loop) { [self] in advance(host, on: loop) }
    } else {
      // Its own timer may be set for later than what has just changed. Where its inbox is full, that has to do.
      waitingLoop.execute { [self] in advance(host, on: waitingLoop) }
    }
  }

  /// Never at once: whoever reports does not expect others to dial meanwhile.
  private func deliver(_ id: UInt64, at place: LoopDials.Place, on loop: EventLoop) {
    if loop.isOnLoop {
      let ticket = LoopDials.of(loop).take(id, at: place)
      loop.enqueueLocally { ticket?.grant() }
    } else {
      // Somebody waits for it, so it must not be refused.
      loop.executeDuty { LoopDials.of(loop).take(id, at: place)?.grant() }
    }
  }

  // MARK: Under the lock

  private struct State {
    var limits: DialLimits
    var hosts: [DialHost: Host] = [:]

    /// - Returns: also the host that it is counted for.
    mutating func request(
      _ priority: DialPriority, to host: DialHost, on loop: EventLoop, at time: Duration
    ) -> (DialHost, DialGovernor.Answer) {
      let host = place(for: host, at: time)
      let answer = hosts[host, default: Host(governor: DialGovernor(limits))]
        .request(priority, on: loop, at: time)
      return (host, answer)
    }

    private mutating func place(for host: DialHost, at time: Duration) -> DialHost {
      if hosts[host] != nil || hosts.count < DialGovernors.maximumHostCount { return host }
      hosts = hosts.filter { !$0.value.governor.isIdle(at: time) }
      return hosts.count < DialGovernors.maximumHostCount ? host : .others
    }
  }

  private struct Host {
    var governor: DialGovernor
    /// The loops of the requests that wait.
    private var loops: [UInt64: EventLoop] = [:]

    init(governor: DialGovernor) { self.governor = governor }

    mutating func request(
      _ priority: DialPriority, on loop: EventLoop, at time: Duration
    ) -> DialGovernor.Answer {
      let number = Int(bitPattern: ObjectIdentifier(loop))
      let answer = governor.request(priority, loop: number, at: time)
      if case .waiting(let id) = answer { loops[id] = loop }
      return answer
    }

    mutating func cancel(_ id: UInt64, at time: Duration) {
      loops[id] = nil
      governor.cancel(id, at: time)
    }

    mutating func advance(to time: Duration, _ change: (inout Host, _ now: Duration) -> Void) -> Work {
      change(&self, time)
      var work = Work()
      for id in governor.expire(at: time) {
        if let loop = loops.removeValue(forKey: id) { work.granted.append((id, loop)) }
      }
      work.waitingLoop = loops.first?.value
      work.deadline = loops.isEmpty ? nil : governor.nextDeadline
      return work
    }
  }

  /// What is left to do once the lock is open.
  private struct Work {
    var granted: [(id: UInt64, loop: EventLoop)] = []
    /// When a loop has to look again.
    var deadline: Duration?
    /// One that has requests waiting.
    var waitingLoop: EventLoop?
  }
}
