import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct FramePacerTests {
  private func ms(_ count: Int) -> Duration { .milliseconds(count) }

  @Test func `the carrier is kept as far ahead of the ear as the lead is long`() {
    var pacer = FramePacer(lead: ms(160))
    #expect(pacer.send(atMost: 100, at: ms(1_000)) == 8)
    #expect(pacer.nextDeadline == ms(1_020))
    #expect(pacer.send(atMost: 100, at: ms(1_019)) == 0)
    #expect(pacer.send(atMost: 100, at: ms(1_020)) == 1)
    // Late by 7 ms: the next one is not late for it.
    #expect(pacer.send(atMost: 100, at: ms(1_047)) == 1)
    #expect(pacer.nextDeadline == ms(1_060))
  }

  @Test func `after a stall the lead is filled once, and never more`() {
    var pacer = FramePacer(lead: ms(160))
    _ = pacer.send(atMost: 100, at: ms(0))
    #expect(pacer.send(atMost: 100, at: ms(100)) == 5, "within the lead nothing was lost")
    #expect(pacer.send(atMost: 100, at: ms(5_000)) == 8, "the carrier has run dry")
    #expect(pacer.nextDeadline == ms(5_020))
  }

  @Test func `what comes after a pause begins a new count`() {
    var pacer = FramePacer(lead: ms(100))
    #expect(pacer.send(atMost: 2, at: ms(0)) == 2)
    #expect(pacer.hear(at: ms(30)) == 1 && pacer.isHearing && pacer.nextHearing == ms(40))
    #expect(pacer.hear(at: ms(300)) == 1 && !pacer.isHearing && pacer.nextHearing == nil)
    #expect(pacer.send(atMost: 9, at: ms(300)) == 5)
    #expect(pacer.hear(at: ms(319)) == 0)
    #expect(pacer.hear(at: ms(320)) == 1)
  }

  @Test func `what was dropped is not heard`() {
    var pacer = FramePacer(lead: ms(100))
    _ = pacer.send(atMost: 9, at: ms(0))
    pacer.clear()
    #expect(pacer.hear(at: ms(60)) == 0 && pacer.nextDeadline == nil)
    #expect(pacer.send(atMost: 9, at: ms(60)) == 5)
  }

  @Test func `a lead is a frame at least`() {
    var pacer = FramePacer(lead: .zero)
    #expect(pacer.send(atMost: 9, at: ms(7)) == 1)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `at any time no more is ahead than the lead, and what is heard was sent`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let lead = ms(Int.random(in: 20...400, using: &random))
    var pacer = FramePacer(lead: lead)
    var now = ms(0)
    var (sent, heard, waiting) = (0, 0, 0)
    for _ in 0..<500 {
      now += ms(Bool.random(using: &random) ? Int.random(in: 0...25, using: &random) : 0)
      if Int.random(in: 0..<40, using: &random) == 0 { now += ms(Int.random(in: 0...900, using: &random)) }
      waiting += Int.random(in: 0...3, using: &random)
      heard += pacer.hear(at: now)
      let count = pacer.send(atMost: waiting, at: now)
      waiting -= count
      sent += count
      #expect(heard <= sent)
      // Half a frame is playing.
      #expect(ms(20) * (sent - heard) <= lead + ms(20))
      if waiting > 0, let next = pacer.nextDeadline { #expect(next > now && next <= now + ms(20)) }
    }
    #expect(pacer.hear(at: now + .seconds(1)) == sent - heard)
  }
}
