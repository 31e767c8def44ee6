import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig

/// A rig for sessions, and what they told.
final class SessionRig: LocalRig {
  private(set) var reports: [RealtimeSession.CloseReport] = []
  private(set) var states: [RealtimeSession.State] = []
  private(set) var restored: [RealtimeSession.RestoredReport] = []
  lazy var plan = RealtimeSession.Plan.local(options, .init(outputModalities: [.text], instructions: "Be brief."))

  func session() throws -> RealtimeSession {
    let session = try RealtimeSession(client(), plan, on: loop)
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
    withExtendedLifetime(session) { run(in: time) }
  }

  var cause: RealtimeSession.CloseCause? { reports.first?.cause }

  /// What the server calls its session over a connection.
  func sessionID(_ session: Int) -> String? {
    passed.first { $0.session == session && $0.type == "session.created" }
      .flatMap { try? JSONValue.parse($0.json)["session"]?["id"]?.string }
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
