import RealtimeAudio
import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct PlaybackSourceTests {
  private func ledger(_ source: PlaybackSource) throws -> PlaybackLedger {
    var ledger = PlaybackLedger(source: source, encoding: .g711MuLaw)
    try ledger.receive(Spoken.audio(1_600, "first"))
    try ledger.receive(Spoken.audioDone("first"))
    try ledger.receive(Spoken.audio(1_600, "second"))
    return ledger
  }

  private func heard(_ ledger: PlaybackLedger) -> [Int] { ledger.parts.map(\.heardMilliseconds) }

  // MARK: Device

  @Test func `a device's report of an earlier generation is dropped`() throws {
    var ledger = try ledger(.device)
    ledger.handOver(1_600, at: .zero)
    let generation = ledger.generation
    _ = ledger.interrupt(cancelling: "resp_1", at: .zero)
    try ledger.receive(Spoken.audio(800, "third", of: "resp_2"))
    ledger.handOver(800, at: .zero)
    ledger.play(800, of: generation)
    #expect(heard(ledger) == [0, 0, 0])
    ledger.play(80, of: ledger.generation)
    #expect(heard(ledger) == [0, 0, 10])
  }

  // MARK: Clock

  @Test func `by the clock, what was handed over is heard in real time`() throws {
    var ledger = try ledger(.clock)
    ledger.handOver(2_400, at: .seconds(5))
    ledger.advance(to: .seconds(5) + .milliseconds(150))
    #expect(heard(ledger) == [150, 0])
    ledger.advance(to: .seconds(5) + .milliseconds(250))
    #expect(heard(ledger) == [200, 50])
    // It runs dry after 300 ms: no time is saved up.
    ledger.handOver(800, at: .seconds(9))
    ledger.advance(to: .seconds(9) + .milliseconds(10))
    #expect(heard(ledger) == [200, 110])
    let steps = ledger.interrupt(cancelling: "resp_1", at: .seconds(9) + .milliseconds(30))
    #expect(steps.texts == ["clear", "cancel resp_1", "truncate second 0 130"])
  }

  @Test func `a clock that stands, goes back or leaps does no harm`() throws {
    var ledger = try ledger(.clock)
    ledger.handOver(1_600, at: .seconds(100))
    ledger.advance(to: .seconds(99))
    ledger.advance(to: .seconds(100))
    #expect(heard(ledger) == [0, 0])
    ledger.advance(to: .seconds(Int64.max))
    #expect(heard(ledger) == [200, 0])
    #expect(ledger.interrupt(cancelling: nil, at: .zero).texts == ["clear", "truncate second 0 0"])
  }

  @Test func `many small steps of the clock hear what one step does`() throws {
    var ledger = try ledger(.clock)
    ledger.handOver(3_200, at: .zero)
    for step in 1...1_111 { ledger.advance(to: .microseconds(step * 333)) }
    // Its type is said: the compiler looked for it for 7 seconds.
    let heardByteCount: Int = ledger.parts.map(\.heardByteCount).reduce(0, +)
    #expect(heardByteCount == 369_963 * 8 / 1_000)
  }

  // MARK: Marks

  @Test func `a mark says that everything before it was played`() throws {
    var ledger = try ledger(.marks())
    ledger.handOver(160, at: .zero)
    let first = ledger.markName
    ledger.handOver(1_600, at: .zero)
    let second = ledger.markName
    ledger.returnMark(first, at: .zero)
    #expect(heard(ledger) == [20, 0])
    ledger.returnMark(second, at: .zero)
    #expect(heard(ledger) == [200, 20])
    ledger.returnMark(first, at: .zero)
    ledger.returnMark(second, at: .zero)
    #expect(heard(ledger) == [200, 20])
  }

  @Test(arguments: [(lead: 50, heard: 70), (0, 20), (-5, 20), (1_000, 150)])
  func `an interruption takes a little more for heard than the last mark said, and no more than was sent`(
    _ row: (lead: Int, heard: Int)
  ) throws {
    var ledger = PlaybackLedger(source: .marks(lead: .milliseconds(row.lead)), encoding: .g711MuLaw)
    try ledger.receive(Spoken.audio(1_600, "first"))
    try ledger.receive(Spoken.audio(1_600, "second"))
    ledger.handOver(160, at: .zero)
    ledger.returnMark(ledger.markName, at: .zero)
    ledger.handOver(1_040, at: .zero)
    let steps = ledger.interrupt(cancelling: nil, at: .zero)
    #expect(steps.texts == ["clear", "truncate first 0 \(row.heard)", "truncate second 0 0"])
  }

  @Test func `the marks that a clear brings back are stale`() throws {
    var ledger = try ledger(.marks(lead: .zero))
    ledger.handOver(1_600, at: .zero)
    let stale = ledger.markName
    _ = ledger.interrupt(cancelling: "resp_1", at: .zero)
    try ledger.receive(Spoken.audio(800, "third", of: "resp_2"))
    ledger.handOver(800, at: .zero)
    ledger.returnMark(stale, at: .zero)
    #expect(heard(ledger) == [0, 0, 0])
    ledger.returnMark(ledger.markName, at: .zero)
    #expect(heard(ledger) == [0, 0, 100])
  }

  @Test(arguments: [
    "", "p", "p0", "p0:", "p:5", "p0:-5", "p0:x", "p0:1:2", "q0:160", "p1:160", "p0:99999999999999999999",
    "🙂0:1",
    "p0: 160",
  ])
  func `a mark of somebody else changes nothing`(_ name: String) throws {
    var ledger = try ledger(.marks())
    ledger.handOver(160, at: .zero)
    ledger.returnMark(name, at: .zero)
    #expect(heard(ledger) == [0, 0])
  }

  @Test func `a mark for more than was sent is a mark for what was sent`() throws {
    var ledger = try ledger(.marks())
    ledger.handOver(160, at: .zero)
    ledger.returnMark("p0:\(Int.max)", at: .zero)
    #expect(heard(ledger) == [20, 0])
  }
}
