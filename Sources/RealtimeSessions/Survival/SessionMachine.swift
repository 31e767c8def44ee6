/// Which connection of a session, counted from 1: what an old one still says must not reach the state of a new one.
struct Leg: Sendable, Hashable {
  let number: Int
}

/// What a session does about its connections: when one is opened, replaced and given up.
///
/// A value without a socket, a clock or chance of its own. The shell gives it what happened, the time and a number of
/// chance, does what it returns, in order, and calls `expire` at `nextDeadline`. It never traps, whatever comes: what
/// does not fit the state, such as a word of a connection that is gone, is ignored.
///
/// | state | what ends it |
/// | --- | --- |
/// | idle | `open` |
/// | connecting | the conversation is restored, the connection ends, the set-up time is over |
/// | live | the connection ends, a roll-over, a restart |
/// | backoff | its time |
/// | closed | nothing |
struct SessionMachine: Sendable {
  enum Input: Sendable, Hashable {
    case open
    /// Its socket is open.
    case opened(Leg)
    /// The service says how long the session goes on.
    case expires(Leg, left: Duration)
    /// The settings are in force.
    case configured(Leg)
    case settingsRefused(Leg, ErrorDetails)
    /// The conversation is there again.
    case replayed(Leg)
    case ended(Leg, ConnectionEnd)
    /// What is under way in the conversation has changed.
    case boundary(Boundary)
    case restart
    /// Nothing more is wanted, for this reason.
    case end(RealtimeSession.CloseCause)
  }

  /// Where a conversation stands, for a change of sessions.
  enum Boundary: Sendable, Hashable {
    /// Nothing is under way and nothing is owed.
    case idle
    /// No response is in progress, but the user speaks or is owed one.
    case betweenResponses
    /// A response is in progress or was asked for.
    case busy
  }

  enum Action: Sendable, Hashable {
    /// Opens a connection. Attempts in a row are counted from 0.
    case dial(Leg, attempt: Int, isStandby: Bool)
    /// Sends the plan. Muted: the session must not speak by itself.
    case configure(Leg, isMuted: Bool)
    /// Gives the session the conversation.
    case replay(Leg)
    /// From now on events go over this connection.
    case adopt(Leg, Adoption)
    /// The connection that was live is gone: what was under way on it will not end.
    case settle
    /// The response in progress is cut, because the change cannot wait.
    case interrupt
    /// The connection may say what it still has to say, and is closed after that.
    case retire(Leg)
    /// The connection, or the attempt, is given up.
    case drop(Leg)
    /// The session is over.
    case finish(RealtimeSession.CloseCause)
  }

  enum Adoption: Sendable, Hashable {
    /// The session's first connection.
    case first
    /// In place of a connection that was lost.
    case restored
    /// In place of one that comes to its end.
    case rolledOver(from: Leg)
  }

  private enum Phase: Sendable {
    case idle
    case connecting(Connection)
    case live(Connection)
    case backoff(until: Duration)
    case closed(RealtimeSession.CloseCause)
  }

  /// One connection and how far it is.
  private struct Connection: Sendable {
    enum Stage: Sendable { case dialling, settingUp(until: Duration), ready }

    let leg: Leg
    var stage = Stage.dialling
    /// By the loop's clock.
    var expiresAt: Duration?

    var isReady: Bool { if case .ready = stage { true } else { false } }
    var deadline: Duration? { if case .settingUp(let until) = stage { until } else { nil } }
  }

  private let (isCall, reconnect): (Bool, ReconnectPolicy)
  private let rollOverPolicy: RollOverPolicy
  private var phase = Phase.idle
  private var rollOver: RollOver?
  private var count = AttemptCount()
  /// Where the conversation stands.
  private(set) var boundary = Boundary.idle
  private var lastLeg = 0

  /// The roll-over of the live connection.
  private struct RollOver: Sendable {
    let schedule: RollOverSchedule
    var standby: Connection?
    /// Before that no change is made, unless it must.
    var changeAt: Duration?
    var retryAt: Duration?
    var failures = 0
    /// No further standby comes in time: the next boundary is used without one.
    var isGivenUp = false
    /// From now on only a forced change is still to be waited for.
    var isLate = false

