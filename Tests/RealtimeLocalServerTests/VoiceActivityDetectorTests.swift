import RealtimeAudio
import Testing

@testable import RealtimeLocalServer

@Suite struct VoiceActivityDetectorTests {
  private func detector(_ format: AudioEncoding = .pcm16, threshold: Double = 0.5) -> VoiceActivityDetector {
    VoiceActivityDetector(
      format: format,
      settings: .init(threshold: threshold, prefixMilliseconds: 100, silenceMilliseconds: 200))
  }

  /// 400 ms of silence, 600 ms of speech, 400 ms of silence.
  private let turn =
    Sound.silence(milliseconds: 400) + Sound.tone(milliseconds: 600) + Sound.silence(milliseconds: 400)

  @Test func `speech is found with its prefix and its closing silence`() {
    var detector = detector()
    #expect(detector.feed(turn) == [.started(atMilliseconds: 300), .stopped(atMilliseconds: 1_200)])
    #expect(!detector.isSpeaking)
  }

  @Test func `where the stream is cut makes no difference`() {
    var whole = detector()
    let expected = whole.feed(turn)
    for byteCount in [1, 2, 3, 479, 959, 960, 961, 4_801] {
      var pieces = detector()
      var decisions: [VoiceActivityDetector.Decision] = []
      for start in stride(from: 0, to: turn.count, by: byteCount) {
        decisions += pieces.feed(turn[start..<min(start + byteCount, turn.count)])
      }
      #expect(decisions == expected, "in pieces of \(byteCount) bytes")
    }
  }

  @Test func `a click is not speech`() {
    var detector = detector()
    let click =
      Sound.silence(milliseconds: 100) + Sound.tone(milliseconds: 20) + Sound.silence(milliseconds: 500)
    #expect(detector.feed(click).isEmpty)
  }

  @Test func `a short pause does not end the turn`() {
    var detector = detector()
    let audio =
      Sound.tone(milliseconds: 200) + Sound.silence(milliseconds: 180) + Sound.tone(milliseconds: 200)
      + Sound.silence(milliseconds: 200)
    #expect(detector.feed(audio) == [.started(atMilliseconds: 0), .stopped(atMilliseconds: 780)])
  }

  @Test(arguments: [
    (0.5, Int16(300), false), (0.5, 340, true), (1, 2_500, false), (1, 2_700, true), (0, 0, true),
  ])
  func `the threshold decides how loud is speech`(threshold: Double, amplitude: Int16, isSpeech: Bool) {
    var detector = detector(threshold: threshold)
    let decisions = detector.feed(Sound.tone(milliseconds: 200, amplitude: amplitude))
    #expect(decisions.isEmpty != isSpeech)
  }

  @Test(arguments: [AudioEncoding.g711MuLaw, .g711ALaw])
  func `telephone audio is judged alike`(format: AudioEncoding) {
    var detector = detector(format)
    let audio = AudioConverter.convert(turn, from: .pcm16, to: format)
    #expect(detector.feed(audio) == [.started(atMilliseconds: 300), .stopped(atMilliseconds: 1_200)])
  }

  @Test func `the prefix of a turn does not reach into the turn before`() {
    var detector = detector()
    let audio =
      Sound.tone(milliseconds: 200) + Sound.silence(milliseconds: 200) + Sound.tone(milliseconds: 200)
    #expect(
      detector.feed(audio) == [
        .started(atMilliseconds: 0), .stopped(atMilliseconds: 400), .started(atMilliseconds: 400),
      ])
  }
}
