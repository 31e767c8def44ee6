import ArgumentParser
import ExampleSupport
import Logging
import RealtimeService
import RealtimeTelephony
import ServiceLifecycle
import UnixSignals

/// A phone gateway as a service: logs, metrics that Prometheus reads, and an end that lets calls come to theirs.
@main
struct Gateway: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A phone gateway as a service: logs, metrics for Prometheus, and an orderly end.",
    discussion: """
      Calls come in as Twilio Media Streams at ws://HOST:PORT/media, metrics are at http://HOST:PORT/metrics. Without \
      a key the local server plays the model. Some callers come with it; without them it serves until SIGTERM, and \
      then lets its calls end.
      """
  )

  @Option(help: "Callers who call at once; 0 waits for others.")
  var calls = 2

  @Option(help: "How long each of them calls, in seconds.")
  var seconds = 3

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port that carriers connect to; 0 takes a free one.")
  var port: UInt16 = 0

  @Option(help: "The port of the metrics; 0 takes a free one.")
  var metricsPort: UInt16 = 0

  @Option(help: "How long calls may go on after SIGTERM, in seconds.")
  var drainSeconds = 30

  @Option(help: "The model.")
  var model = "gpt-realtime-2.1"

  @Flag(help: "Log a line for each connection.")
  var verbose = false

  @OptionGroup(title: "Service")
  var place: ServiceOptions

  func validate() throws {
    guard (0...1_000).contains(calls) else { throw ValidationError("--calls is a number up to 1000") }
    guard (1...3_600).contains(seconds) else { throw ValidationError("--seconds is a number from 1 to 3600") }
    guard (0...3_600).contains(drainSeconds) else { throw ValidationError("--drain-seconds is a number up to 3600") }
  }

  func run() async throws {
    let service = try Service(place, onLoops: 1)
    defer { service.close() }
    Terminal.note(service.summary)
    let metrics = PrometheusMetrics()
    var logger = Logger(label: "gateway") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = verbose ? .debug : .info
    let observer = observer(logger, metrics)
    let group = try EventLoopGroup.shared
    observer.observe(group)
    let gateway = try gateway(service, observer, on: group)
    let endpoint = try endpoint(metrics, on: group)
    Terminal.writeLine("calls:   ws://\(gateway.localAddress)/media")
    Terminal.writeLine("metrics: http://\(endpoint.localAddress)/metrics")
    try await serviceGroup(gateway, endpoint, logger).run()
    await observer.push()
    // What there was, without the buckets: whoever reads the endpoint gets all.
    for line in metrics.text.split(separator: "\n") where !line.hasSuffix(" 0.0") && !line.contains(/^#|_bucket/) {
      Terminal.writeLine(String(line))
    }
    let callCount = gateway.figures.endedCallCount
    Terminal.writeLine("\(callCount) calls")
    guard calls == 0 || callCount == calls else { throw ExitCode.failure }
  }

  // MARK: Parts

  private func observer(_ logger: Logger, _ metrics: PrometheusMetrics) -> RealtimeObserver {
    var configuration = RealtimeObserver.Configuration()
    configuration.logger = logger
    configuration.metrics = metrics
    configuration.dimensions = [("model", model)]
    configuration.interval = .seconds(1)
    return RealtimeObserver(configuration)
  }

  private func gateway(
    _ service: ExampleSupport.Service, _ observer: RealtimeObserver, on group: EventLoopGroup
  ) throws -> PhoneGateway {
    var plan = RealtimeSession.Plan(model: model)
    plan.options = service.options
    plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Answer briefly, as on the phone."))
    var configuration = PhoneGateway.Configuration(
      identity: nil, service: .openAI(service.client),
      codec: { request in request.path == "/media" ? TwilioCodec() : nil }, plan: { [plan] _ in plan })
    configuration.server.address = try address(port)
    return try PhoneGateway(configuration, on: group) { call in
      call.onStart { session in
        observer.observe(session)
        session.respond()
      }
    }
  }

  private func address(_ port: UInt16) throws -> SocketAddress {
    guard let address = SocketAddress(host: host, port: port) else {
      throw ValidationError("--host must be an IP address of this machine")
    }
    return address
  }

  private func endpoint(_ metrics: PrometheusMetrics, on group: EventLoopGroup) throws -> WebSocketServerGroup {
    var configuration = WebSocketServer.Configuration()
    configuration.address = try address(metricsPort)
    return try WebSocketServerGroup(
      configuration: configuration, on: group,
      respond: { request in request.path == "/metrics" ? .text(metrics.text) : nil },
      decide: { _ in .refuse(status: 404) }, accept: { _, _ in })
  }

  /// What ends first stands last.
  private func serviceGroup(
    _ gateway: PhoneGateway, _ endpoint: WebSocketServerGroup, _ logger: Logger
  ) -> ServiceGroup {
    var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(service: RealtimeGatewayService(endpoint, deadline: .zero)),
      .init(
        service: RealtimeGatewayService("Phone gateway", deadline: .seconds(drainSeconds), logger: logger) { deadline in
          await gateway.drain(deadline: deadline)
        }),
    ]
    if calls > 0 {
      let callers = Callers(count: calls, duration: .seconds(seconds), port: gateway.localAddress.port)
      services.append(.init(service: callers, successTerminationBehavior: .gracefullyShutdownGroup))
    }
    return ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
  }
}