    /// When something is to be done, whatever the conversation does until then.
    var deadline: Duration? {
      let preparation = standby == nil && !isGivenUp ? retryAt ?? schedule.prepareAt : nil
      let patience = isLate ? schedule.forceAt : schedule.anyBoundaryAt
      return [preparation, standby?.deadline, changeAt, patience].compactMap(\.self).min()
    }
  }

  /// How often the session has connected.
  private struct AttemptCount: Sendable {
    /// Since a session was stable.
    var inARow = 0
    /// After the first.
    var inAll = 0
    /// When the live session counts as stable.
    var stableAt: Duration?
    var isFirstAfterStable = false
    var hasBeenLive = false
  }

  init(_ plan: RealtimeSession.Plan) {
    (isCall, reconnect, rollOverPolicy) = (plan.isCall, plan.reconnect.bounded, plan.rollOver.bounded)
  }

  // MARK: Facts

  var state: RealtimeSession.State {
    switch phase {
    case .idle, .connecting: .connecting(attempt: count.inARow)
    case .live: rollOver?.standby == nil ? .live : .rollingOver
    case .backoff(let until): .backoff(until: until)
    case .closed(let cause): .closed(cause)
    }
  }

  /// The connection that events go over.
  var liveLeg: Leg? { if case .live(let connection) = phase { connection.leg } else { nil } }

  /// When `expire` is to be called.
  var nextDeadline: Duration? {
    switch phase {
    case .idle, .closed: nil
    case .backoff(let until): until
    case .connecting(let connection): connection.deadline
    case .live: [count.stableAt, rollOver?.deadline].compactMap(\.self).min()
    }
  }

  // MARK: Inputs

  mutating func handle(_ input: Input, at now: Duration, draw: Double) -> [Action] {
    if case .closed = phase { return [] }
    switch input {
    case .open:
      guard case .idle = phase else { return [] }
      return dial()
    case .opened(let leg): return opened(leg, at: now)
    case .expires(let leg, let left): return expires(leg, at: now + left, now: now, draw: draw)
    case .configured(let leg): return isSettingUp(leg) ? [.replay(leg)] : []
    case .settingsRefused(let leg, let error): return settingsRefused(leg, error, at: now, draw: draw)
    case .replayed(let leg): return replayed(leg, at: now, draw: draw)
    case .ended(let leg, let end): return ended(leg, end, at: now, draw: draw)
    case .boundary(let boundary):
      self.boundary = boundary
      return change(at: now, draw: draw)
    case .restart: return restart()
    case .end(let cause): return finish(cause)
    }
  }

  /// Does what is due.
  mutating func expire(at now: Duration, draw: Double) -> [Action] {
    switch phase {
    case .idle, .closed: return []
    case .backoff(let until): return until <= now ? dial() : []
    case .connecting(let connection):
      guard let deadline = connection.deadline, deadline <= now else { return [] }
      return [.drop(connection.leg)] + retry(after: nil, ConnectionEnd(), at: now, draw: draw)
    case .live:
      if let stableAt = count.stableAt, stableAt <= now {
        count = AttemptCount(inAll: count.inAll, isFirstAfterStable: true, hasBeenLive: true)
      }
      if let state = rollOver, state.schedule.anyBoundaryAt <= now { rollOver?.isLate = true }
      if let time = rollOver?.changeAt, time <= now { rollOver?.changeAt = nil }
      return expireStandby(at: now, draw: draw) + prepare(at: now) + change(at: now, draw: draw)
    }
  }

  // MARK: Setting up

  private mutating func dial() -> [Action] {
    if count.hasBeenLive || count.inARow > 0 {
      guard count.inAll < reconnect.maximumLifetimeCount else {
        return finish(.gaveUp(attempts: count.inAll))
      }
      count.inAll += 1
    }
    let connection = newConnection()
    phase = .connecting(connection)
    return [.dial(connection.leg, attempt: count.inARow, isStandby: false)]
  }

  private mutating func newConnection() -> Connection {
    lastLeg += 1
    return Connection(leg: Leg(number: lastLeg))
  }

  private mutating func opened(_ leg: Leg, at now: Duration) -> [Action] {
    let stage = Connection.Stage.settingUp(until: now + reconnect.setUpTimeLimit)
    if case .connecting(var connection) = phase, connection.leg == leg {
      connection.stage = stage
      phase = .connecting(connection)
      return [.configure(leg, isMuted: false)]
    }
    guard rollOver?.standby?.leg == leg else { return [] }
    rollOver?.standby?.stage = stage
    return [.configure(leg, isMuted: true)]
  }

