import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct SentAudioTests {
  private static func sent(_ format: CarrierFormat = .muLaw) throws -> SentAudio {
    SentAudio(try #require(CallFormats.Direction(format)))
  }

  @Test func `pieces that are no whole milliseconds add up all the same`() throws {
    var sent = try Self.sent()
    for _ in 0..<8_000 {
      sent.say(1)
      _ = sent.drop(3)
    }
    #expect(sent.figures.milliseconds == 1_000 && sent.figures.droppedMilliseconds == 3_000)
  }

  @Test func `what was sent counts in the session's bytes, to the last`() throws {
    var sent = try Self.sent(CarrierFormat(.linear16, sampleRate: 16_000))
    #expect((0..<640).reduce(0) { count, _ in count + sent.send(1, at: .zero) } == 960)
    #expect(sent.sessionByteCount(ofFrames: 3) == 2_880)
    #expect(sent.figures.messageCount == 640)
  }

  @Test func `the first message has its time`() throws {
    var sent = try Self.sent()
    #expect(sent.firstTime == nil)
    for time in 3...5 { _ = sent.send(160, at: .seconds(time)) }
    #expect(sent.firstTime == .seconds(3))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no way between two marks is longer than the longest message`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var sent = try Self.sent()
    var frameCount = 0
    for _ in 0..<1_000 {
      let next = Int.random(in: 1...SentAudio.longestFrameCount, using: &random)
      if sent.isMarkDue(before: next * 160) {
        #expect(frameCount > 0)
        sent.mark()
        frameCount = 0
      }
      _ = sent.send(next * 160, at: .zero)
      frameCount += next
      #expect(frameCount <= SentAudio.longestFrameCount && sent.isUnmarked)
      guard sent.isMarkDue else { continue }
      #expect(frameCount >= 5)
      sent.mark()
      frameCount = 0
    }
  }
}
