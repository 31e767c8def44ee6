import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// The parrot, scripts, and how a reply is cut into deltas.
@Suite struct ReplyTests {
  private let weather: JSONValue = [
    "type": "function", "name": "get_weather",
    "parameters": [
      "type": "object", "required": ["city", "days", "metric", "unit"],
      "properties": [
        "city": ["type": "string"], "days": ["type": "integer", "minimum": 1], "metric": ["type": "boolean"],
        "unit": ["type": "string", "enum": ["celsius", "kelvin"]], "optional": ["type": "string"],
      ],
    ],
  ]

  private func createWithTool(_ choice: JSONValue) -> JSONValue {
    [
      "type": "response.create",
      "response": ["tools": [weather], "tool_choice": choice, "output_modalities": ["text"]],
    ]
  }

  @Test func `the parrot calls the function that has to be called, with arguments the schema takes`() throws {
    var driver = SessionDriver.opened()
    _ = driver.say("Paris")
    for choice in ["required", ["type": "function", "name": "get_weather"]] as [JSONValue] {
      let events = driver.send(createWithTool(choice))
      let done = try #require(events.first("response.function_call_arguments.done"))
      #expect(done["name"]?.string == "get_weather")
      let arguments = try JSONValue.parse(try #require(done["arguments"]?.string))
      #expect(arguments["unit"]?.string == "celsius")
      #expect(arguments["days"]?.int == 1)
      #expect(arguments["metric"]?.bool == true)
      #expect(arguments["optional"] == nil)
    }
  }

  @Test func `the parrot calls a function that is named, and talks about its output`() throws {
    var driver = SessionDriver.opened()
    _ = driver.say("please get_weather")
    let called = driver.send(createWithTool("auto"))
    let callID = try #require(called.first("response.function_call_arguments.done")?["call_id"])
    driver.send([
      "type": "conversation.item.create",
      "item": ["type": "function_call_output", "call_id": callID, "output": "sunny"],
    ])
    let events = driver.send(createWithTool("auto"))
    #expect(events.joined("response.output_text.delta") == "The function returned: sunny")
  }

  @Test func `the parrot calls the function of the very name that it is given`() {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    let tools = [composed, decomposed].map { ReplyRequest.Tool(name: $0, exampleArguments: "{}") }
    let request = ReplyRequest(tools: tools, toolChoice: .function(name: decomposed))
    guard case .functionCall(let name, _)? = Parrot.reply(to: request).items.first else {
      Issue.record("it called nothing")
      return
    }
    #expect(Array(name.utf8) == Array(decomposed.utf8))
  }

  @Test func `the parrot calls nothing where it must not`() {
    var driver = SessionDriver.opened()
    _ = driver.say("please get_weather")
    let events = driver.send(createWithTool("none"))
    #expect(events.joined("response.output_text.delta") == "You said: please get_weather")
  }

  @Test func `the parrot hums written words where audio is asked for`() {
    var driver = SessionDriver.opened()
    _ = driver.say("hello")
    let events = driver.send(["type": "response.create"])
    let byteCount = "You said: hello".utf8.count * Hum.millisecondsPerCharacter * 48
    #expect(events.audio("response.output_audio.delta").count == byteCount)
  }

  @Test func `a script is told what it needs to answer`() throws {
    let seen = Seen()
    let script = ReplyScript { request in
      seen.requests.append(request)
      return .text("ok")
    }
    var driver = SessionDriver.opened(script: script)
    driver.send(["type": "session.update", "session": ["type": "realtime", "instructions": "Be kind."]])
    _ = driver.say("one")
    _ = driver.say("two")
    driver.send(["type": "response.create"])
    _ = driver.say("three")
    driver.send([
      "type": "response.create", "response": ["instructions": "Be quick.", "tool_choice": "required"],
    ])
    try #require(seen.requests.count == 2)
    #expect(seen.requests[0].callerText == "one\ntwo")
    #expect(seen.requests[0].instructions == "Be kind.")
    #expect(seen.requests[0].modality == .audio)
    #expect(seen.requests[1].callerText == "three")
    #expect(seen.requests[1].instructions == "Be quick.")
    #expect(seen.requests[1].toolChoice == .required)
    #expect(seen.requests[1].turn == 1)
  }

  @Test func `a script's turns come one after the other and start again`() {
    var driver = SessionDriver.opened(script: .turns([.text("A"), .text("B")]))
    let answers = (0..<3).map { _ in
      driver.send(["type": "response.create"]).joined("response.output_text.delta")
    }
    #expect(answers == ["A", "B", "A"])
  }

  @Test func `audio for a text response becomes its words`() {
    var driver = SessionDriver.opened(script: .turns([.speech([1, 2], transcript: "words")]))
    let events = driver.send(["type": "response.create", "response": ["output_modalities": ["text"]]])
    #expect(events.joined("response.output_text.delta") == "words")
    #expect(!events.types.contains("response.output_audio.delta"))
  }

  @Test(arguments: [-2, 0, 2]) func `a reply's audio is cut off at the limit, after a whole sample`(
    difference: Int
  ) {
    var limits = LocalSessionLimits()
    limits.maximumReplyAudioByteCount = 1_001
    var driver = SessionDriver.opened(
      script: .turns([.speech(.init(repeating: 7, count: 1_000 + difference), transcript: "")]),
      limits: limits)
    let events = driver.send(["type": "response.create"])
    #expect(events.audio("response.output_audio.delta").count == min(1_000 + difference, 1_000))
  }

  @Test(arguments: ["", "one", " two  spaces ", "a b c", "line\nfeed and é 😀"])
  func `words joined give the text back`(text: String) {
    #expect(ReplyDelta.words(of: text).joined() == text)
  }

  @Test(arguments: [0, 1, 47, 4_800, 4_801, 24_000], ["", "one", "a b c d e f g h i j k l"])
  func `speech deltas cover all bytes and all words in order`(byteCount: Int, transcript: String) {
    let deltas = ReplyDelta.speech(byteCount: byteCount, format: .pcm16, transcript: transcript, from: .zero)
    var words = ""
    var end = 0
    for delta in deltas {
      switch delta.payload {
      case .transcript(let word): words += word
      case .audio(let range):
        #expect(range.lowerBound == end && !range.isEmpty)
        end = range.upperBound
      case .text, .arguments: Issue.record("not part of speech")
      }
    }
    #expect(words == transcript && end == byteCount)
    #expect(zip(deltas, deltas.dropFirst()).allSatisfy { $0.due <= $1.due })
  }

  /// Written on the test's own thread only: the script runs inside `send`.
  private final class Seen: @unchecked Sendable {
    var requests: [ReplyRequest] = []
  }
}
