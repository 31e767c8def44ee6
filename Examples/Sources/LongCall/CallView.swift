import ExampleSupport
import RealtimeSessions

/// Shows what becomes of a call: a line for each change, and on a terminal one that is always true.
final class CallView {
  private let session: RealtimeSession
  private let startedAt: Duration
  private var counts = Counts()
  private var cause: RealtimeSession.CloseCause?
  private var ticker: LoopTimer?

  private struct Counts {
    var rolledOver = 0
    var reconnected = 0
    var answers = 0
    var kept = 0
    var cut = 0
    var dropped = 0
    var lostAudio = 0
  }

  init(_ session: RealtimeSession) {
    self.session = session
    startedAt = session.loop.now
    session.onState { [unowned self] state in
      say(state.words)
      if case .backoff = state, let error = session.latestConnectionError { Terminal.note("error: \(error)") }
    }
    session.onRestored { [unowned self] in count($0) }
    session.on(.responseDone) { [unowned self] _ in counts.answers += 1 }
    session.on(.error) { error in
      Terminal.showProgress("")
      Terminal.note("error: \(error)")
    }
    session.onTranscript { [unowned self] change in
      if change.isFinal { say("\(change.role.rawValue): \(change.text)\(change.isCut ? " …" : "")") }
    }
    session.onClose { [unowned self] report in
      cause = report.cause
      ticker?.cancel()
    }
    ticker = session.loop.schedule(every: .milliseconds(250)) { [unowned self] _ in Terminal.showProgress(line) }
  }

  /// Says what the call amounted to, and returns why it ended.
  func summarize() -> RealtimeSession.CloseCause? {
    let usage = session.usage.total
    say("changes: \(counts.rolledOver) rolled over, \(counts.reconnected) after a lost connection")
    say("restored: \(counts.kept) items kept, \(counts.cut) cut, \(counts.dropped) dropped, over all changes")
    say("audio not sent: \(counts.lostAudio) bytes")
    say(
      "usage: \(usage.responseCount) responses, \(usage.input.total) tokens in, \(usage.cachedInput.total) of them"
        + " cached, \(usage.output.total) out")
    for measure in [LatencyMeasure.speechEndToFirstAudio, .silenceToFirstAudio, .speechStartToClear] {
      guard let histogram = session.latency[measure] else { continue }
      let (median, most) = (histogram.quantile(0.5) ?? .zero, histogram.maximum)
      say("\(measure): median \(median.milliseconds) ms, at most \(most.milliseconds) ms")
    }
    return cause
  }

  private func count(_ report: RealtimeSession.RestoredReport) {
    if report.reason == .rolledOver { counts.rolledOver += 1 } else { counts.reconnected += 1 }
    let items = report.items.total
    counts.kept += items.kept
    counts.cut += items.cut
    counts.dropped += items.dropped
    counts.lostAudio += report.dropped.audioByteCount
    let reason = report.reason == .rolledOver ? "rolled over" : "connected again"
    say(
      "\(reason): \(items.kept) items kept, \(items.cut) cut, \(items.dropped) dropped"
        + (report.isStateRestored ? "" : ", an answer was cut"))
  }

  private var line: String {
    let median = session.latency[.speechEndToFirstAudio]?.quantile(0.5)
    return "\(seconds) s: \(session.sessionState.words), \(counts.answers) answers, \(counts.rolledOver) rolled over, "
      + "\(counts.reconnected) connected again, \(session.usage.total.responseTokenCount) tokens"
      + (median.map { ", \($0.milliseconds) ms to the first audio" } ?? "")
  }

  private var seconds: Int64 { (session.loop.now - startedAt).milliseconds / 1_000 }

  private func say(_ text: String) {
    Terminal.showProgress("")
    Terminal.writeLine("\(seconds) s: \(text)")
  }
}

extension RealtimeSession.State {
  fileprivate var words: String {
    switch self {
    case .connecting(let attempt): attempt == 0 ? "connecting" : "connecting, attempt \(attempt)"
    case .live: "live"
    case .backoff: "waiting to connect again"
    case .rollingOver: "live, preparing the next session"
    case .closed(let cause): "closed: \(cause)"
    }
  }
}
