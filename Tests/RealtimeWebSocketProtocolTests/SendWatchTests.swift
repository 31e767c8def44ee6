import Testing

@testable import RealtimeWebSocketProtocol

@Suite struct SendWatchTests {
  /// What is seen at a second, and what follows from it. The limit is 40 s, so looks are 10 s apart.
  private struct Look {
    let at: Int
    let waiting: Int
    let acknowledged: Int
    let decision: SendWatch.Decision

    init(_ at: Int, _ waiting: Int, _ acknowledged: Int, wait until: Int?) {
      self.at = at
      self.waiting = waiting
      self.acknowledged = acknowledged
      decision = until.map { .wait(until: .seconds($0)) } ?? .stalled
    }
  }

  private static let table: [(name: String, looks: [Look])] = [
    ("nothing waits", [Look(0, 0, 0, wait: 10), Look(10, 0, 99, wait: 20), Look(1000, 0, 99, wait: 1010)]),
    (
      "nothing is taken, counted from the look that saw it",
      [
        Look(5, 100, 0, wait: 15), Look(15, 100, 0, wait: 25), Look(25, 200, 0, wait: 35),
        Look(35, 200, 0, wait: 45), Look(44, 200, 0, wait: 45), Look(45, 200, 0, wait: nil),
      ]
    ),
    (
      "a byte now and then",
      [
        Look(0, 100, 0, wait: 10), Look(39, 100, 1, wait: 49), Look(78, 100, 2, wait: 88),
        Look(117, 100, 3, wait: 127), Look(157, 100, 3, wait: nil),
      ]
    ),
    (
      "the queue grows although the peer takes some",
      [Look(0, 100, 0, wait: 10), Look(40, 1000, 30, wait: 50), Look(80, 9000, 60, wait: 90)]
    ),
    (
      "all is taken in between, and then nothing of what follows",
      [
        Look(0, 100, 0, wait: 10), Look(30, 0, 100, wait: 40), Look(50, 7, 100, wait: 60),
        Look(89, 7, 100, wait: 90), Look(90, 7, 100, wait: nil),
      ]
    ),
    (
      "a count that falls, as a Unix socket's may, is no progress, nor is its way back",
      [
        Look(0, 100, 50, wait: 10), Look(10, 100, 20, wait: 20), Look(20, 100, 50, wait: 30),
        Look(40, 100, 50, wait: nil),
      ]
    ),
    ("it is asked late", [Look(0, 100, -300, wait: 10), Look(500, 100, -300, wait: nil)]),
    ("it is asked late and there was progress", [Look(0, 100, 0, wait: 10), Look(500, 100, 1, wait: 510)]),
  ]

  @Test(arguments: table.indices)
  func `a peer that takes nothing for the limit has stalled, one that takes some has not`(_ row: Int) {
    var watch = SendWatch(limit: .seconds(40))
    for look in Self.table[row].looks {
      let decision = watch.decision(
        now: .seconds(look.at), waitingByteCount: look.waiting, acknowledgedByteCount: look.acknowledged)
      #expect(decision == look.decision, "\(Self.table[row].name), at \(look.at) s")
    }
  }

  @Test func `off is off`() {
    var watch = SendWatch(limit: nil)
    let decision = watch.decision(now: .seconds(1 << 30), waitingByteCount: 1, acknowledgedByteCount: 0)
    #expect(decision == .off)
  }
}
