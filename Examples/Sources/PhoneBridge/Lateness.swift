import ExampleSupport
import RealtimeTelephony
import Synchronization

/// How late the loops of a bridge get to what is due every 20 ms, as frames of audio are. Any thread may ask.
final class Lateness: Sendable {
  private let recorded = Mutex(LatencyHistogram())

  var histogram: LatencyHistogram { recorded.withLock { $0 } }

  /// Measures until the loops are stopped.
  init(of group: EventLoopGroup) {
    for loop in group.loops {
      loop.execute { [self] in
        var due = loop.now + Telephone.frameDuration
        loop.schedule(every: Telephone.frameDuration) { [self] missedCount in
          recorded.withLock { $0.record(loop.now - due) }
          // What was left out was late with it.
          due += Telephone.frameDuration * (missedCount + 1)
        }
      }
    }
  }
}
