import ArgumentParser
import ExampleSupport
import Foundation
import RealtimeLocalServer

/// A Realtime server on this machine, until it is interrupted.
@main
struct LocalServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A server that speaks the OpenAI Realtime protocol, for work offline.",
    discussion: """
      Serves wss with a certificate of its own authority, whose root it writes to a file for clients to trust. The \
      model is a parrot: it says back what it hears, calls the functions it is asked to call, and says so in its \
      transcript. With a reply given, it always answers that.

      Paths: /v1/realtime?model=…, ?call_id=…, ?intent=transcription, /v1/realtime/translations?model=…, and the two \
      of Azure. The header OpenAI-Beta: realtime=v1 chooses the beta names.
      """
  )

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port: UInt16 = 8443

  @Flag(help: "Serve plain ws instead of wss.")
  var plain = false

  @Option(help: "Where to write the root certificate that clients must trust.")
  var rootCertificate = "local-root.pem"

  @Option(help: "Require this API key; without it any key will do.")
  var apiKey: String?

  @Flag(help: "Speak at the speed of sound instead of as fast as possible.")
  var realTime = false

  @Option(help: "Always answer with this text, spoken as a hum where audio is asked for.")
  var reply: String?

  @Flag(help: "Print each event that passes.")
  var verbose = false

  func run() throws {
    let loop = try EventLoop()
    let server = try RealtimeLocalServer(configuration: try serverConfiguration(), on: loop)
    if let root = server.certificateAuthorityPEM { try OutputFile(rootCertificate).write(root) }
    if verbose { server.onEvent = { Terminal.writeLine($0.line) } }
    announce(server)
    let signals = stopOnSignals(loop)
    loop.run()
    signals.forEach { $0.cancel() }
    // Once more for the closing handshakes.
    server.close()
    loop.run()
    Terminal.writeLine("\(server.counts.openedSessions) sessions served")
  }

  private func serverConfiguration() throws -> RealtimeLocalServer.Configuration {
    guard let address = SocketAddress(host: host, port: port) else {
      throw ValidationError("--host must be an IP address of this machine")
    }
    guard apiKey != "" else { throw ValidationError("--api-key is empty") }
    var configuration = RealtimeLocalServer.Configuration()
    configuration.address = address
    configuration.isSecure = !plain
    configuration.requiredAPIKey = apiKey
    configuration.pace = realTime ? .realTime : .asFastAsPossible
    if let reply {
      configuration.script = ReplyScript { request in
        request.modality == .text ? .text(reply) : .hummed(reply, format: request.outputFormat)
      }
    }
    return configuration
  }

  private func announce(_ server: RealtimeLocalServer) {
    Terminal.writeLine("listening: \(server.webSocketURL)")
    Terminal.writeLine("base URL:  \(server.baseURL)")
    if !plain { Terminal.writeLine("root:      \(rootCertificate)") }
  }

  /// Makes the loop stop when the process is asked to end.
  private func stopOnSignals(_ loop: EventLoop) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { loop.stop() }
      source.resume()
      return source
    }
  }
}

extension RealtimeLocalServer.PassedEvent {
  var line: String {
    let arrow = direction == .sent ? "->" : "<-"
    return "\(session) \(arrow) \(type ?? "client event"), \(byteCount) bytes"
  }
}
