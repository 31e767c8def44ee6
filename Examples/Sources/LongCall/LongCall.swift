import ArgumentParser
import ExampleSupport
import RealtimeLocalServer
import RealtimeSessions

/// A call that outlives its sessions and its connections.
@main
struct LongCall: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Talks through sessions that end and connections that are lost, and shows what became of the conversation.",
    discussion: """
      With OPENAI_API_KEY set it talks to the real service, with --base-url or OPENAI_BASE_URL to another; without \
      all of these it starts a local server whose sessions last for --session-seconds, and which loses some \
      connections in the midst of a reply. A real session lasts for an hour.
      """
  )

  @Option(
    help: "WAVE file with 16-bit mono PCM at 24 kHz; without one, a question that comes with the examples.")
  var recording: String?

  @Option(help: "How long the call takes.")
  var seconds = 60

  @Option(help: "How long a session of the local server lasts.")
  var sessionSeconds = 20

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func validate() throws {
    guard (1...100_000).contains(seconds), (4...3_600).contains(sessionSeconds) else {
      throw ValidationError("--seconds is 1 to 100000, --session-seconds 4 to 3600")
    }
  }

  func run() throws {
    let speech = try WaveFile.read(recording ?? Recordings.question)
    let loop = try EventLoop()
    let service = try Service(place, localServer, on: loop)
    Terminal.note(service.summary)
    let session = try RealtimeSession(service.client, plan(service), on: loop)
    let view = CallView(session)
    let caller = Caller(session, speech: speech)
    let hangUp = loop.schedule(after: .seconds(seconds)) { session.close() }
    session.onClose { _ in
      hangUp.cancel()
      caller.stop()
      service.close()
    }
    loop.run()
    guard view.summarize() == .requested else { throw ExitCode.failure }
  }

  private func plan(_ service: Service) -> RealtimeSession.Plan {
    var plan = RealtimeSession.Plan(model: model)
    plan.options = service.options
    // What the user says is given to the next session as text: without a transcript it would be missing.
    let input = AudioInput(transcription: .value(AudioTranscription(model: .gpt4oMiniTranscribe)))
    plan.parameters = .realtime(
      RealtimeSessionParameters(outputModalities: [.audio], audio: SessionAudio(input: input)))
    if service.isLocal {
      // The parts of an hour, for a session that is shorter.
      let length = Duration.seconds(sessionSeconds)
      plan.rollOver.preparation = length * 3 / 5
      plan.rollOver.spread = length / 20
      plan.rollOver.anyBoundary = length * 2 / 5
      plan.rollOver.force = length / 5
    }
    return plan
  }

  /// Sessions end early, and every third connection is lost while the model speaks.
  private var localServer: RealtimeLocalServer.Configuration {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.pace = .realTime
    configuration.sessionLimits.maximumSessionDuration = .seconds(sessionSeconds)
    configuration.plan = { request in
      guard request.number % 3 == 2 else { return .serve() }
      return .serve(SessionScript().at(.afterSending("response.output_audio.delta", 3), .reset))
    }
    return configuration
  }
}
