import RealtimeJSON
import RealtimeTestRig
import RealtimeWebSocketProtocol
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// Faults over real sockets: what a client sees of them.
@Suite struct FaultTests {
  private func harness(isSecure: Bool = true, _ plans: ConnectionPlan...) throws -> LocalRig {
    try LocalRig(plans) {
      $0.isSecure = isSecure
      $0.script = .turns([.speech(Sound.tone(milliseconds: 500), transcript: "one two three four five")])
    }
  }

  private func asking(_ client: RawClient) {
    client.onEvent = { [unowned client] event in
      if event["type"] == "session.created" { client.send(["type": "response.create"]) }
      if event["type"] == "response.done" { client.close() }
    }
  }

  @Test(arguments: [true, false])
  func `a stream that ends and a reset are no closing handshake`(isSecure: Bool) throws {
    for action in [SessionAction.endStream, .reset] {
      let script = SessionScript().at(.afterSending("response.output_audio.delta", 3), action)
      let harness = try harness(isSecure: isSecure, .serve(script))
      let client = try harness.dial()
      asking(client)
      harness.run(client)
      #expect(client.closeReport?.code == .abnormalClosure)
      #expect(client.closeReport?.wasClean == false)
      #expect(client.events.types.contains("response.done") == false)
      // After a FIN everything that was sent has come; a RST may take it away.
      if action == .endStream { #expect(client.events.all("response.output_audio.delta").count == 3) }
      #expect(harness.server.sessionCount == 0)
    }
  }

  @Test(arguments: [true, false]) func `a connection cut inside of an event gives no part of it`(
    isSecure: Bool
  ) throws {
    let script = SessionScript().at(.afterSendingBytes(10_000), .endStream)
    let harness = try harness(isSecure: isSecure, .serve(script))
    var sent = 0
    harness.server.onEvent = { if $0.direction == .sent { sent += $0.byteCount } }
    let client = try harness.dial()
    asking(client)
    harness.run(client)
    #expect(sent == 10_000)
    #expect(client.closeReport?.code == .abnormalClosure)
    #expect(client.events.reduce(0) { $0 + $1.jsonText.utf8.count } < 10_000)
  }

  @Test func `a silent connection stays, and answers no Ping`() throws {
    let harness = try harness(.serve(SessionScript().at(.afterSending("response.created"), .fallSilent)))
    var configuration = WebSocketConfiguration()
    configuration.keepAlive = KeepAliveConfiguration(interval: .milliseconds(20), timeout: .milliseconds(60))
    configuration.timeLimits.close = .milliseconds(20)
    let client = try harness.dial(configuration: configuration)
    asking(client)
    client.socket.on(.close) { _ in
      // The client has given up; the server has not noticed.
      #expect(harness.server.sessionCount == 1)
    }
    harness.run(client)
    #expect(client.events.types == ["session.created", "response.created"])
    #expect(client.error != nil)
    #expect(harness.server.sessionCount == 0)
  }

  @Test func `a silent connection ends with its session's time`() throws {
    var script = SessionScript().at(.afterSending("session.created"), .fallSilent)
    script.limits = LocalSessionLimits()
    script.limits?.maximumSessionDuration = .milliseconds(50)
    let harness = try harness(.serve(script))
    let client = try harness.dial()
    harness.run(client)
    #expect(client.events.types == ["session.created"])
    #expect(client.closeReport?.code == .abnormalClosure)
  }

  @Test(arguments: [1000, 1001, 1005, 1006, 1008, 1011, 1012, 1013, 1015, 4000])
  func `every close code can be had`(code: Int) throws {
    let code = CloseCode(rawValue: UInt16(code))
    let script = SessionScript().at(.afterSending("session.created"), .close(code, reason: "because"))
    let harness = try harness(.serve(script))
    let client = try harness.dial()
    harness.run(client)
    let isCut = [1006, 1015].contains(code.rawValue)
    #expect(client.closeReport?.code == (isCut ? .abnormalClosure : code))
    if code.isAllowedOnTheWire { #expect(client.closeReport?.reason == "because") }
  }

  @Test func `an event of one's own, an unknown and a malformed one come as they are`() throws {
    let texts = [#"{"type":"from.the.future","event_id":"e","x":[1]}"#, "no JSON", ""]
    let script = SessionScript().at(
      .afterSending("session.created"), texts.map { .send($0) } + [.sendBinary([1, 2]), .close()])
    let harness = try harness(.serve(script))
    let client = try harness.dial()
    client.collectsTexts = true
    harness.run(client)
    #expect(Array(client.texts.dropFirst().prefix(3)) == texts)
    #expect(client.closeReport?.code == .normalClosure)
  }

  @Test func `frames can be malformed`() throws {
    // A text frame that is not UTF-8, then a reserved opcode.
    for bytes in [[0x81, 0x02, 0xC3, 0x28], [0x83, 0x00]] as [[UInt8]] {
      let harness = try harness(.serve(SessionScript().at(.afterSending("session.created"), .sendRaw(bytes))))
      let client = try harness.dial()
      harness.run(client)
      #expect(client.error?.stage == .open)
      #expect(client.events.count == 1)
    }
  }

  @Test func `refusals have the service's body and say when to come back`() throws {
    let harness = try harness(
      .refuse(.tooManyRequests(retryAfter: "3", milliseconds: 250)),
      .refuse(UpgradeRefusal(status: 503, .serverError, retryAfter: "Fri, 31 Dec 1999 23:59:59 GMT")),
      .refuse(UpgradeRefusal(status: 404, ServiceFailure(code: "call_id_not_found", message: "gone"))))
    var refusals: [HandshakeRefusal] = []
    for _ in 0..<3 {
      let client = try harness.dial()
      client.socket.on(.close) { _ in harness.loop.stop() }
      harness.loop.run()
      refusals.append(try #require(client.error?.refusal))
    }
    #expect(refusals.map(\.status) == [429, 503, 404])
    #expect(refusals[0].headers["Retry-After"] == "3")
    #expect(refusals[1].headers["Retry-After"] == "Fri, 31 Dec 1999 23:59:59 GMT")
    let codes = try refusals.map { try JSONValue.parse($0.body)["error"]?["code"]?.string }
    #expect(codes == ["rate_limit_exceeded", nil, "call_id_not_found"])
    // The fourth is a session as usual.
    let client = try harness.dial()
    asking(client)
    harness.run(client)
    #expect(client.events.types.last == "response.done")
    #expect(harness.server.requests.map(\.status) == [429, 503, 404, 101])
    #expect(harness.server.requests.map(\.number) == [1, 2, 3, 4])
    #expect(
      harness.server.counts
        == .init(
          connections: 4, upgradeRequests: 4, refusedRequests: 3, openedSessions: 1, openSessions: 0,
          mostOpenSessions: 1))
  }

  @Test func `a handshake can hang, end and be reset`() throws {
    let harness = try harness(.ignore, .endStream, .reset)
    for _ in 0..<3 {
      var configuration = WebSocketConfiguration()
      configuration.timeLimits.upgrade = .milliseconds(50)
      let client = try harness.dial(configuration: configuration)
      client.socket.on(.close) { _ in harness.loop.stop() }
      harness.loop.run()
      #expect(client.error?.stage == .upgrade)
      #expect(client.events.isEmpty)
    }
    #expect(harness.server.requests.map(\.status) == [0, 0, 0])
    harness.server.close()
    harness.loop.run()
  }

  @Test func `an expired session is closed as the service does it`() throws {
    let harness = try harness(.serve(SessionScript().at(.afterSending("response.created"), .expire)))
    let client = try harness.dial()
    asking(client)
    harness.run(client)
    #expect(client.events.last?.errorCode == "session_expired")
    #expect(client.closeReport?.code == .goingAway)
    #expect(client.closeReport?.reason == "Your session hit the maximum duration of 60 minutes.")
  }

  @Test(
    arguments: [
      ("/v1/realtime?model=gpt-nonsense", [], "model_not_found"),
      ("/v1/realtime/translations?model=x", [], "model_not_found"),
      ("/v1/realtime?model=gpt-realtime", [("OpenAI-Beta", "realtime=v1")], "beta_api_shape_disabled"),
      (
        "/v1/realtime?intent=transcription", [("OpenAI-Beta", "realtime=v1")], "beta_api_shape_disabled"
      ),
      ("/v1/realtime?model=gpt-realtime-2.1", [], nil), ("/v1/realtime?model=gpt-realtime-2.1-mini", [], nil),
      ("/openai/v1/realtime?model=my-deployment", [], nil),
      ("/openai/realtime?api-version=1&deployment=mine", [], nil),
    ] as [(String, [(String, String)], String?)])
  func `what the service does not serve is refused inside of the connection`(
    resource: String, headers: [(String, String)], code: String?
  ) throws {
    let harness = try LocalRig { $0.servesBetaAPI = false }
    let client = try harness.dial(resource, headers: headers)
    client.onEvent = { [unowned client] event in if event["type"] == "session.created" { client.close() } }
    harness.run(client)
    #expect(client.events.first?.errorCode == code)
    guard let code else { return }
    #expect(client.events.count == 1)
    #expect(client.closeReport?.code.rawValue == 4000)
    #expect(client.closeReport?.reason == "invalid_request_error.\(code)")
  }

  @Test func `models are those that the server is given`() throws {
    for (policy, model, isServed) in [
      (ModelPolicy.only(["mine"]), "mine", true), (.only(["mine"]), "gpt-realtime", false), (.any, "x", true),
    ] {
      let harness = try LocalRig { $0.models = policy }
      let client = try harness.dial("/v1/realtime?model=\(model)")
      client.onEvent = { [unowned client] event in if event["type"] == "session.created" { client.close() } }
      harness.run(client)
      #expect((client.events.first?.errorCode == nil) == isServed)
    }
  }

  @Test func `sessions are commanded by their number, while they run`() throws {
    let harness = try harness()
    let clients = try (0..<2).map { _ in try harness.dial() }
    var readyCount = 0
    for client in clients {
      client.onEvent = { event in
        guard event["type"] == "session.created" else { return }
        readyCount += 1
        guard readyCount == 2 else { return }
        #expect(harness.server.openSessions == [1, 2])
        #expect(harness.server.perform(.reset, session: 1))
        #expect(harness.server.perform(.send(#"{"type":"x"}"#), .close(.serviceRestart), session: 2))
        #expect(!harness.server.perform(.reset, session: 3))
      }
    }
    harness.run(clients[0], clients[1])
    #expect(Set(clients.map { $0.closeReport?.code }) == [.abnormalClosure, .serviceRestart])
    #expect(harness.server.counts.mostOpenSessions == 2)
  }

  @Test func `what the client sends is told whole, with session and time`() throws {
    let harness = try harness()
    var received: [RealtimeLocalServer.PassedEvent] = []
    harness.server.onEvent = { if $0.direction == .received { received.append($0) } }
    let client = try harness.dial()
    let event = #"{ "type" : "input_audio_buffer.clear", "event_id":"é" }"#
    client.onEvent = { [unowned client] answer in
      if answer["type"] == "session.created" {
        client.socket.send(event)
        client.socket.send("{")
      } else {
        client.close()
      }
    }
    let began = harness.loop.now
    harness.run(client)
    #expect(received.map(\.json) == [event, "{"])
    #expect(received.map(\.type) == ["input_audio_buffer.clear", nil])
    #expect(received.map(\.byteCount) == [event.utf8.count, 1])
    #expect(received.allSatisfy { $0.session == 1 && $0.time >= began })
  }

  @Test func `replies are chosen by session and by turn`() throws {
    let reply = ReplyScript { .text("session \($0.session), turn \($0.turn)") }
    let harness = try LocalRig {
      $0.script = reply
      $0.plan = { request in
        request.headers["X-Test"] == "own"
          ? .serve(SessionScript(reply: ReplyScript { _ in .text("own") })) : .serve()
      }
    }
    for (headers, texts) in [
      ([], ["session 1, turn 0", "session 1, turn 1"]), ([("X-Test", "own")], ["own", "own"]),
    ] as [([(String, String)], [String])] {
      let client = try harness.dial(headers: headers)
      var turnCount = 0
      client.onEvent = { [unowned client] event in
        switch event["type"]?.string {
        case "session.created": client.send(["type": "response.create"])
        case "response.done" where turnCount == 0:
          turnCount = 1
          client.send(["type": "response.create"])
        case "response.done":
          client.close()
        default: break
        }
      }
      client.socket.on(.close) { _ in harness.loop.stop() }
      harness.loop.run()
      #expect(client.events.all("response.output_text.done").map { $0["text"]?.string } == texts)
    }
    harness.server.close()
    harness.loop.run()
  }

  @Test func `the clock of the server can be wrong`() throws {
    let harness = try LocalRig { $0.clockOffset = .seconds(-600) }
    let right = try LocalRig()
    var expiries: [Int] = []
    for harness in [harness, right] {
      let client = try harness.dial()
      client.onEvent = { [unowned client] event in
        expiries.append(event["session"]?["expires_at"]?.int ?? 0)
        client.close()
      }
      harness.run(client)
      #expect(client.socket.headers["Date"]?.hasSuffix(" GMT") == true)
    }
    #expect((590...610).contains(expiries[1] - expiries[0]))
  }

  @Test func `a session ends when its expires_at says so, by the clock that the Date of its opening has`() throws {
    for offset in [Duration.zero, .seconds(86_400), .seconds(-600)] {
      let harness = try LocalRig {
        $0.clockOffset = offset
        $0.sessionLimits.maximumSessionDuration = .seconds(2)
      }
      let client = try harness.dial()
      let opened = harness.loop.now
      harness.run(client)
      let session = client.events.first("session.created")?["session"]
      let expiry = try #require(session?["expires_at"]?.int)
      // The two are read one after the other, and a second may have passed.
      let dates = (0...1).map { HTTPDate.text(Int64(expiry - 2 - $0)) }
      #expect(dates.contains(client.socket.headers["Date"] ?? ""))
      #expect(try #require(client.closeTime) - opened >= .seconds(2))
      #expect(client.events.last?.errorCode == "session_expired")
      #expect(client.closeReport?.code == .goingAway)
      #expect(client.closeReport?.reason == client.events.last?["error"]?["message"]?.string)
    }
  }
}
