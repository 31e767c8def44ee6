import RealtimeTelephony
import RealtimeTestRig
import Testing

/// A gateway on two loops, the model's server and carriers on the test's own.
final class GatewayRig {
  let model: LocalRig
  var loop: EventLoop { model.loop }
  let group: EventLoopGroup
  /// Why each call is over, in the order of their reports. Of many calls their whole reports would be most of the
  /// memory.
  let ends = Locked<[CallEnd]>([])
  private(set) var gateway: PhoneGateway?
  var configuration: PhoneGateway.Configuration
  let plan: RealtimeSession.Plan
  private let certificate: LocalCertificate
  private var isOver = false

  init(_ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
    model = try LocalRig(keepsPassed: false) {
      $0.script = .turns([.speech(milliseconds: 500)])
      change(&$0)
    }
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = 2
    group = try EventLoopGroup(configuration: settings)
    certificate = try LocalCertificate()
    plan = .local(model.options, .init(outputModalities: [.audio], instructions: "Be brief."))
    configuration = PhoneGateway.Configuration(
      identity: certificate.identity,
      service: .openAI(model.client()),
      codec: { request in request.path == "/media" ? TwilioCodec() : nil },
      plan: { [plan] _ in plan })
    configuration.prepared = plan
  }

  func open(_ onCall: @escaping @Sendable (PhoneCall) -> Void = { _ in }) throws -> PhoneGateway {
    let gateway = try PhoneGateway(configuration, on: group) { [ends] call in
      call.onEnd { report in ends.withLock { $0.append(report.end) } }
      onCall(call)
    }
    self.gateway = gateway
    return gateway
  }

  private var socketConfiguration: WebSocketConfiguration {
    var configuration = WebSocketConfiguration(tls: certificate.clientConfiguration)
    configuration.connectOverride = .init(host: "127.0.0.1", port: gateway?.localAddress.port ?? 0)
    return configuration
  }

  func carrier(at path: String = "/media", token: String? = nil) throws -> ScriptedCarrier {
    try dialer(at: path, token: token)(loop)
  }

  /// Makes a carrier that calls, on any loop.
  func dialer(at path: String = "/media", token: String? = nil) -> @Sendable (EventLoop) throws -> ScriptedCarrier {
    let endpoint = WebSocketEndpoint(host: "localhost", port: 443, isSecure: true, resource: path)
    var configuration = socketConfiguration
    if let token { configuration.headers.append("x-telnyx-streaming-auth-token", token) }
    return { [configuration] loop in try ScriptedCarrier(to: endpoint, configuration, on: loop) }
  }

  func get(_ path: String, _ body: @escaping (HTTPResponse) -> Void) {
    let endpoint = WebSocketEndpoint(host: "localhost", port: 443, isSecure: true, resource: path)
    HTTPRequest("GET", to: endpoint).send(on: loop, connection: socketConfiguration) { result in
      switch result {
      case .success(let response): body(response)
      case .failure(let error): Issue.record(error)
      }
    }
  }

  /// Lets `run` come to its end.
  func finish() { isOver = true }

  /// Runs the test's loop until `finish`, and ends everything.
  func run(for limit: Duration = .seconds(30)) throws {
    model.run(in: .ofTheSystem, within: limit) { isOver }
    gateway?.close()
    try group.stop()
    loop.close()
  }
}
