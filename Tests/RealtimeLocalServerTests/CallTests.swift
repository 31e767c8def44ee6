import RealtimeJSON
import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// A side connection to a call.
@Suite struct CallTests {
  private static let speech = ReplyScript.turns([.speech(Sound.tone(milliseconds: 250), transcript: "one two")])

  private func opened(pace: ReplyPace = .asFastAsPossible) -> SessionDriver {
    .opened(isCall: true, script: Self.speech, pace: pace)
  }

  @Test func `the call plays the audio, and the connection hears when`() {
    var driver = opened()
    let events = driver.send(["type": "response.create"])
    let id = events.first("response.created")?["response"]?["id"]
    #expect(events.all("response.output_audio.delta").isEmpty)
    #expect(events.joined("response.output_audio_transcript.delta") == "one two")
    #expect(events.all("output_audio_buffer.started").map { $0["response_id"] } == [id])
    #expect(events.types.last != "output_audio_buffer.stopped")
    #expect(driver.session.wakeUpTime == .milliseconds(250))
    #expect(driver.pass(.milliseconds(249)).isEmpty)
    let stopped = driver.pass(.milliseconds(1))
    #expect(stopped.types == ["output_audio_buffer.stopped"])
    #expect(stopped.first?["response_id"] == id)
    #expect(driver.pass(.seconds(10)).isEmpty)
  }

  @Test func `in real time the audio begins with its first piece and ends after the response`() {
    var driver = opened(pace: .realTime)
    #expect(driver.send(["type": "response.create"]).types.last == "output_audio_buffer.started")
    _ = driver.pass(.milliseconds(100))
    #expect(driver.pass(.milliseconds(100)).types.last == "response.done")
    #expect(driver.pass(.milliseconds(50)).types == ["output_audio_buffer.stopped"])
  }

  @Test func `what is played can be cut off, once, and the rest of its response is not heard`() {
    var driver = opened(pace: .realTime)
    let id = driver.send(["type": "response.create"]).first("response.created")?["response"]?["id"]
    let cleared = driver.send(["type": "output_audio_buffer.clear"])
    #expect(cleared.types == ["output_audio_buffer.cleared"])
    #expect(cleared.first?["response_id"] == id)
    #expect(driver.send(["type": "output_audio_buffer.clear"]).isEmpty)
    let rest = driver.pass(.seconds(1)).types
    #expect(rest.contains("response.done") && !rest.contains { $0.hasPrefix("output_audio_buffer") })
    // The next response is heard.
    #expect(driver.send(["type": "response.create"]).types.contains("output_audio_buffer.started"))
  }

  @Test func `a response that is cancelled plays on until it is cut off`() {
    var driver = opened()
    _ = driver.send(["type": "response.create"])
    let events = driver.send(["type": "response.cancel"]) + driver.send(["type": "output_audio_buffer.clear"])
    #expect(events.types == ["error", "output_audio_buffer.cleared"])
    #expect(driver.pass(.seconds(1)).isEmpty)
  }

  @Test func `a response that follows on another one takes over its buffer`() {
    var driver = opened()
    let first = driver.send(["type": "response.create"]).first("response.created")?["response"]?["id"]
    let events = driver.send(["type": "response.create"])
    let second = events.first("response.created")?["response"]?["id"]
    let changes = events.filter { $0["type"]?.string?.hasPrefix("output_audio_buffer") == true }
    #expect(changes.types == ["output_audio_buffer.stopped", "output_audio_buffer.started"])
    #expect(changes.map { $0["response_id"] } == [first, second])
    #expect(driver.pass(.milliseconds(499)).isEmpty)
    #expect(driver.pass(.milliseconds(1)).first?["response_id"] == second)
  }

  @Test func `the caller's audio comes with the call, and not from here`() {
    var driver = opened()
    let events = driver.append(Sound.tone(milliseconds: 100))
    #expect(events.types == ["error"])
    #expect(events.first?.errorCode == "invalid_event")
    #expect(driver.send(["type": "input_audio_buffer.commit"]).first?.errorCode == "input_audio_buffer_commit_empty")
  }

  @Test func `an ordinary connection has no output buffer`() {
    var driver = SessionDriver.opened(script: Self.speech)
    #expect(driver.send(["type": "output_audio_buffer.clear"]).first?.errorCode == "invalid_event")
    let events = driver.send(["type": "response.create"]).types
    #expect(!events.contains { $0.hasPrefix("output_audio_buffer") })
    #expect(driver.session.wakeUpTime == .seconds(3_600))
  }

  @Test func `a plan knows the calls that there are, and a call that ends closes its connections`() throws {
    let harness = try LocalRig {
      $0.script = Self.speech
      $0.plan = { request in
        guard request.callID == "rtc_1" else { return .refuse(.callNotFound) }
        return .serve(SessionScript().at(.afterSending("output_audio_buffer.stopped"), .close()))
      }
    }
    let wrong = try harness.dial("/v1/realtime?call_id=rtc_2")
    let right = try harness.dial("/v1/realtime?call_id=rtc_1&model=unused")
    right.onEvent = { [unowned right] event in
      if event["type"] == "session.created" { right.send(["type": "response.create"]) }
    }
    harness.run(wrong, right)
    #expect(wrong.error?.refusal?.status == 404)
    let body = try JSONValue.parse(try #require(wrong.error?.refusal?.body))
    #expect(body["error"]?["code"]?.string == "call_id_not_found")
    #expect(right.closeReport?.code == .normalClosure)
    #expect(right.events.types.last == "output_audio_buffer.stopped")
    #expect(harness.server.requests.map(\.callID) == ["rtc_2", "rtc_1"])
  }
}
