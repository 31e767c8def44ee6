import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct GapFillerTests {
  private func ms(_ count: Int) -> Duration { .milliseconds(count) }

  @Test(arguments: [
    (20, 0), (39, 0), (40, 20), (2_020, 2_000), (10_020, 10_000), (60_000, 10_000), (0, 0), (-5_000, 0), (.max, 10_000),
    (.min, 0),
  ])
  func `silence takes the place of what is missing by the positions, up to ten seconds`(position: Int, silence: Int) {
    var gaps = GapFiller()
    #expect(gaps.receive(milliseconds: 20, at: 0, now: ms(0)) == 0)
    #expect(gaps.receive(milliseconds: 20, at: position, now: ms(20)) == silence)
    #expect(gaps.filledMilliseconds == silence)
    #expect(gaps.lateCount == (position < 0 || position == 0 ? 1 : 0))
  }

  @Test func `audio without a position, and the first of all, has no gap in front of it`() {
    var gaps = GapFiller()
    #expect(gaps.receive(milliseconds: 20, at: 7_000, now: ms(0)) == 0)
    #expect(gaps.receive(milliseconds: 20, at: nil, now: ms(0)) == 0)
    #expect(gaps.receive(milliseconds: 20, at: 7_040, now: ms(0)) == 20)
  }

  @Test func `where nothing comes while the caller speaks, a second of silence ends the turn, once`() {
    var gaps = GapFiller()
    _ = gaps.receive(milliseconds: 20, at: 0, now: ms(0))
    #expect(gaps.nextDeadline == nil, "nobody speaks")
    gaps.speak(true, now: ms(10))
    #expect(gaps.nextDeadline == ms(760))
    #expect(gaps.expire(at: ms(759)) == 0)
    #expect(gaps.expire(at: ms(760)) == 1_000)
    #expect(gaps.nextDeadline == nil && gaps.expire(at: ms(9_000)) == 0)
    // It goes on after two seconds, one of which the model has heard.
    #expect(gaps.receive(milliseconds: 20, at: 2_020, now: ms(2_000)) == 1_000)
    #expect(gaps.nextDeadline == ms(2_750), "the next gap is another one")
    gaps.speak(false, now: ms(2_010))
    #expect(gaps.nextDeadline == nil)
    #expect(gaps.filledMilliseconds == 2_000)
  }

  @Test func `a gap that was shorter than the silence for it gets no more`() {
    var gaps = GapFiller()
    _ = gaps.receive(milliseconds: 20, at: 0, now: ms(0))
    gaps.speak(true, now: ms(0))
    #expect(gaps.expire(at: ms(750)) == 1_000)
    #expect(gaps.receive(milliseconds: 20, at: 820, now: ms(800)) == 0)
    #expect(gaps.receive(milliseconds: 20, at: 840, now: ms(820)) == 0)
    #expect(gaps.receive(milliseconds: 20, at: 900, now: ms(860)) == 40)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what the model hears is as long as the call, whatever is lost`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var gaps = GapFiller()
    var (position, heard) = (0, 0)
    for index in 0..<1_000 {
      if index == 0 || Int.random(in: 0..<20, using: &random) > 0 {
        heard += gaps.receive(milliseconds: 20, at: position, now: ms(position)) + 20
        #expect(heard == position + 20)
      }
      position += 20
    }
    #expect(gaps.lateCount == 0)
  }
}
