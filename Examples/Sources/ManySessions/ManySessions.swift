import ArgumentParser
import ExampleSupport
import RealtimeSessions

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

  @Option(help: ArgumentHelp("Write a page with latencies, memory and the sessions.", valueName: "file.html"))
  var report: String?

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
    let page = try report.map { path throws(Failure) in try OutputFile(path) }
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
    for number in 1...sessions {
      let isPlaced = group.place { loop in Session(call, number, totals: totals).open(on: loop) }
      guard isPlaced else { throw ValidationError("a loop takes no more sessions at once") }
    }
    let view = View(totals, on: loop)
    loop.run()
    view.finish()
    try page?.write(Array(view.page(title: "\(sessions) sessions on \(loops) loops").html.utf8))
    try group.drain(deadline: .seconds(5))
    service.close()
    if totals.sessions.contains(where: { $0.counters.failures > 0 }) { throw ExitCode.failure }
  }
}
