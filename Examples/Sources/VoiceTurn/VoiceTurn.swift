import ArgumentParser
import ExampleSupport
import OpenAIRealtime

/// Speaks a recording to a Realtime session and keeps what it answers.
@main
struct VoiceTurn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Streams a speech recording in, writes the spoken reply to a file, and prints its transcript.",
    discussion: """
      With OPENAI_API_KEY set it talks to the real service, with --base-url or OPENAI_BASE_URL to another; without \
      all of these it starts the local server, which says back what it hears.
      """
  )

  @Option(
    help: "WAVE file with 16-bit mono PCM at 24 kHz; without one, a question that comes with the examples.")
  var recording: String?

  @Option(help: "Where to write the reply.")
  var output = "reply.wav"

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @Flag(help: "Send the recording as fast as the connection takes it, not at the speed of speech.")
  var fast = false

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func run() throws {
    let samples = try WaveFile.read(recording ?? Recordings.question)
    let reply = try OutputFile(output)
    let loop = try EventLoop()
    let service = try Service(place, on: loop)
    Terminal.note(service.summary)

    var summary: VoiceConversation.Summary?
    let rt = try OpenAIRealtimeWS(service.client, .model(model), on: loop, options: service.options)
    let turn = VoiceConversation(rt, recording: samples, isPaced: !fast) { result in
      summary = result
      service.close()
    }
    turn.start()
    loop.run()

    try summary?.keep(in: reply)
    Terminal.writeLine("wrote \(output)")
  }
}
