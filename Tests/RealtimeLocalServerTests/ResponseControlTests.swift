import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// Cancelling, pacing, and what may run at the same time.
@Suite struct ResponseControlTests {
  private let create: JSONValue = ["type": "response.create"]
  private let cancel: JSONValue = ["type": "response.cancel"]
  private let second = ReplyScript.turns([
    .speech(Sound.tone(milliseconds: 1_000), transcript: "one two three")
  ])

  @Test func `in real time audio comes at the speed of sound`() throws {
    var driver = SessionDriver.opened(script: second, pace: .realTime)
    let first = driver.send(create)
    #expect(first.all("response.output_audio.delta").count == 1)
    for _ in 1..<10 {
      let due = try #require(driver.session.wakeUpTime)
      #expect(due - driver.now == .milliseconds(100))
      #expect(driver.pass(.milliseconds(99)).isEmpty)
      #expect(driver.pass(.milliseconds(1)).all("response.output_audio.delta").count == 1)
    }
    #expect(driver.drain().isEmpty)
    #expect(driver.session.responses.isEmpty)
  }

  @Test func `a cancelled response closes what it began, with what was heard`() throws {
    var driver = SessionDriver.opened(script: second, pace: .realTime)
    let began = driver.send(create)
    let events = driver.send(cancel)
    #expect(
      events.types == [
        "response.output_audio.done", "response.output_audio_transcript.done", "response.content_part.done",
        "response.output_item.done", "conversation.item.done", "response.done",
      ])
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["status"]?.string == "cancelled")
    #expect(done["status_details"] == ["type": "cancelled", "reason": "client_cancelled"])
    let item = try #require(events.first("conversation.item.done")?["item"])
    #expect(item["status"]?.string == "incomplete")
    let heard = began.joined("response.output_audio_transcript.delta")
    #expect(item["content"]?[0]?["transcript"]?.string == heard)
    let kept = try #require(driver.session.conversation["item_1"])
    #expect(kept.audioByteCount == began.audio("response.output_audio.delta").count)
  }

  @Test func `a response cancelled before its first event still has a beginning`() throws {
    var driver = SessionDriver.opened(script: second)
    let bytes = Array(create.jsonText.utf8)
    driver.session.receive(bytes.span.bytes, now: .zero)
    #expect(driver.send(cancel).types == ["response.created", "rate_limits.updated", "response.done"])
  }

  @Test func `cancelling nothing is an error`() {
    var driver = SessionDriver.opened()
    let events = driver.send(["type": "response.cancel", "event_id": "c1"])
    #expect(events.types == ["error"])
    #expect(events[0].errorCode == "response_cancel_not_active")
    #expect(events[0]["error"]?["event_id"]?.string == "c1")
  }

  @Test func `one response of the conversation at a time`() {
    var driver = SessionDriver.opened(script: second, pace: .realTime)
    driver.send(create)
    let events = driver.send(["type": "response.create", "event_id": "again"])
    #expect(events.types == ["error"])
    #expect(events[0].errorCode == "conversation_already_has_active_response")
    #expect(events[0]["error"]?["message"]?.string?.contains("resp_1") == true)
    #expect(events[0]["error"]?["event_id"]?.string == "again")
  }

  @Test func `out-of-band responses run beside it, up to the limit`() {
    var driver = SessionDriver.opened(script: second, pace: .realTime)
    driver.send(create)
    let aside: JSONValue = ["type": "response.create", "response": ["conversation": "none"]]
    for _ in 1..<LocalSessionLimits().maximumActiveResponseCount {
      #expect(driver.send(aside).types.first == "response.created")
    }
    #expect(driver.send(aside)[0].errorCode == "too_many_active_responses")
    let events = driver.send(["type": "response.cancel", "response_id": "resp_2"])
    #expect(events.first("response.done")?["response"]?["id"]?.string == "resp_2")
    #expect(driver.send(aside).types.first == "response.created")
  }

  @Test func `nothing is made before it is pulled`() {
    var driver = SessionDriver.opened(script: second)
    let bytes = Array(create.jsonText.utf8)
    driver.session.receive(bytes.span.bytes, now: .zero)
    for _ in 0..<5 { _ = driver.session.nextEvent(now: .zero) }
    #expect(driver.session.responses.count == 1)
    let rest = driver.send(cancel)
    #expect(rest.first("response.done")?["response"]?["status"]?.string == "cancelled")
  }

  @Test func `a session ends when it has grown too old`() {
    var limits = LocalSessionLimits()
    limits.maximumSessionDuration = .seconds(60)
    var driver = SessionDriver.opened(limits: limits)
    #expect(driver.session.wakeUpTime == .seconds(60))
    #expect(driver.pass(.seconds(59)).isEmpty)
    let events = driver.pass(.seconds(1))
    #expect(events.map(\.errorCode) == ["session_expired"])
    #expect(
      driver.session.ending == .expired("Your session hit the maximum duration of 1 minutes."))
    #expect(driver.session.wakeUpTime == nil)
    #expect(driver.send(create).isEmpty)
  }

  @Test(arguments: [Duration.seconds(-1), .zero, .seconds(Int64.max), .nanoseconds(1)])
  func `any duration can be set and none traps`(duration: Duration) {
    var limits = LocalSessionLimits()
    limits.maximumSessionDuration = duration
    var driver = SessionDriver(limits: limits)
    #expect(driver.drain().types == ["session.created"])
    #expect(driver.session.wakeUpTime.map { $0 >= .zero } == true)
  }

  @Test func `a driver that never drains loses the session, not the memory`() {
    var limits = LocalSessionLimits()
    limits.maximumQueuedEventCount = 8
    var driver = SessionDriver.opened(limits: limits)
    let bytes = Array(#"{"type":"input_audio_buffer.clear"}"#.utf8)
    for _ in 0..<20 { driver.session.receive(bytes.span.bytes, now: .zero) }
    #expect(driver.session.ending == .overflowed)
    #expect(driver.drain().count == 8)
  }
}
