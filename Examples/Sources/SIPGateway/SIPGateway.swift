import ArgumentParser
import ExampleSupport
import OpenAIRealtime
import RealtimeLocalServer

/// Answers phone calls that come to the service over SIP.
@main
struct SIPGateway: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answers phone calls over SIP: webhook, accept, greeting, and a transfer when a key is pressed.",
    discussion: """
      With OPENAI_API_KEY and OPENAI_WEBHOOK_SECRET set it waits for the service's webhooks at /webhook on this \
      machine, where a reverse proxy has to bring them. Without a key it starts a local server, from which somebody \
      calls in, presses a key and is transferred.
      """
  )

  @Option(help: "The port for webhooks; 0 for any that is free.")
  var port: UInt16 = 0

  @Option(help: "Whom a caller gets who presses a key.")
  var transferTo = "tel:+12025550111"

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func run() throws {
    let loop = try EventLoop()
    let service = try Service(place, on: loop)
    Terminal.note(service.summary)
    let secret = service.localServer == nil ? nil : "a secret of this program"
    let desk = CallDesk(
      service, model: model, transferTarget: transferTo, webhooks: try WebhookReceiver(secret: secret))
    var configuration = WebSocketServer.Configuration()
    configuration.address = .loopback(port: port)
    let web = try WebSocketServer(
      configuration: configuration, on: loop, respond: { desk.respond(to: $0) }, accept: { _, _ in })
    let url = "http://\(web.localAddress)/webhook"
    Terminal.note("waiting for webhooks at \(url)")
    if let local = service.localServer { try Self.callIn(local, url, secret ?? "") }
    desk.onEnd = {
      // On the real service there is a next call.
      guard service.isLocal else { return }
      web.close()
      service.close()
    }
    loop.run()
    if desk.hasFailed { throw ExitCode.failure }
  }

  /// Somebody calls, hears the greeting, and presses a key.
  private static func callIn(_ local: RealtimeLocalServer, _ url: String, _ secret: String) throws {
    let callID = try local.receiveCall(.init(webhookURL: url, secret: secret))
    local.onEvent = { [unowned local] event in
      if event.type == "output_audio_buffer.stopped" { local.pressKey("0", inCall: callID) }
    }
  }
}
