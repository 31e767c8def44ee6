import ExampleSupport
import RealtimeSessions

/// Shows what the sessions do, until all are closed: a table on a terminal, a line elsewhere, a page at the end. Lives
/// on the main thread's loop.
final class View {
  private let totals: Totals
  private let loop: EventLoop
  private let startedAt: Duration
  private var memory = ProcessMemory()
  private var table = TerminalTable()
  private var ticker: LoopTimer?

  init(_ totals: Totals, on loop: EventLoop) {
    self.totals = totals
    self.loop = loop
    startedAt = loop.now
    ticker = loop.schedule(every: .milliseconds(500), startingAfter: .milliseconds(100)) { [unowned self] _ in
      memory.look()
      let sessions = totals.sessions
      table.show(rows(of: sessions), foot: line(sum(of: sessions)))
      guard sum(of: sessions).closed == totals.sessionCount else { return }
      ticker?.cancel()
    }
  }

  func finish() {
    table.clear()
    Terminal.writeLine(line(sum(of: totals.sessions)))
  }

  /// The page of the whole run.
  func page(title: String) -> ReportPage {
    let sessions = totals.sessions
    let sum = sum(of: sessions)
    var (opening, firstAudio) = (LatencyHistogram(), LatencyHistogram())
    for session in sessions {
      if let duration = session.opening { opening.record(duration) }
      firstAudio.merge(session.firstAudio)
    }
    var page = ReportPage(title: title)
    page.add(facts: [
      ("opened", "\(sum.open)"), ("turns", "\(sum.turns)"), ("events", "\(sum.events)"),
      ("audio", "\(sum.audioBytes >> 10) KiB"), ("errors", "\(sum.failures)"),
      ("time", "\((loop.now - startedAt).milliseconds) ms"),
    ])
    page.add("From asking for a response to its first audio", ReportChart(firstAudio))
    page.add("From asking for a session to its first event", ReportChart(opening))
    page.add("Resident memory", ReportChart(memory.samples, unit: "MiB"))
    page.add(
      "Sessions", columns: Self.columns,
      rows: sessions.enumerated().map { number, session in cells(number + 1, session) })
    return page
  }

  private static let columns = ["session", "state", "turns", "events", "audio KiB", "median first audio ms", "errors"]

  private func cells(_ number: Int, _ session: SessionRow) -> [String] {
    let counters = session.counters
    let median = session.firstAudio.quantile(0.5).map { "\($0.milliseconds)" } ?? ""
    return [
      "\(number)", session.state, "\(counters.turns)", "\(counters.events)", "\(counters.audioBytes >> 10)", median,
      "\(counters.failures)",
    ]
  }

  /// The sessions that are at work, as many as there is room for.
  private func rows(of sessions: [SessionRow]) -> [[String]] {
    let working = sessions.enumerated().filter { $0.element.counters.closed == 0 }.prefix(TerminalTable.rowCount)
    return [Self.columns] + working.map { number, session in cells(number + 1, session) }
  }

  private func sum(of sessions: [SessionRow]) -> Counters { sessions.reduce(into: Counters()) { $0 += $1.counters } }

  private func line(_ counters: Counters) -> String {
    let elapsed = max(1, (loop.now - startedAt).milliseconds)
    let rate = counters.events * 1_000 / Int(elapsed)
    return
      "\(counters.open) open, \(counters.closed) closed, \(counters.turns) turns, \(counters.events) events "
      + "(\(rate)/s), \(counters.audioBytes >> 20) MiB of audio, \(counters.failures) errors"
  }
}
