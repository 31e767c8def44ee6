import RealtimeEvents
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// What a shell would hold after it did what the machine said, and what may not be.
private struct Ledger {
  private(set) var open: Set<Leg> = []
  private(set) var live: Leg?
  private(set) var retired: Set<Leg> = []
  private(set) var isFinished = false
  private var dialled: Set<Leg> = []
  private var unsettled: Leg?

  mutating func take(_ action: SessionMachine.Action) {
    check(!isFinished, "nothing follows the end")
    switch action {
    case .dial(let leg, _, _):
      check(dialled.insert(leg).inserted, "a leg is dialled once")
      open.insert(leg)
    case .configure(let leg, _), .replay(let leg): check(open.contains(leg))
    case .adopt(let leg, let adoption):
      check(open.contains(leg))
      switch adoption {
      case .first, .restored: check(live == nil, "what was live was settled before")
      case .rolledOver(let old): check(live == old)
      }
      live = leg
    case .settle:
      check(live != nil)
      open.subtract(live.map { [$0] } ?? [])
      unsettled = live
      live = nil
    case .interrupt: check(live != nil)
    case .retire(let leg):
      check(leg != live)
      open.remove(leg)
      retired.insert(leg)
    case .drop(let leg):
      check(open.remove(leg) != nil || leg == unsettled, "it was there")
    case .finish:
      isFinished = true
      open = []
    }
  }

  mutating func lose(_ leg: Leg) { if leg != live { open.remove(leg) } }
}

@Suite struct SessionMachineWalkTests {
  private static let codes: [UInt16] = [1000, 1001, 1006, 1011, 1012, 4000]

  private func end(_ random: inout SeededGenerator) -> ConnectionEnd {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: ConnectionEnd(status: [401, 404, 429, 503].randomElement(using: &random))
    case 1: ConnectionEnd(code: 1001, reason: "session_expired")
    case 2: ConnectionEnd(code: Self.codes.randomElement(using: &random))
    case 3: ConnectionEnd(error: ErrorDetails(type: "x", code: "insufficient_quota", message: ""))
    default: ConnectionEnd(code: 1006)
    }
  }

  private func input(_ leg: Leg, _ random: inout SeededGenerator) -> SessionMachine.Input {
    switch Int.random(in: 0..<20, using: &random) {
    case 0...2: .opened(leg)
    case 3...5: .expires(leg, left: .seconds(Int.random(in: 0...4_000, using: &random)))
    case 6...8: .configured(leg)
    case 9...11: .replayed(leg)
    case 12, 13: .ended(leg, end(&random))
    case 14...17: .boundary([.idle, .betweenResponses, .busy].randomElement(using: &random) ?? .idle)
    case 18 where Int.random(in: 0..<8, using: &random) == 0: .restart
    case 19 where Int.random(in: 0..<30, using: &random) == 0:
      .settingsRefused(leg, ErrorDetails(type: "x", message: ""))
    default: .boundary(.idle)
    }
  }

  @Test func `whatever comes, every state has a way out and no connection is forgotten or taken twice`() {
    for seed in 0..<10_000 {
      var random = SeededGenerator(seed: UInt64(seed))
      var driver = MachineDriver()
      var ledger = Ledger()
      for action in driver.handle(.open) { ledger.take(action) }
      for _ in 0..<60 where !ledger.isFinished {
        let legs = ledger.open.sorted { $0.number < $1.number } + [Leg(number: 99)]
        let leg = legs.randomElement(using: &random) ?? Leg(number: 1)
        driver.draw = Double.random(in: 0...1, using: &random)
        let input = input(leg, &random)
        if case .ended = input { ledger.lose(leg) }
        for action in driver.handle(input) { ledger.take(action) }
        if Bool.random(using: &random) {
          for action in driver.advance(by: .seconds(Int.random(in: 0...600, using: &random))) {
            ledger.take(action)
          }
        }
        check(ledger.live == driver.machine.liveLeg)
        check(
          ledger.isFinished || driver.machine.nextDeadline != nil || !ledger.open.isEmpty,
          "nothing would happen, seed \(seed)")
      }
    }
  }
}
