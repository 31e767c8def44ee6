import RealtimeLocalServer
import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// A gateway on two loops, the model's server and carriers on the test's own.
final class GatewayRig {
  let loop: EventLoop
  let model: RealtimeLocalServer
  let group: EventLoopGroup
  /// Why each call is over, in the order of their reports. Of many calls their whole reports would be most of the memory.
  let ends = Locked<[CallEnd]>([])
  private(set) var gateway: PhoneGateway?
  var configuration: PhoneGateway.Configuration
  let plan: RealtimeSession.Plan
  private let certificate: LocalCertificate

  init(_ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
    loop = try EventLoop()
    var served = RealtimeLocalServer.Configuration()
    served.models = .any
    served.script = .turns([.speech(milliseconds: 500)])
    change(&served)
    model = try RealtimeLocalServer(configuration: served, on: loop)
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = 2
    group = try EventLoopGroup(configuration: settings)
    certificate = try LocalCertificate()
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.parameters = .realtime(RealtimeSessionParameters(outputModalities: [.audio], instructions: "Be brief."))
    plan.options.tls.trustRoots = .only([.bytes(model.certificateAuthorityPEM ?? [])])
    plan.governors = DialGovernors()
    self.plan = plan
    configuration = PhoneGateway.Configuration(
      identity: certificate.identity,
      service: .openAI(OpenAI(apiKey: .static("key"), baseURL: model.baseURL)),
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

  /// Runs the test's loop until it is stopped, and ends everything.
  func run(for limit: Duration = .seconds(30)) throws {
    let watchdog = loop.schedule(after: limit) { [loop] in
      Issue.record("the loop did not come to an end")
      loop.stop()
    }
    loop.run()
    watchdog.cancel()
    gateway?.close()
    try group.stop()
    loop.close()
  }
}
