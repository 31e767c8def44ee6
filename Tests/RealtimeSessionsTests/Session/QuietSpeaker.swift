import OpenAIRealtime
import RealtimeSessions
import RealtimeTestSupport

/// Appends 20 ms of audio every 20 ms. No two stretches of it are alike, and none is loud enough to be speech, unless
/// asked.
final class QuietSpeaker {
  private(set) var spoken: [UInt8] = []
  private let session: RealtimeSession
  private let isLoud: Bool
  private var random = SeededGenerator(seed: 1)
  private var timer: LoopTimer?

  init(_ session: RealtimeSession, isLoud: Bool = false) {
    self.session = session
    self.isLoud = isLoud
    timer = session.loop.schedule(every: .milliseconds(20)) { [unowned self] missed in
      for _ in 0...missed { append() }
    }
  }

  func stop() { timer?.cancel() }

  private func append() {
    var bytes: [UInt8] = []
    for _ in 0..<480 {
      // The low byte is noise; the high one decides how loud it is.
      bytes += [UInt8(truncatingIfNeeded: random.next()), isLoud ? 0x30 : 0]
    }
    if session.appendAudio(bytes).isAccepted { spoken += bytes }
  }
}
