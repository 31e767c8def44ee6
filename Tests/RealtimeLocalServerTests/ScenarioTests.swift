import RealtimeBuffers
import RealtimeJSON
import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// What a session above the socket has to survive, each scripted in a few lines: the moments of a turn, the ends of a
/// connection, the errors that are final, the crossings of client and server.
@Suite struct ScenarioTests {
  /// The moments at which a connection may be lost.
  enum Moment: String, CaseIterable, Sendable {
    case idle, userSpeaking, streaming, askedFor, toolRunning, playing

    var script: (SessionMoment, drops: Bool) {
      switch self {
      case .idle: (.afterSending("session.updated"), false)
      case .userSpeaking: (.afterSending("input_audio_buffer.speech_started"), false)
      case .streaming: (.afterSending("response.output_audio.delta", 2), false)
      case .askedFor: (.onReceiving("response.create"), true)
      case .toolRunning: (.afterSending("response.done", 2), false)
      case .playing: (.afterSending("response.done", 1), false)
      }
    }
  }

  private static let ends: [(SessionAction, CloseCode)] = [
    (.close(.goingAway), .goingAway), (.close(.abnormalClosure), .abnormalClosure),
    (.close(.internalError), .internalError), (.close(.serviceRestart), .serviceRestart),
    (.close(.tryAgainLater), .tryAgainLater), (.close(.init(rawValue: 1015)), .abnormalClosure),
    (.close(), .normalClosure), (.close(.protocolError), .protocolError),
    (.close(.policyViolation), .policyViolation), (.close(.init(rawValue: 4000)), .init(rawValue: 4000)),
    (.reset, .abnormalClosure), (.endStream, .abnormalClosure),
  ]

