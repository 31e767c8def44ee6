import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

@Suite struct MarkClockTests {
  private func ms(_ count: Int) -> Duration { .milliseconds(count) }

  /// A carrier at the end of a line: audio and clears take `out` to it, marks take `back`.
  private struct Line: Sendable, CustomTestStringConvertible {
    let out: Int
    let back: Int
    var testDescription: String { "\(out) there, \(back) back" }
  }

  private static let lines = [(0, 0), (20, 20), (50, 50), (100, 80), (10, 170), (180, 180)].map(Line.init)

  @Test(arguments: lines)
  private func `however late marks come, what was heard is known to a frame`(line: Line) throws {
    // From when the first mark is back.
    for interruption in stride(from: 550, through: 4_800, by: 70) {
      var ledger = PlaybackLedger(source: .marks(), encoding: .g711MuLaw)
      try ledger.receive(Spoken.audio(8 * 5_000, "first"))
      // In pieces of 180 ms, as fast as they come, with a mark after each.
      var marks: [(name: String, comesAt: Int)] = []
      for end in stride(from: 180, through: 5_000, by: 180) {
        ledger.handOver(8 * 180, at: ms(1_000))
        marks.append((ledger.markName, line.out + end + line.back))
      }
      for mark in marks where mark.comesAt <= interruption {
        ledger.returnMark(mark.name, at: ms(1_000 + mark.comesAt))
      }
      _ = ledger.interrupt(cancelling: "resp_1", isCancelledByService: true, at: ms(1_000 + interruption))
      // The clear is there as much later as the audio was.
      let heard = try #require(ledger.parts.first).heardMilliseconds
      // The least is more than short ways are.
      let most = max(20, 50 - line.out - line.back)
      #expect((-20...most).contains(heard - interruption), "\(interruption): \(heard)")
    }
  }

  @Test func `before the first mark, what counts is the time, and the least`() {
    var clock = MarkClock()
    clock.begin(at: ms(5_000), after: 800)
    #expect(clock.ahead(at: ms(5_000), least: ms(50)) == ms(50))
    #expect(clock.ahead(at: ms(5_120), least: ms(50)) == ms(120))
    #expect(clock.ahead(at: ms(9_000), least: ms(50)) == MarkClock.longestSilence)
    #expect(clock.ahead(at: ms(9_000), least: ms(500)) == ms(500))
    #expect(clock.ahead(at: .zero, least: .zero) == .zero)
  }

  @Test func `a carrier that stands still is not far away, and one that plays faster than time has no way at all`() {
    var clock = MarkClock()
    clock.begin(at: .zero, after: 0)
    clock.returnMark(at: ms(160), after: 800, .g711MuLaw)
    #expect(clock.ahead(at: ms(160), least: .zero) == ms(60))
    // It stood for three seconds, in which nothing was heard.
    clock.returnMark(at: ms(3_260), after: 1_600, .g711MuLaw)
    #expect(clock.ahead(at: ms(3_270), least: .zero) == ms(70))
    clock.returnMark(at: ms(3_270), after: 80_000, .g711MuLaw)
    #expect(clock.ahead(at: ms(3_270), least: .zero) == .zero)
  }

  @Test func `a way is no longer than any is`() {
    var clock = MarkClock()
    clock.begin(at: .zero, after: 0)
    clock.returnMark(at: .seconds(60), after: 800, .g711MuLaw)
    #expect(clock.ahead(at: .seconds(60), least: .zero) == MarkClock.longestTrip)
  }

  @Test func `each time that playing begins its marks count from there`() {
    var clock = MarkClock()
    clock.begin(at: .zero, after: 0)
    clock.returnMark(at: ms(220), after: 800, .g711MuLaw)
    clock.begin(at: .seconds(30), after: 800)
    clock.returnMark(at: .seconds(30) + ms(180), after: 1_600, .g711MuLaw)
    #expect(clock.ahead(at: .seconds(30) + ms(200), least: .zero) == ms(100))
  }
}
