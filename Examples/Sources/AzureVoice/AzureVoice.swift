import ArgumentParser
import ExampleSupport
import Foundation
import OpenAIRealtime
import WebSocketTransport

/// The same voice turn over an Azure deployment: only the client differs.
@main
struct AzureVoice: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A voice turn with an Azure OpenAI deployment.",
    discussion: """
      Reads AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY; without them it starts the local server, which answers at \
      Azure's paths too.
      """
  )

  @Option(help: "The deployment's name.")
  var deployment = "gpt-realtime"

  @Option(help: "Azure's API version; only the beta API sends it.")
  var apiVersion = "2025-04-01-preview"

  @Option(help: "WAVE file with 16-bit mono PCM at 24 kHz.")
  var recording: String?

  @Option(help: "Where to write the reply.")
  var output = "reply.wav"

  func run() throws {
    let samples = try WaveFile.read(recording.map { URL(fileURLWithPath: $0) } ?? Recordings.question)
    let loop = try EventLoop()
    let service = try AzureService(deployment: deployment, apiVersion: apiVersion, on: loop)
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

    guard let summary = try outcome?.get(), summary.failures.isEmpty, !summary.audio.isEmpty else {
      throw ExitCode.failure
    }
    try WaveFile.write(summary.audio, to: URL(fileURLWithPath: output))
    summary.lines.forEach(Terminal.writeLine)
    Terminal.writeLine("wrote \(output)")
  }
}
