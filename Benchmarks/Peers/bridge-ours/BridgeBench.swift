import Foundation
import RealtimeTelephony

/// This package as one bridge of the comparison: a gateway of one loop.
@main
enum BridgeBench {
  static func main() throws {
    var loops = EventLoopGroup.Configuration()
    loops.loopCount = 1
    let group = try EventLoopGroup(configuration: loops)
    let gateway = try PhoneGateway(configuration(), on: group) { call in
      call.onStart { session in session.on(.error) { print($0) } }
    }
    print("listening \(gateway.localAddress.port)")
    fflush(nil)
    signal(SIGTERM) { _ in exit(0) }
    while true { pause() }
  }

  private static func configuration() throws -> PhoneGateway.Configuration {
    let plan = try plan()
    let identity = TLSIdentity(
      certificateChain: .file(path: argument("certificate")), privateKey: .file(path: argument("key")))
    var configuration = PhoneGateway.Configuration(
      identity: identity, service: .openAI(OpenAI(apiKey: .static("none"))), codec: { _ in TwilioCodec() },
      plan: { _ in plan })
    configuration.maximumCallCount = 100_000
    return configuration
  }

  private static func plan() throws -> RealtimeSession.Plan {
    let url = try RealtimeURL(argument("model"))
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.options.buildRealtimeURL = { _, _ in url }
    plan.options.tls.trustRoots = .only([.file(path: argument("ca"))])
    plan.parameters = .realtime(RealtimeSessionParameters(instructions: "You are a telephone receptionist."))
    // The others dial as fast as calls come, too.
    var limits = DialLimits()
    limits.burst = 100_000
    plan.governors = DialGovernors(limits)
    return plan
  }

  /// What was said after `--name`.
  private static func argument(_ name: String) -> String {
    guard let index = CommandLine.arguments.firstIndex(of: "--\(name)"), index + 1 < CommandLine.arguments.count else {
      fatalError("--\(name) is missing")
    }
    return CommandLine.arguments[index + 1]
  }
}
