import ExampleSupport
import RealtimeSessions

/// Somebody on the phone: speaks, listens to the answer, and speaks again. Audio goes out all the time, as on a phone.
final class Caller {
  private static let interval = Duration.milliseconds(100)
  private static let chunk = WaveFile.bytesPerSecond / 10
  private static let silence = [UInt8](repeating: 0, count: chunk)
  /// How many intervals pass between an answer and the next question, and without an answer.
  private static let pause = 8
  private static let patience = 100

  private let session: RealtimeSession
  private let speech: [UInt8]
  private var offset = 0
  /// Intervals until the next question.
  private var waiting = Caller.patience
  private var timer: LoopTimer?

  init(_ session: RealtimeSession, speech: [UInt8]) {
    self.session = session
    self.speech = speech
    session.on(.responseDone) { [unowned self] _ in
      waiting = session.playback.unplayedMilliseconds / 100 + Self.pause
    }
    session.onRestored { [unowned self] report in
      // No answer comes any more: the question is asked again.
      if !report.isStateRestored || session.playback.unplayedMilliseconds == 0 { waiting = Self.pause }
    }
    timer = session.loop.schedule(every: Self.interval) { [unowned self] missed in
      for _ in 0...missed { tick() }
    }
  }

  func stop() { timer?.cancel() }

  private func tick() {
    guard offset < speech.count else { return listen() }
    let end = min(offset + Self.chunk, speech.count)
    session.appendAudio(speech[offset..<end])
    offset = end
    // Whatever came while he spoke, he waits for the answer to this.
    waiting = Self.patience
  }

  private func listen() {
    session.appendAudio(Self.silence)
    waiting -= 1
    guard waiting <= 0 else { return }
    offset = 0
  }
}
