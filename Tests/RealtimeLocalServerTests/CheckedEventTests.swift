import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// What is wrong with an event as a whole.
@Suite struct CheckedEventTests {
  @Test(
    arguments: [
      ("not json", "invalid_json", nil),
      ("", "invalid_json", nil),
      ("[]", "invalid_event", nil),
      ("null", "invalid_event", nil),
      ("{}", "invalid_event", nil),
      (#"{"type":7}"#, "invalid_type", "type"),
      (#"{"type":"response.dance"}"#, "invalid_value", "type"),
      (#"{"type":"transcription_session.update","session":{}}"#, "invalid_value", "type"),
      (#"{"type":"input_audio_buffer.append"}"#, "missing_required_parameter", "audio"),
      (#"{"type":"input_audio_buffer.commit","extra":1}"#, "unknown_parameter", "extra"),
      (#"{"type":"input_audio_buffer.commit","event_id":1}"#, "invalid_type", "event_id"),
      (#"{"type":"response.create","response":{"banana":1}}"#, "unknown_parameter", "response.banana"),
      (#"{"type":"response.create","response":[]}"#, "invalid_type", "response"),
      (#"{"type":"response.cancel","response_id":"resp_9"}"#, "response_cancel_not_active", nil),
      (#"{"type":"output_audio_buffer.clear"}"#, "invalid_event", "type"),
    ] as [(String, String, String?)])
  func `a wrong event is answered with the service's error`(text: String, code: String, param: String?) {
    var driver = SessionDriver.opened()
    let events = driver.send(text)
    #expect(events.types == ["error"])
    #expect(events[0].errorCode == code)
    #expect(events[0]["error"]?["param"]?.string == param)
    #expect(events[0]["error"]?["event_id"]?.isNull == true)
    #expect(events[0]["event_id"]?.string?.hasPrefix("event_") == true)
    // The session goes on.
    #expect(driver.send(#"{"type":"input_audio_buffer.clear"}"#).types == ["input_audio_buffer.cleared"])
  }

  @Test func `the unknown type's error lists what there is`() throws {
    var driver = SessionDriver.opened()
    let message = try #require(driver.send(#"{"type":"x"}"#)[0]["error"]?["message"]?.string)
    #expect(message.hasPrefix("Invalid value: 'x'. Supported values are: 'session.update', "))
  }

  @Test func `a message does not grow with what the client sent`() {
    var driver = SessionDriver.opened()
    let long = String(repeating: "y", count: 100_000)
    let events = driver.send(#"{"type":"\#(long)","event_id":"e"}"#)
    #expect(events[0].jsonText.utf8.count < 2_000)
    let unknown = driver.send(#"{"type":"input_audio_buffer.clear","\#(long)":1}"#)
    #expect(unknown[0].jsonText.utf8.count < 2_000)
  }

  @Test(arguments: [(512, true), (513, false)]) func `an event id has a limit`(count: Int, isTaken: Bool) {
    var driver = SessionDriver.opened()
    let id = String(repeating: "i", count: count)
    let events = driver.send(#"{"type":"input_audio_buffer.clear","event_id":"\#(id)"}"#)
    #expect(events.types == [isTaken ? "input_audio_buffer.cleared" : "error"])
    if !isTaken { #expect(events[0].errorCode == "string_above_max_length") }
  }

  @Test func `deep nesting is refused`() {
    var driver = SessionDriver.opened()
    let depth = CheckedEvent.maximumDepth
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(driver.send(#"{"type":\#(deep)}"#)[0].errorCode == "invalid_json")
  }

  @Test func `every server event has an id of its own`() {
    var driver = SessionDriver()
    var events = driver.drain()
    events += driver.say("hi")
    events += driver.send(["type": "response.create"])
    let ids = events.compactMap { $0["event_id"]?.string }
    #expect(ids.count == events.count && Set(ids).count == ids.count)
  }

  @Test func `random identifiers have the service's form`() {
    let identifiers = IdentifierSource.random()
    let ids = (0..<100).map { _ in identifiers.next(.session) }
    #expect(Set(ids).count == 100)
    #expect(ids.allSatisfy { $0.hasPrefix("sess_") && $0.utf8.count == 26 })
  }
}
