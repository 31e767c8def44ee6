import CMeasurement
import OpenAIRealtime
import WebSocketTransport

/// All sessions of a run. Loop-bound.
final class BenchSessions {
  let mode: bench_mode
  let decodes: Bool
  let sendsByTimer: Bool
  let events: Int
  let appendAudio: [UInt8]
  let loop: EventLoop
  private let sessionCount: Int
  private let client = OpenAI(apiKey: .static("none"))
  private let target = RealtimeTarget.model("benchmark")
  private let options: RealtimeOptions
  private var sessions: [BenchSession] = []
  private var openCount = 0
  private var ticker: LoopTimer?

  init(_ bench: bench_options, on loop: EventLoop) throws {
    mode = bench.mode
    decodes = bench.decodes
    sendsByTimer = bench.sends_by_timer
    events = bench.events
    sessionCount = Int(bench.sessions)
    appendAudio = (0..<Int(BENCH_APPEND_AUDIO_BYTES)).map { UInt8(truncatingIfNeeded: $0 * 7) }
    self.loop = loop
    // The query tells the load server what to send, so the URL must arrive as it is.
    let text = withUnsafeBytes(of: bench.url) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let url = try RealtimeURL(text)
    var options = RealtimeOptions()
    options.buildRealtimeURL = { _, _ in url }
    if let path = bench.ca_path { options.tls.trustRoots = .only([.file(path: String(cString: path))]) }
    self.options = options
  }

  func start() {
    startNext()
  }

  func didOpen() {
    bench_did_open()
    openCount += 1
    if openCount == 1 { bench_mark_one_session() }
    startNext()
    if sendsByTimer, openCount == sessionCount { tick() }
    guard mode == BENCH_IDLE, openCount == sessionCount else { return }
    loop.schedule(after: .seconds(2)) { [loop] in
      bench_mark_all_sessions()
      loop.stop()
    }
  }

  /// A gateway sends for all its calls from one timer.
  private func tick() {
    var number: UInt64 = 0
    for _ in 0..<bench_due_ticks(&number) {
      let first = Int(number % UInt64(BENCH_TICK_SHARE))
      for index in stride(from: first, to: sessions.count, by: Int(BENCH_TICK_SHARE)) {
        sessions[index].append()
      }
      number += 1
    }
    guard bench_closed_count() < sessionCount else { return }
    ticker = loop.schedule(after: .milliseconds(Int(BENCH_TICK_MS))) { [unowned self] in tick() }
  }

  func didFail(_ error: any Error) {
    bench_did_fail("\(error)")
    // What has not opened by now will not: without this, sessions that wait for the failed one would wait for ever.
    if openCount < sessionCount { loop.stop() }
  }

  private func startNext() {
    while sessions.count < sessionCount && sessions.count - openCount < BENCH_CONNECTING_AT_ONCE {
      do {
        let connection = try OpenAIRealtimeWS(client, target, on: loop, options: options)
        #if OBSERVED
        BenchObserver.observe(connection)
        #endif
        sessions.append(BenchSession(connection, of: self))
      } catch {
        return didFail(error)
      }
      // The first one alone, so that what the process needs once is not counted as a session's.
      if sessions.count == 1 { return }
    }
  }
}
