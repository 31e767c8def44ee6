import RealtimeTelephony
import Testing

/// The callers of one loop, until they make no more calls and all are over.
final class SoakParty {
  /// What callers came to.
  struct Sum: Sendable {
    var partyCount = 0
    var callCount = 0
    var replyCount = 0
    var mistakes: [String] = []

    static func += (sum: inout Sum, part: Sum) {
      sum.partyCount += part.partyCount
      sum.callCount += part.callCount
      sum.replyCount += part.replyCount
      sum.mistakes += part.mistakes
    }
  }

  private let callers: [SoakCaller]
  private var ticks = 0
  /// Whether no call begins any more.
  private var isLast = false
  private var clock: LoopTimer?

  /// - Parameters:
  ///   - duration: How long calls begin at least.
  ///   - mayEnd: Asked after that, since a slow machine has seen little by then.
  ///   - completion: Called on the loop.
  init(
    _ callers: [SoakCaller], for duration: Duration, mayEnd: @escaping () -> Bool, on loop: EventLoop,
    _ completion: @escaping (Sum) -> Void
  ) {
    self.callers = callers
    let last = Int(duration / .milliseconds(20))
    clock = loop.schedule(every: .milliseconds(20)) { [self] missed in
      ticks += 1 + missed
      if !isLast { isLast = ticks > last && mayEnd() }
      tick()
      guard isLast, callers.allSatisfy(\.isOver) else { return }
      clock?.cancel()
      completion(sum)
    }
  }

  private func tick() {
    for caller in callers {
      caller.isLast = isLast
      do { try caller.tick() } catch { Issue.record(error) }
    }
  }

  private var sum: Sum {
    callers.reduce(into: Sum(partyCount: 1)) { sum, caller in
      sum += Sum(callCount: caller.callCount, replyCount: caller.replyCount, mistakes: caller.mistakes)
    }
  }
}
