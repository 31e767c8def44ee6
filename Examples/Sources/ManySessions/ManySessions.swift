import ArgumentParser
import ExampleSupport
import OpenAIRealtime
import Synchronization

/// A gateway in miniature: many voice sessions on all cores, each saying the same thing over and over.
@main
struct ManySessions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds many concurrent sessions on several loops and shows live counters.",
    discussion: "With OPENAI_API_KEY set every session is a real one, and is charged: start small."
  )

  @Option(help: "How many sessions.")
  var sessions = 100

  @Option(help: "How many turns each session takes.")
  var turns = 3

  @Option(help: "How many loops carry them, each on a thread of its own.")
  var loops = EventLoopGroup.availableProcessorCount

  @Option(help: "How many loops carry the local server, if there is one.")
  var serverLoops = EventLoopGroup.availableProcessorCount

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func validate() throws {
    guard (1...10_000).contains(sessions), (1...1_000).contains(turns), (1...256).contains(loops),
      (1...256).contains(serverLoops)
    else {
      throw ValidationError("--sessions is 1 to 10000, --turns 1 to 1000, --loops, --server-loops 1 to 256")
    }
  }

  func run() throws {
    let recording = try WaveFile.read(Recordings.question)
    // The main thread's loop shows the counters.
    let loop = try EventLoop()
    let service = try Service(place, onLoops: serverLoops)
    Terminal.note(service.summary)
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = loops
    configuration.name = "gateway"
    let group = try EventLoopGroup(configuration: configuration)

    let totals = Totals(sessionCount: sessions)
    let call = Call(
      client: service.client, options: service.options, model: model, recording: recording, turns: turns)
    for _ in 0..<sessions {
      let isPlaced = group.place { loop in Session(call, totals: totals).open(on: loop) }
      guard isPlaced else { throw ValidationError("a loop takes no more sessions at once") }
    }
    let view = View(totals, on: loop)
    loop.run()
    view.finish()
    try group.drain(deadline: .seconds(5))
    service.close()
    if totals.now.failures > 0 { throw ExitCode.failure }
  }
}

/// What every session does.
struct Call: Sendable {
  let client: OpenAI
  let options: RealtimeOptions
  let model: String
  let recording: [UInt8]
  let turns: Int
}

/// What passes through all sessions together.
struct Counters: Sendable {
  var open = 0
  var closed = 0
  var turns = 0
  var events = 0
  var audioBytes = 0
  var failures = 0

  static func += (total: inout Counters, part: Counters) {
    total.open += part.open
    total.closed += part.closed
    total.turns += part.turns
    total.events += part.events
    total.audioBytes += part.audioBytes
    total.failures += part.failures
  }
}

/// The sums over all loops. Sessions add to them once a turn, so that no event waits for a lock.
final class Totals: Sendable {
  /// What fails once usually fails for all sessions.
  private static let toldErrorCount = 5

  let sessionCount: Int
  private let counters = Mutex(Counters())
  private let untoldErrors = Mutex(Totals.toldErrorCount)

  init(sessionCount: Int) {
    self.sessionCount = sessionCount
  }

  var now: Counters { counters.withLock { $0 } }

  func add(_ part: Counters) {
    counters.withLock { $0 += part }
  }

  /// Tells the user about the first errors; the view counts the others.
  func tell(_ error: any Error) {
    let isTold = untoldErrors.withLock { left in
      left -= 1
      return left >= 0
    }
    if isTold { Terminal.note("error: \(error)") }
  }
}

/// One session. Loop-bound; its listeners keep it alive until it is closed.
final class Session {
  private let call: Call
  private let totals: Totals
  private var counters = Counters()
  private var turnsLeft: Int

  init(_ call: Call, totals: Totals) {
    self.call = call
    self.totals = totals
    turnsLeft = call.turns
  }

  func open(on loop: EventLoop) {
    do {
      listen(to: try OpenAIRealtimeWS(call.client, .model(call.model), on: loop, options: call.options))
    } catch {
      fail(error)
      didClose()
    }
  }

  private func listen(to rt: OpenAIRealtimeWS) {
    rt.on(.event) { _ in self.counters.events += 1 }
    rt.once(.sessionCreated) { _ in
      self.counters.open += 1
      let audio = SessionAudio(input: AudioInput(format: .pcm, turnDetection: .null))
      rt.send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio], audio: audio)))
    }
    rt.once(.sessionUpdated) { _ in self.speak(to: rt) }
    rt.on(.responseOutputAudioDelta) { event in self.counters.audioBytes += event.audio.byteCount }
    rt.on(.responseDone) { _ in
      self.counters.turns += 1
      self.report()
      self.turnsLeft -= 1
      self.turnsLeft > 0 ? self.speak(to: rt) : rt.close()
    }
    rt.on(.error) { error in
      self.fail(error)
      rt.close()
    }
    rt.socket.on(.close) { _ in self.didClose() }
  }

  /// A whole utterance at once: a gateway in a hurry. The connection queues it within its limit.
  private func speak(to rt: OpenAIRealtimeWS) {
    rt.appendAudio(call.recording)
    rt.send(.inputAudioBufferCommit())
    rt.send(.responseCreate())
  }

  private func fail(_ error: any Error) {
    counters.failures += 1
    totals.tell(error)
  }

  private func didClose() {
    counters.closed += 1
    report()
  }

  private func report() {
    totals.add(counters)
    counters = Counters()
  }
}

/// Shows the sums twice a second, until all sessions are closed. Lives on the main thread's loop.
final class View {
  private let totals: Totals
  private let loop: EventLoop
  private let startedAt: Duration
  private var ticker: LoopTimer?

  init(_ totals: Totals, on loop: EventLoop) {
    self.totals = totals
    self.loop = loop
    startedAt = loop.now
    ticker = loop.schedule(every: .milliseconds(500), startingAfter: .milliseconds(100)) { [unowned self] _ in
      Terminal.showProgress(line)
      guard totals.now.closed == totals.sessionCount else { return }
      ticker?.cancel()
    }
  }

  func finish() {
    Terminal.showProgress("")
    Terminal.writeLine(line)
  }

  private var line: String {
    let counters = totals.now
    let elapsed = max(1, (loop.now - startedAt).milliseconds)
    let rate = counters.events * 1_000 / Int(elapsed)
    return
      "\(counters.open) open, \(counters.closed) closed, \(counters.turns) turns, \(counters.events) events "
      + "(\(rate)/s), \(counters.audioBytes >> 20) MiB of audio, \(counters.failures) errors"
  }
}
