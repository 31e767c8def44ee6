import Foundation
import RealtimeLocalServer
import RealtimeTelephony

/// A gateway that takes Twilio's calls, and a local service that gives callers their words back.
enum PhoneServer {
  /// How a call ended.
  private struct Ended: Encodable {
    let end: String
    let heard: Int
    let spoken: Int
    let interruptions: Int
    let keys: Int
  }

  /// Serves until standard input ends, and says then how each call ended.
  static func serve(certificate: String, key: String, url: String, token: String) throws {
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = 2
    let group = try EventLoopGroup(configuration: settings)
    let service = try RealtimeLocalServerGroup(configuration: RealtimeLocalServer.Configuration(), on: group)
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.options.tls.trustRoots = .only([.bytes(service.certificateAuthorityPEM ?? [])])
    let client = OpenAI(apiKey: .static("any"), baseURL: service.baseURL)
    var configuration = PhoneGateway.Configuration(
      identity: TLSIdentity(certificateChain: .file(path: certificate), privateKey: .file(path: key)),
      service: .openAI(client), codec: { _ in TwilioCodec() }, plan: { [plan] _ in plan })
    configuration.verification = TwilioSignature(authToken: token, url: url)
    let gateway = try PhoneGateway(configuration, on: group) { call in
      call.onEnd { report in
        say(
          Ended(
            end: "\(report.end)", heard: report.heard.milliseconds, spoken: report.spoken.milliseconds,
            interruptions: report.interruptionCount, keys: report.keyCount))
      }
    }
    say(Listening(port: gateway.localAddress.port))
    _ = FileHandle.standardInput.readDataToEndOfFile()
    let done = DispatchSemaphore(value: 0)
    Task {
      await gateway.drain(deadline: .zero)
      done.signal()
    }
    done.wait()
    try group.stop()
  }
}
