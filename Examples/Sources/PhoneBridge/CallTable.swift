import ExampleSupport
import RealtimeTelephony

/// A line for each thing that happens to a call. Any thread may tell it.
final class CallTable: Sendable {
  private let shown: LoopBound<Shown>

  private final class Shown {
    var callCount = 0
    var names: [ObjectIdentifier: Int] = [:]

    func name(_ call: ObjectIdentifier) -> Int {
      if let name = names[call] { return name }
      callCount += 1
      names[call] = callCount
      return callCount
    }
  }

  init(on loop: EventLoop) { shown = LoopBound(Shown(), on: loop) }

  func note(_ call: PhoneCall, _ text: String) {
    let identifier = ObjectIdentifier(call)
    shown.execute { shown in Self.say("call \(shown.name(identifier)) \(text)") }
  }

  func end(_ call: PhoneCall, _ report: CallReport) {
    let identifier = ObjectIdentifier(call)
    shown.execute { shown in
      let name = shown.name(identifier)
      shown.names[identifier] = nil
      let median = report.latency[.speechEndToFirstAudio]?.quantile(0.5)
      Self.say(
        "call \(name): \(report), \(report.interruptionCount) interruptions, \(report.keyCount) keys, "
          + "\(report.usage?.total.responseTokenCount ?? 0) tokens"
          + (median.map { ", \($0.milliseconds) ms to the first audio" } ?? ""))
    }
  }

  private static func say(_ text: String) {
    Terminal.showProgress("")
    Terminal.writeLine(text)
  }
}
