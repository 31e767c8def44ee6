import ExampleSupport
import RealtimeTelephony

/// A line for each thing that happens to a call, and on a terminal one that is always true. Any thread may tell it.
final class CallTable: Sendable {
  private let shown: LoopBound<Shown>

  private final class Shown {
    var open = 0
    var ended: [CallReport] = []
    var names: [ObjectIdentifier: Int] = [:]
    var ticker: LoopTimer?

    func name(_ call: ObjectIdentifier) -> Int {
      if let name = names[call] { return name }
      open += 1
      names[call] = open + ended.count
      return open + ended.count
    }

    var line: String {
      let heard = ended.reduce(0) { $0 + $1.spoken.heardMilliseconds }
      return "\(open) open, \(ended.count) over, \(heard) ms of the model heard"
    }
  }

  init(on loop: EventLoop) {
    let shown = Shown()
    shown.ticker = loop.schedule(every: .milliseconds(250)) { [unowned shown] _ in Terminal.showProgress(shown.line) }
    self.shown = LoopBound(shown, on: loop)
  }

  func note(_ call: PhoneCall, _ text: String) {
    let identifier = ObjectIdentifier(call)
    shown.execute { shown in Self.say("call \(shown.name(identifier)) \(text)") }
  }

  func end(_ call: PhoneCall, _ report: CallReport) {
    let identifier = ObjectIdentifier(call)
    shown.execute { shown in
      let name = shown.name(identifier)
      shown.names[identifier] = nil
      shown.open -= 1
      shown.ended.append(report)
      let median = report.latency[.speechEndToFirstAudio]?.quantile(0.5)
      Self.say(
        "call \(name): \(report), \(report.interruptionCount) interruptions, \(report.keyCount) keys, "
          + "\(report.usage?.total.responseTokenCount ?? 0) tokens"
          + (median.map { ", \($0.milliseconds) ms to the first audio" } ?? ""))
    }
  }

  /// No line is shown any more.
  func finish() { shown.execute { shown in shown.ticker?.cancel() } }

  private static func say(_ text: String) {
    Terminal.showProgress("")
    Terminal.writeLine(text)
  }
}
