#if Service
@testable import RealtimeService
@testable import RealtimeSessions
import RealtimeTestSupport
import Testing

/// What one session adds to the figures of its loop.
@Suite struct SessionFiguresTests {
  private typealias Event = RealtimeSession.ConnectionEvent

  private static func event(_ kind: Event.Kind, at milliseconds: Int = 0, number: Int = 1) -> Event {
    Event(number: number, isStandby: false, time: .milliseconds(milliseconds), kind: kind)
  }

  @Test func `a session is in one phase at a time, and in none when it is over`() {
    var (session, loop) = (SessionFigures(), LoopFigures())
    let states: [(RealtimeSession.State, SessionPhase?)] = [
      (.connecting(attempt: 0), .connecting), (.live, .live), (.rollingOver, .rollingOver), (.live, .live),
      (.backoff(until: .seconds(1)), .backoff), (.connecting(attempt: 1), .connecting), (.closed(.requested), nil),
    ]
    for (state, phase) in states {
      session.move(to: SessionPhase(state), in: &loop)
      #expect(loop.sessions.filter { $0.value != 0 } == (phase.map { [$0: 1] } ?? [:]))
    }
  }

  @Test func `a permit that was waited for is counted, and one that was there is not`() {
    for (wait, isCounted) in [(0, false), (1, true), (250, true)] {
      var (session, loop) = (SessionFigures(), LoopFigures())
      session.receive(Self.event(.requested), in: &loop)
      session.receive(Self.event(.dialled, at: wait), in: &loop)
      session.receive(Self.event(.opened, at: wait + 80), in: &loop)
      #expect(loop.counts[.dialWait] == (isCounted ? 1 : nil))
      #expect(loop.durations[.dialWait]?.sum == (isCounted ? .milliseconds(wait) : nil))
      #expect(loop.durations[.opening]?.sum == .milliseconds(80))
    }
  }

  @Test func `bytes are counted once, however often somebody looks, and none backwards`() {
    var (session, loop) = (SessionFigures(), LoopFigures())
    session.carry(1, 10, 10, in: &loop)
    #expect(loop.counts.isEmpty, "a connection that nobody knows")
    session.receive(Self.event(.requested), in: &loop)
    for (received, sent) in [(100, 10), (100, 10), (250, 40), (90, 0)] as [(UInt64, UInt64)] {
      session.carry(1, received, sent, in: &loop)
    }
    #expect(loop.counts == [.bytes(.received): 250, .bytes(.sent): 40])
  }

  @Test func `a response that the connection takes with it is interrupted, once`() {
    var (session, loop) = (SessionFigures(), LoopFigures())
    session.move(to: .live, in: &loop)
    for id in ["a", "b", "c"] { session.responseBegan(id) }
    session.responseEnded("b", .completed, in: &loop)
    session.move(to: .backoff, in: &loop)
    session.move(to: nil, in: &loop)
    #expect(loop.counts == [.response(.completed): 1, .response(.interrupted): 2])
  }

  @Test func `a response that is left behind at a roll-over is interrupted`() {
    var (session, loop) = (SessionFigures(), LoopFigures())
    session.responseBegan("a")
    session.receive(Self.event(.live, number: 2), in: &loop)
    #expect(loop.counts == [.response(.interrupted): 1])
  }

  @Test func `what a walk of any events leaves is never below nothing`() {
    var generator = SeededGenerator(seed: 17)
    var (session, loop) = (SessionFigures(), LoopFigures())
    let phases: [SessionPhase?] = SessionPhase.allCases + [nil]
    for step in 0..<20_000 {
      let number = Int.random(in: 1...3, using: &generator)
      let kinds: [Event.Kind] = [.requested, .dialled, .opened, .greeted(sessionID: "s"), .live, .ended(nil)]
      switch Int.random(in: 0...4, using: &generator) {
      case 0: session.move(to: phases[Int.random(in: 0..<5, using: &generator)], in: &loop)
      case 1:
        session.receive(
          Self.event(kinds[Int.random(in: 0..<6, using: &generator)], at: step, number: number), in: &loop)
      case 2: session.responseBegan("\(number)")
      case 3: session.responseEnded("\(number)", .failed, in: &loop)
      default: session.carry(number, .random(in: 0...1 << 40, using: &generator), 0, in: &loop)
      }
      let now = loop.sessions.values
      #expect(now.allSatisfy { (0...1).contains($0) } && now.reduce(0, +) <= 1 && session.connectionCount <= 3)
      if step % 100 == 0 { #expect(loop.take().counts.values.allSatisfy { $0 > 0 }) }
    }
  }

  @Test func `every status and measure that may come has a place`() {
    for status in 0...999 { #expect(RefusalStatus.allCases.contains(RefusalStatus(status))) }
    let ends = ["completed", "cancelled", "failed", "incomplete", "in_progress", "interrupted", "", nil]
    #expect(
      ends.map { ResponseEnd(status: $0.map { ResponseStatus(rawValue: $0) }) }
        == [.completed, .cancelled, .failed, .incomplete, .incomplete, .incomplete, .incomplete, .incomplete])
    #expect(RefusalStatus(429) == .tooManyRequests && RefusalStatus(418) == .other && RefusalStatus(-1) == .other)
    #expect(Set(LatencyMeasure.allCases.compactMap { ObservedDuration($0) }).count == 3)
    #expect(Set(Countable.allCases).count == Countable.allCases.count)
  }
}
#endif
