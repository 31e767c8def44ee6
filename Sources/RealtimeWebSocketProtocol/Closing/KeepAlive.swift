/// Keep-alive as decisions: when to send a Ping, when to give up. Times are monotonic, from any origin.
///
/// While the peer is silent, or what it says is not read, one Ping is under way and no other follows it.
///
/// # Driver contract
///
/// Ask `decision(now:isReading:)` when the time it last named has come, and when a Ping has left or was
/// refused. On `sendPing` write a Ping whose payload are the 8 bytes of `beginPing()`, and call `pingFlushed`
/// once it has left for the kernel, or `pingRefused` when it was not taken. Tell it of the latest read before
/// each decision, of every Pong, and when reading goes on after a pause. On `timedOut` fail the connection.
package struct KeepAlive {
  package enum Decision: Sendable, Hashable {
    /// Switched off: do not ask again.
    case off
    case wait(until: Duration)
    /// The Ping waits for other output to leave. `SendWatch` judges whether the peer takes that.
    case waitForFlush
    case sendPing
    case timedOut
  }

  private enum State {
    case idle(since: Duration)
    case queued
    case awaitingPong(since: Duration)
  }

  private let configuration: KeepAliveConfiguration
  private var state: State
  private var lastSign: Duration
  private var pingCount: UInt64 = 0
  /// When the current Ping left, while its Pong can tell the round-trip time.
  private var flushedAt: Duration?

  /// From the latest Ping to its Pong.
  package private(set) var roundTripTime: Duration?

  package init(_ configuration: KeepAliveConfiguration, now: Duration) {
    self.configuration = configuration.bounded
    state = .idle(since: now)
    lastSign = now
  }

  /// Counts from `now` on, when the connection has been opened.
  package mutating func begin(at now: Duration) {
    state = .idle(since: now)
    lastSign = now
  }

  /// - Parameter isReading: `false` while this side reads nothing, and cannot hold the peer's silence against it.
  package func decision(now: Duration, isReading: Bool = true) -> Decision {
    guard let interval = configuration.interval else { return .off }
    switch state {
    case .idle(let since): return now >= since + interval ? .sendPing : .wait(until: since + interval)
    case .queued: return .waitForFlush
    case .awaitingPong(let since):
      guard isReading else { return .wait(until: now + configuration.timeout) }
      // A peer that sends something else than the Pong is alive: it gets another Ping in due time.
      guard lastSign > since else { return timeout(from: since, now: now) }
      if now >= since + interval { return .sendPing }
      let decision = timeout(from: lastSign, now: now)
      guard case .wait(let until) = decision else { return decision }
      return .wait(until: min(until, since + interval))
    }
  }

  private func timeout(from start: Duration, now: Duration) -> Decision {
    let until = start + configuration.timeout
    return now >= until ? .timedOut : .wait(until: until)
  }

  /// A Ping is written now. Returns its payload, a number that no other Ping of the connection has.
  package mutating func beginPing() -> UInt64 {
    pingCount &+= 1
    state = .queued
    flushedAt = nil
    return pingCount
  }

  package mutating func pingFlushed(at now: Duration) {
    guard case .queued = state else { return }
    state = .awaitingPong(since: now)
    flushedAt = now
  }

  /// The Ping was not taken: another one in due time.
  package mutating func pingRefused(at now: Duration) {
    guard case .queued = state else { return }
    state = .idle(since: now)
  }

  /// Any byte that arrives is a sign of life. May be told late: before the next `decision` is early enough.
  package mutating func bytesReceived(at time: Duration) { lastSign = max(lastSign, time) }

  /// Reading goes on after a pause: the peer's time starts again, and the round-trip time of this Ping cannot be told.
  package mutating func readingResumed(at now: Duration) {
    guard case .awaitingPong = state else { return }
    state = .awaitingPong(since: now)
    flushedAt = nil
  }

  /// A Pong came. Only the one of the current Ping tells the round-trip time.
  package mutating func pongReceived(_ payload: RawSpan, at now: Duration) {
    lastSign = max(lastSign, now)
    // Bound: eight bytes, of a payload that has as many.
    guard case .awaitingPong(let since) = state, payload.byteCount == 8,
      unsafe payload.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self) == pingCount
    else { return }
    if let flushedAt { roundTripTime = now - flushedAt }
    flushedAt = nil
    state = .idle(since: since)
  }
}
