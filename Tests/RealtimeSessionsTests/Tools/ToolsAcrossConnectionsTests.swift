import OpenAIRealtime
import RealtimeLocalServer
import Testing

@testable import RealtimeSessions

/// Functions and requests of a session whose connection is lost, over wss.
@Suite struct ToolsAcrossConnectionsTests {
  /// A server, and a session with one function, whose first connection ends at a moment.
  private final class Rig {
    let loop: EventLoop
    let server: RealtimeLocalServer
    let session: RealtimeSession
    private(set) var sent: [(connection: Int, json: JSONValue)] = []
    var finish: ((Result<String, any Error>) -> Void)?

    init(_ reply: ReplyScript, lostAt moment: SessionMoment, _ actions: [SessionAction] = [.endStream]) throws {
      loop = try EventLoop()
      var configuration = RealtimeLocalServer.Configuration()
      configuration.script = reply
      configuration.plan = ConnectionPlan.inOrder([.serve(SessionScript().at(moment, actions)), .serve()])
      server = try RealtimeLocalServer(configuration: configuration, on: loop)
      var plan = RealtimeSession.Plan(model: "gpt-realtime")
      plan.options.tls.trustRoots = .only([.bytes(server.certificateAuthorityPEM ?? [])])
      session = try RealtimeSession(
        OpenAI(apiKey: .static("key"), baseURL: server.baseURL), plan, on: loop)
      session.on(.error) { _ in }
      session.tools.register(FunctionTool(name: "f")) { [unowned self] _, finish in self.finish = finish }
      server.onEvent = { [unowned self] event in
        guard event.direction == .received, let json = try? JSONValue.parse(event.json) else { return }
        sent.append((event.session, json))
      }
      session.onClose { [server] _ in server.close() }
    }

    func run() {
      let watchdog = loop.schedule(after: .seconds(30)) { [loop] in
        Issue.record("the loop did not come to an end")
        loop.stop()
      }
      session.onClose { _ in watchdog.cancel() }
      loop.run()
    }

    /// The connections over which this was sent.
    func connections(_ type: String, item: String? = nil) -> [Int] {
      sent.filter { sent in
        sent.json["type"]?.string == type && (item == nil || sent.json["item"]?["type"]?.string == item)
      }.map(\.connection)
    }
  }

  private static let call = ReplyScript { request in
    request.session == 1 ? Reply(items: [.functionCall(name: "f", arguments: "{}")]) : .text("Well.")
  }

  @Test(arguments: [true, false])
  func `a function that runs while the connection is lost is answered on the next one`(isOver: Bool) throws {
    // Also where the response that called it was cut off: the call itself was complete.
    let moment = SessionMoment.afterSending(isOver ? "response.done" : "conversation.item.done")
    let rig = try Rig(Self.call, lostAt: moment)
    rig.session.respond()
    rig.session.onRestored { _ in rig.finish?(.success("late")) }
    rig.session.on(.responseDone) { _ in if rig.server.openedSessionCount == 2 { rig.session.close() } }
    rig.run()
    #expect(rig.connections("conversation.item.create", item: "function_call") == [2])
    #expect(rig.connections("conversation.item.create", item: "function_call_output") == [2])
    #expect(rig.connections("response.create") == [1, 2])
    #expect(rig.session.tools.openCount == 0 && rig.session.tools.droppedOutputCount == 0)
  }

  @Test func `a function that ends during the outage is answered after the replay`() throws {
    let rig = try Rig(Self.call, lostAt: .afterSending("response.done"))
    rig.session.respond()
    rig.session.onState { state in
      if case .backoff = state { rig.finish?(.success("meanwhile")) }
    }
    rig.session.on(.responseDone) { _ in if rig.server.openedSessionCount == 2 { rig.session.close() } }
    rig.run()
    #expect(rig.connections("conversation.item.create", item: "function_call_output") == [2])
    #expect(rig.connections("response.create") == [1, 2])
  }

  @Test func `a request that was not answered is asked once more, and one in progress is interrupted`() throws {
    let asked = try Rig(.parrot, lostAt: .onReceiving("response.create"), [.drop, .reset])
    var outcomes: [String] = []
    asked.session.respond { outcome in
      outcomes.append(outcome.text)
      asked.session.close()
    }
    asked.run()
    #expect(outcomes == ["completed"] && asked.connections("response.create") == [1, 2])

    let running = try Rig(.parrot, lostAt: .afterSending("response.output_item.added"))
    running.session.respond { outcome in
      outcomes.append(outcome.text)
      running.session.onRestored { _ in running.session.close() }
    }
    running.run()
    #expect(outcomes == ["completed", "interrupted"] && running.connections("response.create") == [1])
  }
}
