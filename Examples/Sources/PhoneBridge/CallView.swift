import ExampleSupport
import RealtimeTelephony

/// Shows what becomes of the calls: a line for each thing that happens, a table on a terminal, a page at the end. Lives
/// on the main thread's loop.
final class CallView {
  private struct Row {
    var state = "rings"
    var report: CallReport?
  }

  private let lateness: Lateness
  private var rows: [Row] = []
  /// The rows of calls that are not over.
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var memory = ProcessMemory()
  private var table = TerminalTable()
  private var ticker: LoopTimer?

  init(_ lateness: Lateness) { self.lateness = lateness }

  /// Begins to show what there is. Until `finish()` it keeps the loop running.
  func start(_ gateway: PhoneGateway, on loop: EventLoop) {
    ticker = loop.schedule(every: .milliseconds(250), startingAfter: .milliseconds(100)) { [unowned self] _ in
      memory.look()
      show(gateway.figures)
    }
  }

  // MARK: What happens

  func note(_ call: ObjectIdentifier, _ text: String) {
    let number = number(of: call)
    rows[number].state = text
    say("call \(number + 1) \(text)")
  }

  func end(_ call: ObjectIdentifier, _ report: CallReport) {
    let number = number(of: call)
    numbers[call] = nil
    rows[number] = Row(state: "\(report.end)", report: report)
    say(
      "call \(number + 1): \(report), \(report.interruptionCount) interruptions, \(report.keyCount) keys, "
        + "\(report.tokenCount) tokens" + (report.medianWait.map { ", \($0) ms to the first audio" } ?? ""))
  }

  /// Nothing more will happen.
  func finish() {
    ticker?.cancel()
    table.clear()
  }

  private func number(of call: ObjectIdentifier) -> Int {
    if let known = numbers[call] { return known }
    numbers[call] = rows.count
    rows.append(Row())
    return rows.count - 1
  }

  // MARK: What is shown

  private func say(_ text: String) {
    table.clear()
    Terminal.writeLine(text)
  }

  private func show(_ figures: GatewayFigures) {
    let open = numbers.values.sorted().prefix(TerminalTable.rowCount)
    table.show(
      [["call", "state"]] + open.map { ["\($0 + 1)", rows[$0].state] },
      foot: "\(figures.openCallCount) open, \(figures.endedCallCount) over, "
        + "\(figures.heardMilliseconds) ms of the model heard")
  }

  /// The page of the whole run.
  func page(title: String, _ figures: GatewayFigures) -> ReportPage {
    var firstAudio = LatencyHistogram()
    for case let report? in rows.map(\.report) {
      if let waits = report.latency[.speechEndToFirstAudio] { firstAudio.merge(waits) }
    }
    var page = ReportPage(title: title)
    page.add(facts: [
      ("calls", "\(figures.endedCallCount)"), ("failed", "\(figures.failedCallCount)"),
      ("at once", "\(figures.mostOpenCallCount)"), ("heard of the model", "\(figures.heardMilliseconds) ms"),
      ("interruptions", "\(figures.interruptionCount)"), ("tokens", "\(figures.tokenCount)"),
    ])
    page.add("From the end of the caller's speech to the first audio", ReportChart(firstAudio))
    page.add("How late the bridge is for a frame of 20 ms", ReportChart(lateness.histogram))
    page.add("Resident memory", ReportChart(memory.samples, unit: "MiB"))
    page.add(
      "Calls", columns: ["call", "state", "seconds", "median wait ms", "interruptions", "keys", "tokens", "heard ms"],
      rows: rows.enumerated().map { number, row in ["\(number + 1)", row.state] + Self.cells(row.report) })
    return page
  }

  private static func cells(_ report: CallReport?) -> [String] {
    guard let report else { return Array(repeating: "", count: 6) }
    return [
      "\(report.duration.milliseconds / 1_000)", report.medianWait.map { "\($0)" } ?? "", "\(report.interruptionCount)",
      "\(report.keyCount)", "\(report.tokenCount)", "\(report.spoken.heardMilliseconds)",
    ]
  }
}

extension CallReport {
  fileprivate var tokenCount: Int { usage?.total.responseTokenCount ?? 0 }
  /// Milliseconds from the end of speech to the first audio.
  fileprivate var medianWait: Int64? { latency[.speechEndToFirstAudio]?.quantile(0.5)?.milliseconds }
}
