import RealtimeBuffers
import RealtimeJSON
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// Scripts as values: what comes out, and when, with the clock in the test's hand.
@Suite struct ScriptedSessionTests {
  private struct Driver {
    var session: ScriptedSession
    var now: Duration = .zero

    init(_ script: SessionScript, number: Int = 1, reply: ReplyScript = .turns([.text("one two")])) {
      var configuration = LocalSession.Configuration()
      configuration.script = reply
      let identifiers = IdentifierSource.counting()
      let core = LocalSession(configuration: configuration, identifiers: identifiers, now: .zero, unixTime: 0)
      session = ScriptedSession(core, script: script, number: number, identifiers: identifiers, now: .zero)
    }

    /// What comes out now, a line each.
    mutating func drain(isBlocked: Bool = false) -> [String] {
      var lines: [String] = []
      while let output = session.nextOutput(now: now, isBlocked: isBlocked) {
        switch output {
        case .event(let event, let byteLimit):
          let byteCount = min(event.json.jsonText.utf8.count, byteLimit ?? Int.max)
          let isCut = byteCount < event.json.jsonText.utf8.count
          lines.append(isCut ? "\(byteCount) bytes" : event.json["error"]?["code"]?.string ?? event.type)
          session.didSend(byteCount: byteCount, now: now)
        case .text(let text): lines.append("text \(text)")
        case .binary(let bytes): lines.append("binary \(bytes.count)")
        case .raw(let bytes): lines.append("raw \(bytes.count)")
        case .end(let end): lines.append("\(end)")
        }
      }
      return lines
    }

    mutating func send(_ text: String) -> [String] {
      let bytes = Array(text.utf8)
      session.receive(bytes.span.bytes, now: now)
      return drain()
    }

    mutating func respond() -> [String] { send(#"{"type":"response.create","event_id":"r"}"#) }

    mutating func pass(_ duration: Duration) -> [String] {
      now += duration
      session.advance(to: now)
      return drain()
    }
  }

  private static let turn = [
    "response.created", "rate_limits.updated", "response.output_item.added", "conversation.item.added",
    "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
    "response.output_text.done", "response.content_part.done", "response.output_item.done",
    "conversation.item.done", "response.done",
  ]

  @Test func `without a script nothing changes`() {
    var driver = Driver(SessionScript())
    #expect(driver.drain() == ["session.created"])
    let textual = #"{"type":"response.create","response":{"output_modalities":["text"]}}"#
    #expect(driver.send(textual) == Self.turn)
  }

  @Test(arguments: [
    (SessionMoment.opening, ["text x", "session.created"]),
    (.beforeSending("session.created"), ["text x", "session.created"]),
    (.afterSending("session.created"), ["session.created", "text x"]),
    (.afterSendingEvents(0), ["text x", "session.created"]),
    (.afterSendingEvents(1), ["session.created", "text x"]),
    (.afterSendingEvents(2), ["session.created"]), (.afterSendingBytes(1), ["session.created", "text x"]),
    (.beforeSending("session.created", 2), ["session.created"]),
    (.afterTime(.zero), ["session.created"]), (.afterSendingEvents(Int.min), ["text x", "session.created"]),
    (.afterSendingBytes(Int.max), ["session.created"]),
    (.afterTime(.seconds(Int64.max)), ["session.created"]),
    (.afterTime(.seconds(Int64.min)), ["session.created"]), (.onReceiving("x", Int.min), ["session.created"]),
  ])
  func `every moment has its place`(moment: SessionMoment, output: [String]) {
    var driver = Driver(SessionScript().at(moment, .send("x")))
    #expect(driver.drain() == output)
    _ = driver.session.wakeUpTime(now: driver.now, isBlocked: false)
  }

  @Test func `moments count each type for itself, and nil is every time`() {
    let script = SessionScript()
      .at(.afterSending("response.output_text.delta", 2), .send("second"))
      .at(.beforeSending("response.output_text.delta", nil), .send("each"))
      .at(.endOfTurn(2), .send("turn 2"))
    var driver = Driver(script)
    _ = driver.drain()
    let first = driver.respond()
    #expect(first.filter { $0.hasPrefix("text") } == ["text each", "text each", "text second"])
    #expect(driver.respond().filter { $0.hasPrefix("text") } == ["text each", "text each", "text turn 2"])
  }

  @Test func `events are dropped, doubled and held back`() {
    let script = SessionScript()
      .at(.beforeSending("response.created"), .drop)
      .at(.beforeSending("response.output_item.done"), .sendTwice)
      .at(.beforeSending("response.output_text.delta", 2), .holdBack(until: .endOfTurn()))
    var driver = Driver(script)
    _ = driver.drain()
    let lines = driver.respond()
    #expect(lines.first == "rate_limits.updated")
    #expect(lines.filter { $0 == "response.output_item.done" }.count == 2)
    #expect(lines.suffix(2) == ["response.done", "response.output_text.delta"])
  }

  @Test func `a client's event is refused in the service's place`() {
    let quiet = ServiceFailure(code: "no", message: "", echoesEventID: false)
    let script = SessionScript()
      .at(.onReceiving("response.create", 1), .drop, .sendError(ServiceFailure(code: "first", message: "")))
      .at(.onReceiving("response.create", 2), .drop, .sendError(quiet))
      .at(.onReceiving("response.create", 3), .respond)
    var driver = Driver(script)
    _ = driver.drain()
    #expect(driver.respond() == ["first"])
    #expect(driver.respond() == ["no"])
    // Turn detection was faster than the client.
    let crossing = driver.respond()
    #expect(crossing.first == "conversation_already_has_active_response")
    #expect(crossing.last == "response.done")
  }

  @Test(arguments: [
    (SessionAction.close(.goingAway, reason: "r"), SessionEnd.close(.goingAway, reason: "r")),
    (.close(.noStatusReceived), .closeFrame([0x88, 0])), (.close(.abnormalClosure), .endStream),
    (.close(.init(rawValue: 1015)), .endStream),
    (.close(.init(rawValue: 999), reason: "a"), .closeFrame([0x88, 3, 3, 231, 97])),
    (
      .close(.init(rawValue: 4000), reason: String(repeating: "é", count: 62)),
      .close(.init(rawValue: 4000), reason: String(repeating: "é", count: 61))
    ),
    (.endStream, .endStream), (.reset, .reset), (.fallSilent, .silence),
  ])
  func `an end is the last`(action: SessionAction, end: SessionEnd) {
    var driver = Driver(SessionScript().at(.afterSending("response.created"), action, .send("late")))
    _ = driver.drain()
    #expect(driver.respond() == ["response.created", "\(end)"])
    #expect(driver.respond() == [])
    #expect(driver.pass(.seconds(3_600)) == [])
    driver.session.perform([.send("x")], now: driver.now)
    #expect(driver.drain() == [])
    #expect(driver.session.wakeUpTime(now: driver.now, isBlocked: false) == nil)
  }

  @Test func `a cut by bytes is inside of an event, at the byte`() {
    var whole = Driver(SessionScript())
    _ = whole.drain()
    for limit in [1, 100, 101] {
      var driver = Driver(SessionScript().at(.afterSendingBytes(limit), .reset))
      #expect(driver.drain() == ["\(limit) bytes", "\(SessionEnd.reset)"])
    }
  }

  @Test func `expiry is the service's`() {
    var driver = Driver(SessionScript().at(.afterTime(.seconds(5)), .expire))
    _ = driver.drain()
    #expect(driver.session.wakeUpTime(now: driver.now, isBlocked: false) == .seconds(5))
    #expect(driver.pass(.milliseconds(4_999)) == [])
    let message = "Your session hit the maximum duration of 60 minutes."
    #expect(
      driver.pass(.milliseconds(1)) == [
        "session_expired", "\(SessionEnd.close(.goingAway, reason: message))",
      ])
  }

