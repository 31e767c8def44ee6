import RealtimeEvents
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

@Suite struct ResponseOrderTests {
  private let create: JSONValue = ["type": "response.create"]

  @Test func `a spoken answer has the service's event order`() throws {
    let pcm = Sound.tone(milliseconds: 250)
    var driver = SessionDriver.opened(script: .turns([.speech(pcm, transcript: "Good morning to you")]))
    let events = driver.send(create)
    #expect(
      events.order.filter { !$0.hasSuffix(".delta") } == [
        "response.created", "rate_limits.updated", "response.output_item.added", "conversation.item.added",
        "response.content_part.added",
        "response.output_audio.done", "response.output_audio_transcript.done", "response.content_part.done",
        "response.output_item.done", "conversation.item.done", "response.done",
      ])
    #expect(events.joined("response.output_audio_transcript.delta") == "Good morning to you")
    #expect(events.audio("response.output_audio.delta") == pcm)
    #expect(events.all("response.output_audio.delta").count == 3)
    // Words lead, then words and audio alternate.
    let deltas = events.types.filter { $0.hasSuffix(".delta") }
    #expect(deltas.first == "response.output_audio_transcript.delta")
    #expect(deltas.last == "response.output_audio.delta")
    #expect(
      events.first("response.output_audio_transcript.done")?["transcript"]?.string == "Good morning to you")
  }

  @Test func `the response object tells the turn in full`() throws {
    var driver = SessionDriver.opened(
      script: .turns([.speech(Sound.tone(milliseconds: 1_000), transcript: "One two")]))
    let events = driver.send(create)
    let created = try #require(events.first("response.created")?["response"])
    #expect(created["status"]?.string == "in_progress")
    #expect(created["usage"]?.isNull == true)
    #expect(created["output"] == [])
    #expect(created["conversation_id"]?.string == "conv_1")
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["id"] == created["id"])
    #expect(done["status"]?.string == "completed")
    #expect(done["status_details"]?.isNull == true)
    #expect(done["output_modalities"] == ["audio"])
    #expect(done["audio"]?["output"]?["format"]?["type"]?.string == "audio/pcm")
    #expect(done["output"]?[0]?["content"]?[0] == ["type": "output_audio", "transcript": "One two"])
    let usage = try #require(done["usage"])
    #expect(usage["output_token_details"]?["audio_tokens"]?.int == 20)
    #expect(usage["output_token_details"]?["text_tokens"]?.int == 2)
    let parts = ["input_tokens", "output_tokens"].compactMap { usage[$0]?.int }
    #expect(usage["total_tokens"]?.int == parts.reduce(0, +))
  }

  @Test func `a written answer has the text events`() {
    var driver = SessionDriver.opened(script: .turns([.text("Hello, dear world.")]))
    let events = driver.send(["type": "response.create", "response": ["output_modalities": ["text"]]])
    #expect(
      events.order == [
        "response.created", "rate_limits.updated", "response.output_item.added", "conversation.item.added",
        "response.content_part.added",
        "response.output_text.delta", "response.output_text.done", "response.content_part.done",
        "response.output_item.done", "conversation.item.done", "response.done",
      ])
    #expect(events.joined("response.output_text.delta") == "Hello, dear world.")
    #expect(events.first("response.output_text.done")?["text"]?.string == "Hello, dear world.")
    #expect(
      events.first("response.content_part.done")?["part"] == ["type": "text", "text": "Hello, dear world."])
  }

  @Test func `a function call streams its arguments and becomes an item`() throws {
    let arguments = #"{"city":"Paris","unit":"celsius"}"#
    var driver = SessionDriver.opened(script: .turns([.functionCall(name: "weather", arguments: arguments)]))
    let events = driver.send(create)
    #expect(
      events.order == [
        "response.created", "rate_limits.updated", "response.output_item.added", "conversation.item.added",
        "response.function_call_arguments.delta", "response.function_call_arguments.done",
        "response.output_item.done", "conversation.item.done", "response.done",
      ])
    #expect(events.joined("response.function_call_arguments.delta") == arguments)
    #expect(events.all("response.function_call_arguments.delta").count > 1)
    let done = try #require(events.first("response.function_call_arguments.done"))
    #expect(done["name"]?.string == "weather")
    #expect(done["arguments"]?.string == arguments)
    let item = try #require(events.first("response.done")?["response"]?["output"]?[0])
    #expect(item["type"]?.string == "function_call")
    #expect(item["call_id"] == done["call_id"])
    #expect(item["status"]?.string == "completed")
  }

  @Test func `several parts and items keep their indices`() {
    let reply = Reply(items: [
      .message([.text("A"), .text("B")]), .functionCall(name: "f", arguments: "{}"), .message([.text("C")]),
    ])
    var driver = SessionDriver.opened(script: .turns([reply]))
    let events = driver.send(create)
    let parts = events.all("response.content_part.added").map {
      [$0["output_index"]?.int, $0["content_index"]?.int]
    }
    #expect(parts == [[0, 0], [0, 1], [2, 0]])
    #expect(events.all("response.output_item.done").map { $0["output_index"]?.int } == [0, 1, 2])
    #expect(events.first("response.done")?["response"]?["output"]?.array?.count == 3)
    let previous = events.all("conversation.item.added").map { $0["previous_item_id"]?.string }
    #expect(previous == [nil, "item_1", "item_2"])
  }

  @Test func `the beta API has its own names and shapes`() throws {
    var driver = SessionDriver.opened(generation: .beta)
    let heard = driver.say("hi")
    #expect(heard.types == ["conversation.item.created"])
    let events = driver.send(create)
    #expect(
      events.order.filter { !$0.hasSuffix(".delta") } == [
        "response.created", "rate_limits.updated", "response.output_item.added", "conversation.item.created",
        "response.content_part.added", "response.audio.done", "response.audio_transcript.done",
        "response.content_part.done", "response.output_item.done", "response.done",
      ])
    #expect(events.joined("response.audio_transcript.delta") == "You said: hi")
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["modalities"] == ["text", "audio"])
    #expect(done["output_audio_format"]?.string == "pcm16")
    #expect(done["voice"]?.string == "alloy")
    #expect(done["output"]?[0]?["content"]?[0]?["type"]?.string == "audio")
  }

  @Test func `a response out of band stays out of the conversation`() throws {
    var driver = SessionDriver.opened()
    _ = driver.say("remember this")
    let events = driver.send([
      "type": "response.create",
      "response": [
        "conversation": "none", "output_modalities": ["text"], "metadata": ["purpose": "test"],
        "input": [
          ["type": "item_reference", "id": "item_1"],
          ["type": "message", "role": "user", "content": [["type": "input_text", "text": "and that"]]],
        ],
      ],
    ])
    #expect(!events.types.contains("conversation.item.added"))
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["conversation_id"]?.isNull == true)
    #expect(done["metadata"] == ["purpose": "test"])
    #expect(events.joined("response.output_text.delta") == "You said: remember this\nand that")
    #expect(driver.session.conversation.items.count == 1)
  }

  @Test func `an empty input clears the context`() {
    var driver = SessionDriver.opened()
    _ = driver.say("unheard")
    let events = driver.send([
      "type": "response.create", "response": ["input": [], "output_modalities": ["text"]],
    ])
    #expect(events.joined("response.output_text.delta") == "I am listening.")
  }

  @Test func `a failed and a filtered response say so`() throws {
    let filtered = Reply(items: [.message([.text("A")])], outcome: .contentFiltered)
    var driver = SessionDriver.opened(
      script: .turns([.failure(code: "server_error", message: "The model is asleep."), filtered]))
    let failed = try #require(driver.send(create).first("response.done")?["response"])
    #expect(failed["status"]?.string == "failed")
    #expect(failed["status_details"]?["error"]?["message"]?.string == "The model is asleep.")
    let incomplete = try #require(driver.send(create).first("response.done")?["response"])
    #expect(incomplete["status"]?.string == "incomplete")
    #expect(incomplete["status_details"]?["reason"]?.string == "content_filter")
  }

  @Test func `max_output_tokens ends a response as incomplete`() throws {
    var driver = SessionDriver.opened(script: .turns([.text("one two three four five six seven eight")]))
    let events = driver.send(["type": "response.create", "response": ["max_output_tokens": 5]])
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["status"]?.string == "incomplete")
    #expect(done["status_details"]?["reason"]?.string == "max_output_tokens")
    #expect(try #require(done["usage"]?["output_tokens"]?.int) <= 5)
    #expect(done["output"]?[0]?["status"]?.string == "incomplete")
    #expect(
      events.first("response.output_text.done")?["text"]?.string
        == events.joined("response.output_text.delta"))
  }
}
