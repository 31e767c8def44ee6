import Foundation
import OpenAIRealtime
import RealtimeLocalServer
import RealtimeSessions
import RealtimeTestSupport
import Testing

/// A local server over wss and sessions to it, on one loop, and all that passed.
final class SessionRig {
  let loop: EventLoop
  let server: RealtimeLocalServer
  private(set) var passed: [RealtimeLocalServer.PassedEvent] = []
  private(set) var reports: [RealtimeSession.CloseReport] = []
  private(set) var states: [RealtimeSession.State] = []
  private(set) var restored: [RealtimeSession.RestoredReport] = []
  var plan: RealtimeSession.Plan

  /// - Parameter plans: what becomes of the connections, in order; those after them are served as usual.
  init(_ plans: [ConnectionPlan] = [], _ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
    loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    configuration.models = .any
    configuration.plan = ConnectionPlan.inOrder(plans)
    change(&configuration)
    server = try RealtimeLocalServer(configuration: configuration, on: loop)
    plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    plan.parameters = .realtime(RealtimeSessionParameters(outputModalities: [.text], instructions: "Be brief."))
    plan.options.tls.trustRoots = .only([.bytes(server.certificateAuthorityPEM ?? [])])
    plan.governors = DialGovernors()
    // A test has no time to wait for a host to recover.
    plan.reconnect.initialDelay = .milliseconds(5)
    plan.reconnect.maximumDelay = .milliseconds(20)
    plan.reconnect.firstDelay = .milliseconds(5)
    server.onEvent = { [unowned self] event in passed.append(event) }
  }

  func session() throws -> RealtimeSession {
    let client = OpenAI(apiKey: .static("key"), baseURL: server.baseURL)
    let session = try RealtimeSession(client, plan, on: loop)
    session.onState { [unowned self] in states.append($0) }
    session.onRestored { [unowned self] in restored.append($0) }
    session.onClose { [unowned self] report in
      reports.append(report)
      server.close()
    }
    return session
  }

  /// Runs the loop until the session and the server are closed.
  func run(_ session: RealtimeSession, in time: TestTime = .turnedByHand) {
    withExtendedLifetime(session) { #expect(loop.runToEnd(time), "the loop did not come to an end") }
  }

  var cause: RealtimeSession.CloseCause? { reports.first?.cause }

  // MARK: What the server saw

  /// The types of what came over a connection, in order, appended audio left out.
  func received(_ session: Int) -> [String] {
    passed.filter { $0.session == session && $0.direction == .received }.compactMap(\.type)
      .filter { $0 != "input_audio_buffer.append" }
  }

  func json(_ type: String, _ session: Int) -> [JSONValue] {
    passed.filter { $0.session == session && $0.direction == .received && $0.type == type }
      .compactMap { try? JSONValue.parse($0.json) }
  }

  /// What the server calls its session over a connection.
  func sessionID(_ session: Int) -> String? {
    passed.first { $0.session == session && $0.type == "session.created" }
      .flatMap { try? JSONValue.parse($0.json)["session"]?["id"]?.string }
  }

  /// The audio that came over a connection.
  func audio(_ session: Int) -> [UInt8] {
    json("input_audio_buffer.append", session).flatMap { event -> [UInt8] in
      event["audio"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
    }
  }

  /// The texts of the items that were created over a connection, with their roles.
  func createdItems(_ session: Int) -> [String] {
    json("conversation.item.create", session).map { event in
      let item = event["item"]
      let text = item?["content"]?.array?.first.flatMap { $0["text"]?.string ?? $0["transcript"]?.string }
      let what = item?["role"]?.string ?? item?["type"]?.string ?? ""
      return "\(what): \(text ?? item?["output"]?.string ?? item?["name"]?.string ?? "")"
    }
  }
}
