import ArgumentParser
import ExampleSupport
import RealtimeLocalServer
import RealtimeTelephony

/// Phone calls, from a carrier to the model and back.
@main
struct PhoneBridge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Carries phone calls between a scripted carrier and the model, and shows a table of them.",
    discussion: """
      The carrier speaks as Twilio does: each of its callers asks a question, interrupts the answer once, presses keys \
      and hangs up. With OPENAI_API_KEY set the real service answers, and is charged for each call; without it a local \
      server does.
      """
  )

  @Option(help: "How many calls, half a second apart.")
  var calls = 3

  @Option(help: "How many calls the bridge takes at once.")
  var limit = 100

  @Option(help: "WAVE file with 16-bit mono PCM at 24 kHz; without one, a question that comes with the examples.")
  var recording: String?

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @Option(help: ArgumentHelp("Write a page with latencies, memory and the calls.", valueName: "file.html"))
  var report: String?

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func validate() throws {
    guard (1...1_000).contains(calls), (1...100_000).contains(limit) else {
      throw ValidationError("--calls is 1 to 1000, --limit 1 to 100000")
    }
  }

  func run() throws {
    let script = try script()
    let page = try report.map { path throws(Failure) in try OutputFile(path) }
    // The carrier, the local server and the view share the main thread's loop; the bridge has its own.
    let loop = try EventLoop()
    let service = try Service(place, localServer, on: loop)
    Terminal.note(service.summary)
    let group = try EventLoopGroup()
    let view = CallView(Lateness(of: group))
    let table = CallTable(view, on: loop)
    let gateway = try PhoneGateway(configuration(service), on: group) { call in
      call.onStart { session in
        table.note(call, "speaks with the model")
        session.on(.error) { error in Terminal.note("error: \(error)") }
      }
      call.onEntry { keys in table.note(call, "has entered \(keys)") }
      call.onEnd { report in table.end(call, report) }
    }
    view.start(gateway, on: loop)
    Terminal.note("calls come in at ws://\(gateway.localAddress)/media")
    ScriptedCarrier.call(calls, every: .milliseconds(500), at: gateway.localAddress.port, script, on: loop) {
      view.finish()
      gateway.close()
      service.close()
    }
    loop.run()
    try group.stop()
    Terminal.writeLine(gateway.figures.text)
    try page?.write(Array(view.page(title: "\(calls) phone calls", gateway.figures).html.utf8))
    guard gateway.figures.failedCallCount == 0 else { throw ExitCode.failure }
  }

  /// Each caller asks, speaks over the answer once, presses keys during the other, and hangs up.
  private func script() throws -> CallScript {
    let question = Telephone.frames(of: try WaveFile.read(recording ?? Recordings.question))
    return CallScript(
      [.ask(), .waitForAnswer, .listen(frames: 40), .ask(), .waitForAnswer, .press("12#"), .listen(frames: 50)],
      question: question)
  }

  private func configuration(_ service: Service) -> PhoneGateway.Configuration {
    var plan = RealtimeSession.Plan(model: model)
    plan.options = service.options
    plan.parameters = .realtime(
      RealtimeSessionParameters(instructions: "You answer the phone of a bakery. Keep to two sentences."))
    let answered = plan
    // A carrier on this machine needs no certificate. One out there does, and a signature to be known by.
    var configuration = PhoneGateway.Configuration(
      identity: nil, service: .openAI(service.client), codec: { _ in TwilioCodec() }, plan: { _ in answered })
    configuration.maximumCallCount = limit
    configuration.call.describeKeys = { keys in "I have pressed \(keys.keys)." }
    configuration.prepared = answered
    return configuration
  }

  private var localServer: RealtimeLocalServer.Configuration {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.script = ReplyScript { request in
      .hummed("Good morning, this is the bakery. We have rolls, and cake until five.", format: request.outputFormat)
    }
    return configuration
  }
}