  private func isSettingUp(_ leg: Leg) -> Bool {
    if case .connecting(let connection) = phase, connection.leg == leg { return connection.deadline != nil }
    return rollOver?.standby?.leg == leg && rollOver?.standby?.deadline != nil
  }

  private mutating func expires(_ leg: Leg, at end: Duration, now: Duration, draw: Double) -> [Action] {
    switch phase {
    case .connecting(var connection) where connection.leg == leg:
      connection.expiresAt = end
      phase = .connecting(connection)
    case .live(var connection) where connection.leg == leg:
      // Each update repeats it; only another end makes another schedule.
      let isNews = connection.expiresAt.map { abs($0, end) > .seconds(5) } ?? true
      guard isNews, rollOver?.standby == nil else { return [] }
      connection.expiresAt = end
      phase = .live(connection)
      schedule(connection, at: now, draw: draw)
    default:
      if rollOver?.standby?.leg == leg { rollOver?.standby?.expiresAt = end }
    }
    return []
  }

  private func abs(_ one: Duration, _ other: Duration) -> Duration { one > other ? one - other : other - one }

  private mutating func settingsRefused(
    _ leg: Leg, _ error: ErrorDetails, at now: Duration, draw: Double
  ) -> [Action] {
    if case .connecting(let connection) = phase, connection.leg == leg {
      return finish(.settingsRefused(error))
    }
    guard rollOver?.standby?.leg == leg else { return [] }
    rollOver = nil
    return [.drop(leg)]
  }

  private mutating func replayed(_ leg: Leg, at now: Duration, draw: Double) -> [Action] {
    guard isSettingUp(leg) else { return [] }
    if case .connecting(var connection) = phase, connection.leg == leg {
      connection.stage = .ready
      let adoption = count.hasBeenLive ? Adoption.restored : .first
      becomeLive(connection, at: now, draw: draw)
      return [.adopt(leg, adoption)]
    }
    rollOver?.standby?.stage = .ready
    return change(at: now, draw: draw)
  }

  private mutating func becomeLive(_ connection: Connection, at now: Duration, draw: Double) {
    phase = .live(connection)
    count.hasBeenLive = true
    count.isFirstAfterStable = false
    count.stableAt = now + reconnect.stableTime
    schedule(connection, at: now, draw: draw)
  }

  private mutating func schedule(_ connection: Connection, at now: Duration, draw: Double) {
    rollOver = nil
    // A call ends when it ends.
    guard rollOverPolicy.isOn, !isCall, let end = connection.expiresAt else { return }
    let left = max(end - now, .zero)
    rollOver = RollOver(schedule: RollOverSchedule(rollOverPolicy, left: left, now: now, draw: draw))
  }

  // MARK: Rolling over

  private mutating func prepare(at now: Duration) -> [Action] {
    guard let state = rollOver, state.standby == nil, !state.isGivenUp,
      (state.retryAt ?? state.schedule.prepareAt) <= now
    else { return [] }
    // A session that is to be replaced before it was stable is like one that drops: there may be no end to it.
    if count.stableAt != nil {
      guard count.inAll < reconnect.maximumLifetimeCount else {
        rollOver = nil
        return []
      }
      count.inAll += 1
    }
    let connection = newConnection()
    rollOver?.retryAt = nil
    rollOver?.standby = connection
    rollOver?.changeAt = now + rollOverPolicy.overlap
    return [.dial(connection.leg, attempt: state.failures, isStandby: true)]
  }

  private mutating func expireStandby(at now: Duration, draw: Double) -> [Action] {
    guard let standby = rollOver?.standby, let deadline = standby.deadline, deadline <= now else { return [] }
    return [.drop(standby.leg)] + standbyFailed(at: now, draw: draw)
  }

  private mutating func standbyFailed(at now: Duration, draw: Double) -> [Action] {
    guard var state = rollOver else { return [] }
    state.standby = nil
    state.failures += 1
    let delay = reconnect.delay(
      before: state.failures, isFirstAfterStable: false, retryAfter: nil, draw: draw)
    state.retryAt = now + delay
    // After that the next boundary is used without a standby.
    if now + delay >= state.schedule.anyBoundaryAt { state.isGivenUp = true }
    rollOver = state
    return change(at: now, draw: draw)
  }

