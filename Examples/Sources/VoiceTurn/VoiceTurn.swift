import ArgumentParser
import ExampleSupport
import Foundation
import OpenAIRealtime
import WebSocketTransport

/// Speaks a recording to a Realtime session and keeps what it answers.
@main
struct VoiceTurn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Streams a speech recording in, writes the spoken reply to a file, and prints its transcript.",
    discussion: """
      With OPENAI_API_KEY set it talks to the real service; without, it starts the local server, which says back what \
      it hears.
      """
  )

  @Option(help: "WAVE file with 16-bit mono PCM at 24 kHz.")
  var recording: String?

  @Option(help: "Where to write the reply.")
  var output = "reply.wav"

  @Option(help: "The model.")
  var model = "gpt-realtime"

  @Flag(help: "Send the recording as fast as the connection takes it, not at the speed of speech.")
  var fast = false

  func run() throws {
    let samples = try WaveFile.read(recording.map { URL(fileURLWithPath: $0) } ?? Recordings.question)
    let loop = try EventLoop()
    let service = try Service(on: loop)
    Terminal.note(service.summary)

    var summary: VoiceConversation.Summary?
    let rt = try OpenAIRealtimeWS(service.client, .model(model), on: loop, options: service.options)
    let turn = VoiceConversation(rt, recording: samples, isPaced: !fast) { result in
      summary = result
      service.close()
    }
    turn.start()
    loop.run()

    guard let summary, summary.failures.isEmpty, !summary.audio.isEmpty else { throw ExitCode.failure }
    try WaveFile.write(summary.audio, to: URL(fileURLWithPath: output))
    summary.lines.forEach(Terminal.writeLine)
    Terminal.writeLine("wrote \(output)")
  }
}