  /// A whole life: settings, speech, an answer to it, a function call.
  private func live(_ client: RawClient) {
    var turnCount = 0
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created":
        client.send([
          "type": "session.update",
          "session": [
            "type": "realtime",
            "audio": ["input": ["turn_detection": ["type": "server_vad", "create_response": false]]],
          ],
        ])
      case "session.updated":
        let turn = Sound.tone(milliseconds: 400) + Sound.silence(milliseconds: 800)
        client.send(["type": "input_audio_buffer.append", "audio": .string(Base64.string(from: turn))])
      case "input_audio_buffer.committed": client.send(["type": "response.create"])
      case "response.done":
        turnCount += 1
        if turnCount == 1 { client.send(["type": "response.create"]) } else { client.close() }
      default: break
      }
    }
  }

  @Test(arguments: Moment.allCases) func `1, 2: every end at every moment`(moment: Moment) throws {
    for (action, code) in Self.ends {
      let (time, drops) = moment.script
      let harness = try LocalRig {
        $0.isSecure = false
        $0.script = .turns([
          .speech(Sound.tone(milliseconds: 500), transcript: "one two"),
          .functionCall(name: "lookup", arguments: "{}"),
        ])
        $0.plan = { _ in .serve(SessionScript().at(time, (drops ? [.drop] : []) + [action])) }
      }
      let client = try harness.dial()
      live(client)
      harness.run(client)
      #expect(client.closeReport?.code == code, "\(moment), \(action)")
      #expect(harness.server.counts.connections == 1)
    }
  }

  @Test(arguments: [
    "insufficient_quota", "credit_balance_exhausted", "invalid_api_key", "account_deactivated",
    "billing_hard_limit_reached",
  ])
  func `2: final errors come as a code and as a type`(name: String) throws {
    for failure in [
      ServiceFailure(code: name, message: "no"), ServiceFailure(type: name, code: nil, message: "no"),
    ] {
      let script = SessionScript().at(
        .afterSending("session.created"), .sendError(failure), .close(.goingAway))
      let events = try events(of: script)
      let error = try #require(events.last?["error"])
      #expect(error["code"]?.string == name || error["type"]?.string == name)
    }
  }

  private func events(of script: SessionScript, _ reply: ReplyScript = .parrot) throws -> [JSONValue] {
    let harness = try LocalRig {
      $0.isSecure = false
      $0.script = reply
      $0.plan = { _ in .serve(script) }
    }
    let client = try harness.dial()
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created": client.send(["type": "response.create", "event_id": "mine"])
      case "response.done": client.close()
      default: break
      }
    }
    harness.run(client)
    return client.events
  }

  @Test func `3: the ways in which a session ends for its age`() throws {
    let message = "Your session hit the maximum duration of 30 minutes."
    let scripts: [(SessionScript, String?)] = [
      (SessionScript().at(.afterSending("session.created"), .expire), "session_expired"),
      (SessionScript().at(.afterSending("session.created"), .close(.goingAway, reason: message)), nil),
      (
        SessionScript().at(.afterSending("session.created"), .sendError(.serverError), .close(.goingAway)),
        nil
      ),
    ]
    for (script, code) in scripts {
      let events = try events(of: script)
      #expect(events.last?.errorCode == code)
    }
    #expect(try events(of: scripts[2].0).last?["error"]?["type"]?.string == "server_error")
  }

  @Test func `6, 7: a server that greets and closes, and one that refuses the settings`() throws {
    let greeting = SessionScript().at(.afterSending("session.created"), .close(.goingAway))
    #expect(try events(of: greeting).types == ["session.created"])
    let refusal = ServiceFailure(code: "invalid_value", message: "no", param: "session.tools")
    let script = SessionScript().at(.onReceiving("response.create"), .drop, .sendError(refusal), .close())
    let error = try #require(try events(of: script).last?["error"])
    #expect(error["event_id"]?.string == "mine")
    #expect(error["param"]?.string == "session.tools")
  }

  @Test func `8: what a replay meets`() {
    var driver = SessionDriver.opened()
    let orphan = driver.send([
      "type": "conversation.item.create", "event_id": "e",
      "item": ["type": "function_call_output", "call_id": "c", "output": "1"],
    ])
    #expect(orphan.map(\.errorCode) == ["invalid_tool_call_id"])
    #expect(orphan[0]["error"]?["event_id"]?.isNull == true)
    let long: JSONValue = .string(String(repeating: "c", count: 36))
    let call = driver.send([
      "type": "conversation.item.create",
      "item": ["type": "function_call", "call_id": long, "name": "f", "arguments": "{}"],
    ])
    #expect(call.map(\.errorCode) == ["string_above_max_length"])
    #expect(call[0]["error"]?["param"]?.string == "item.call_id")
  }

  @Test func `13: speech that came back as text cannot be cut`() {
    var driver = SessionDriver.opened()
    driver.send([
      "type": "conversation.item.create",
      "item": [
        "id": "old", "type": "message", "role": "assistant",
        "content": [["type": "output_text", "text": "hi"]],
      ],
    ])
    let events = driver.send([
      "type": "conversation.item.truncate", "item_id": "old", "content_index": 0, "audio_end_ms": 0,
    ])
    #expect(events.map(\.errorCode) == ["unsupported_content_type"])
  }

  @Test func `14: late deltas, and an end without a beginning`() throws {
    let late = SessionScript()
      .at(.beforeSending("response.created"), .drop)
      .at(.beforeSending("response.output_audio.delta", 1), .holdBack(until: .endOfTurn()))
      .at(.endOfTurn(), .close())
    let reply = ReplyScript.turns([.speech(Sound.tone(milliseconds: 300), transcript: "one")])
    let types = try events(of: late, reply).types
    #expect(!types.contains("response.created"))
    #expect(types.suffix(2) == ["response.done", "response.output_audio.delta"])
  }

  @Test func `15: turn detection is faster than the client, three times`() throws {
    let silent = ServiceFailure(
      code: "conversation_already_has_active_response", message: "no", echoesEventID: false)
    var script = SessionScript()
    for number in 1...2 {
      script = script.at(.onReceiving("response.create", number), .drop, .sendError(silent))
    }
    script = script.at(.onReceiving("response.create", 3), .respond)
    let harness = try LocalRig {
      $0.isSecure = false
      $0.plan = { [script] _ in .serve(script) }
    }
    let client = try harness.dial()
    client.onEvent = { [unowned client] event in
      switch event["type"]?.string {
      case "session.created", "error": client.send(["type": "response.create", "event_id": "mine"])
      case "response.done": client.close()
      default: break
      }
    }
    harness.run(client)
    let echoes = client.events.all("error").map { $0["error"]?["event_id"]?.string }
    #expect(Array(echoes.prefix(3)) == [nil, nil, "mine"])
  }

  @Test func `16: calls side by side, one of them broken, one delivered twice`() throws {
    let reply = Reply(items: [
      .functionCall(name: "a", arguments: "{"), .functionCall(name: "b", arguments: #"{"x":1}"#),
    ])
    let script = SessionScript().at(.beforeSending("response.output_item.done", 2), .sendTwice)
    let done = try events(of: script, .turns([reply])).all("response.output_item.done")
    #expect(done.map { $0["item"]?["name"]?.string } == ["a", "b", "b"])
    #expect(done[0]["item"]?["arguments"]?.string == "{")
    #expect(done[1] == done[2])
  }

  @Test func `17: usage that is absent, and usage from the cache`() throws {
    var reply = Reply.text("hello")
    reply.usage = .absent
    #expect(try events(of: .init(), .turns([reply])).last?["response"]?["usage"]?.isNull == true)
    reply.usage = .cached(5)
    let usage = try #require(try events(of: .init(), .turns([reply])).last?["response"]?["usage"])
    #expect(usage["input_token_details"]?["cached_tokens"]?.int == 5)
    #expect(usage["input_token_details"]?["cached_tokens_details"]?["text_tokens"]?.int == 5)
    reply.usage = .cached(Int.max)
    let all = try #require(try events(of: .init(), .turns([reply])).last?["response"]?["usage"])
    #expect(all["input_token_details"]?["cached_tokens"] == all["input_tokens"])
  }
}
