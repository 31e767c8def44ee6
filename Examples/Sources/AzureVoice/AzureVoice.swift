import ArgumentParser
import ExampleSupport
import OpenAIRealtime

/// The same voice turn over an Azure deployment: only the client differs.
@main
struct AzureVoice: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A voice turn with an Azure OpenAI deployment.",
    discussion: """
      Reads AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY. A --base-url takes the place of the endpoint; it ends with \
      /openai. Without all of these it starts the local server, which answers at Azure's paths too.
      """
  )

  @Option(help: "The deployment's name.")
  var deployment = "gpt-realtime-2.1"

  @Option(help: "Azure's API version; only the beta API sends it.")
  var apiVersion = "2025-04-01-preview"

  @Option(
    help: "WAVE file with 16-bit mono PCM at 24 kHz; without one, a question that comes with the examples.")
  var recording: String?

  @Option(help: "Where to write the reply.")
  var output = "reply.wav"

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func run() throws {
    let samples = try WaveFile.read(recording ?? Recordings.question)
    let reply = try OutputFile(output)
    let loop = try EventLoop()
    let service = try AzureService(place, deployment: deployment, apiVersion: apiVersion, on: loop)
    Terminal.note(service.summary)

    var outcome: Result<VoiceConversation.Summary, any Error>?
    OpenAIRealtimeWS.azure(service.client, on: loop, options: service.options) { result in
      do {
        let turn = VoiceConversation(try result.get(), recording: samples, isPaced: false) { summary in
          outcome = .success(summary)
          service.close()
        }
        turn.start()
      } catch {
        outcome = .failure(error)
        service.close()
      }
    }
    loop.run()

    try outcome?.get().keep(in: reply)
    Terminal.writeLine("wrote \(output)")
  }
}