  /// Changes over to the standby, or to a new connection where there is none, if this is the moment.
  private mutating func change(at now: Duration, draw: Double) -> [Action] {
    guard case .live(let old) = phase, let state = rollOver else { return [] }
    let isForced = state.schedule.forceAt <= now
    let isLate = state.schedule.anyBoundaryAt <= now
    let isMoment = boundary == .idle || isForced || (isLate && boundary != .busy)
    guard isMoment, isForced || state.changeAt ?? now <= now else { return [] }
    let interruption: [Action] = boundary == .busy ? [.interrupt] : []
    if let standby = state.standby, standby.isReady {
      becomeLive(standby, at: now, draw: draw)
      return interruption + [.adopt(standby.leg, .rolledOver(from: old.leg)), .retire(old.leg)]
    }
    // A standby that is being prepared may still come in time, and one that cannot be had leaves the session its time.
    guard isForced || (isLate && state.standby == nil && state.isGivenUp) else { return [] }
    return interruption + [.settle, .drop(old.leg)] + goOnWithStandby()
  }

  /// Goes on with what there is of a standby: one that is being set up is ahead of a new connection.
  private mutating func goOnWithStandby() -> [Action] {
    let standby = rollOver?.standby
    rollOver = nil
    guard let standby else { return dial() }
    guard standby.deadline != nil else { return [.drop(standby.leg)] + dial() }
    phase = .connecting(standby)
    return []
  }

  // MARK: Ends

  private mutating func ended(
    _ leg: Leg, _ end: ConnectionEnd, at now: Duration, draw: Double
  ) -> [Action] {
    switch phase {
    case .connecting(let connection) where connection.leg == leg:
      switch end.verdict {
      case .final(let cause): return finish(cause)
      // A session that is over before it began is a failure like others.
      case .renew: return retry(after: nil, end, at: now, draw: draw)
      case .retry(let time): return retry(after: time, end, at: now, draw: draw)
      }
    case .live(let connection) where connection.leg == leg:
      return lost(end, at: now, draw: draw)
    default:
      guard rollOver?.standby?.leg == leg else { return [] }
      guard case .final = end.verdict else { return standbyFailed(at: now, draw: draw) }
      // A new session cannot be had: the live one goes on for as long as the service lets it.
      rollOver = nil
      return []
    }
  }

  /// The live connection is gone.
  private mutating func lost(_ end: ConnectionEnd, at now: Duration, draw: Double) -> [Action] {
    count.stableAt = nil
    switch end.verdict {
    case .final(let cause): return [.settle] + finish(cause)
    case .renew, .retry:
      if let standby = rollOver?.standby, standby.isReady {
        becomeLive(standby, at: now, draw: draw)
        return [.settle, .adopt(standby.leg, .restored)]
      }
    }
    if case .retry(let time) = end.verdict, rollOver?.standby?.deadline == nil {
      let standby = rollOver?.standby.map { [Action.drop($0.leg)] } ?? []
      rollOver = nil
      return [.settle] + standby + retry(after: time, end, at: now, draw: draw)
    }
    return [.settle] + goOnWithStandby()
  }

  private mutating func retry(
    after time: Duration?, _ end: ConnectionEnd, at now: Duration, draw: Double
  ) -> [Action] {
    guard count.inARow < reconnect.maximumAttemptCount else {
      guard reconnect.maximumAttemptCount == 0, let code = end.code else {
        return finish(.gaveUp(attempts: count.inARow))
      }
      return finish(.closedByService(code: code, reason: end.reason))
    }
    count.inARow += 1
    let delay = reconnect.delay(
      before: count.inARow, isFirstAfterStable: count.isFirstAfterStable, retryAfter: time, draw: draw)
    count.isFirstAfterStable = false
    phase = .backoff(until: now + delay)
    return []
  }

  private mutating func restart() -> [Action] {
    count.inARow = 0
    count.stableAt = nil
    let standby = rollOver?.standby.map { [Action.drop($0.leg)] } ?? []
    rollOver = nil
    switch phase {
    case .idle, .closed: return []
    case .connecting(let connection): return [.drop(connection.leg)] + dial()
    case .live(let connection): return [.settle, .drop(connection.leg)] + standby + dial()
    case .backoff: return dial()
    }
  }

  private mutating func finish(_ cause: RealtimeSession.CloseCause) -> [Action] {
    phase = .closed(cause)
    rollOver = nil
    return [.finish(cause)]
  }
}