  @Test func `a pause holds everything back, and a command does not wait for it`() {
    var driver = Driver(
      SessionScript().at(.afterSending("response.created"), .pause(.seconds(2)), .send("x")))
    _ = driver.drain()
    #expect(driver.respond() == ["response.created"])
    #expect(driver.session.wakeUpTime(now: driver.now, isBlocked: false) == .seconds(2))
    driver.session.perform([.send("now")], now: driver.now)
    #expect(driver.drain() == ["text now"])
    #expect(driver.pass(.milliseconds(1_999)) == [])
    #expect(driver.pass(.milliseconds(1)).prefix(2) == ["text x", "rate_limits.updated"])
  }

  @Test func `a blocked connection gets only what the script sends`() {
    var driver = Driver(SessionScript())
    #expect(driver.drain(isBlocked: true) == [])
    driver.session.perform([.reset], now: driver.now)
    #expect(driver.drain(isBlocked: true) == ["\(SessionEnd.reset)"])
  }

  @Test func `latency delays each event, keeps the order, and is the same for the same seed`() {
    func times(seed: UInt64, number: Int = 1) -> [Duration] {
      var script = SessionScript()
      script.latency = EventLatency(delay: .milliseconds(100), jitter: .milliseconds(50), seed: seed)
      var driver = Driver(script, number: number)
      var times: [Duration] = []
      var lines: [String] = []
      _ = driver.respond()
      while let due = driver.session.wakeUpTime(now: driver.now, isBlocked: false), due < .seconds(60) {
        let events = driver.pass(due - driver.now)
        lines += events
        times += events.map { _ in driver.now }
      }
      #expect(lines == ["session.created"] + Self.turn)
      return times
    }
    let first = times(seed: 7)
    #expect(first.allSatisfy { $0 >= .milliseconds(100) && $0 <= .milliseconds(150) })
    #expect(first == times(seed: 7))
    #expect(first != times(seed: 8))
    #expect(first != times(seed: 7, number: 2))
  }

  @Test(arguments: [
    Duration.seconds(-1), .seconds(Int64.max), .init(attoseconds: .max), .init(attoseconds: .min),
  ])
  func `no duration of a script traps`(duration: Duration) {
    var script = SessionScript().at(.afterTime(duration), .send("x"))
      .at(.afterSending("session.created"), .pause(duration))
    script.latency = EventLatency(delay: duration, jitter: duration)
    var driver = Driver(script)
    _ = driver.drain()
    _ = driver.session.wakeUpTime(now: driver.now, isBlocked: false)
    _ = driver.pass(.seconds(7_200))
    _ = driver.respond()
    _ = driver.session.wakeUpTime(now: driver.now, isBlocked: true)
  }

  @Test func `a refused session says why and closes`() {
    var driver = Driver(.refused(.betaDisabled))
    let reason = "invalid_request_error.beta_api_shape_disabled"
    #expect(
      driver.drain() == [
        "beta_api_shape_disabled", "\(SessionEnd.close(.init(rawValue: 4000), reason: reason))",
      ])
  }
}
