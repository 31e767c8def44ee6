import RealtimeEvents
import Testing

@Suite struct EventPrintingTests {
  private func printed(_ json: String) -> String? {
    let feed = EventFeed()
    let lines = Log<String>()
    feed.on(.event) { event in
      lines("\(event)")
      #expect(event.description == "\(event)")
      #expect("\(event.owned())" == "\(event)")
    }
    feed.feed(json)
    return lines.entries.first
  }

  @Test func `a server event is its type and its JSON on one line`() {
    let line = printed("{ \"type\" : \"response.output_text.delta\",\n\t\"delta\":\"a\\nb\", \"n\" : 1.0 }")
    #expect(line == #"response.output_text.delta {"type":"response.output_text.delta","delta":"a\nb","n":1}"#)
    #expect(printed(#"{"type":"future"}"#) == #"future {"type":"future"}"#)
  }

  @Test func `a view of an event prints as the event does`() {
    let feed = EventFeed()
    let lines = Log<String>()
    feed.on(.responseOutputTextDelta) { lines("> \($0)") }
    feed.feed(#"{"type":"response.output_text.delta","delta":"d"}"#)
    #expect(
      lines.entries == [#"> response.output_text.delta {"type":"response.output_text.delta","delta":"d"}"#])
  }

  @Test func `audio and files are named by their size`() {
    let audio = #"{"type":"response.output_audio.delta","delta":"AQID_-w"}"#
    #expect(
      printed(audio)
        == #"response.output_audio.delta {"type":"response.output_audio.delta","delta":"(5 bytes)"}"#)
    let broken = #"{"type":"response.audio.delta","delta":"A"}"#
    #expect(
      printed(broken) == #"response.audio.delta {"type":"response.audio.delta","delta":"(1 characters)"}"#)
    let image =
      #"{"type":"x","item":{"content":[{"audio":"AQID"},{"image_url":"data:image/png;base64,AQID"}]}}"#
    let shown = #"{"content":[{"audio":"(3 bytes)"},{"image_url":"(26 characters)"}]}"#
    #expect(printed(image) == #"x {"type":"x","item":\#(shown)}"#)
    let append = ClientEvent.inputAudioBufferAppend([UInt8](repeating: 7, count: 4_800))
    #expect(
      "\(append)"
        == #"input_audio_buffer.append {"type":"input_audio_buffer.append","audio":"(4800 bytes)"}"#)
  }

  @Test func `secrets of a tool are not printed`() {
    let tool = MCPTool(serverLabel: "s", authorization: "secret-1", headers: ["X-Key": "secret-2"])
    let event = ClientEvent.sessionUpdate(RealtimeSessionParameters(instructions: "i", tools: [.mcp(tool)]))
    let line = String(describing: event)
    #expect(line.hasPrefix(#"session.update {"type":"session.update","session":{"type":"realtime","#))
    #expect(line.contains(#""instructions":"i""#))
    #expect(line.contains(#""authorization":"***","headers":{"X-Key":"***"}"#))
    #expect(!line.contains("secret"))
    let secret = #"{"type":"transcription_session.created","session":{"client_secret":{"value":"ek_1"}}}"#
    #expect(printed(secret)?.contains("ek_1") == false)
  }

  @Test func `an owned event of its own type is one line too`() {
    let owned = ResponseOutputAudioDelta.Owned(
      eventID: "e", responseID: "r", itemID: "i", outputIndex: 1, contentIndex: 0, audio: [1, 2, 3])
    #expect(
      "\(owned)" == """
        ResponseOutputAudioDelta(eventID: "e", responseID: "r", itemID: "i", outputIndex: 1, contentIndex: 0, \
        audio: 3 bytes)
        """)
    let started = InputAudioBufferSpeechStarted.Owned(eventID: "e", audioStartMs: nil, itemID: "i")
    #expect("\(started)" == #"InputAudioBufferSpeechStarted(eventID: "e", audioStartMs: nil, itemID: "i")"#)
    let stopped = InputAudioBufferSpeechStopped.Owned(eventID: "e", audioEndMs: 5, itemID: "i")
    #expect("\(stopped)" == #"InputAudioBufferSpeechStopped(eventID: "e", audioEndMs: 5, itemID: "i")"#)
  }

  @Test func `deep JSON is no trap`() {
    let depth = 20_000
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(printed(#"{"type":"x","a":\#(deep)}"#)?.utf8.count ?? 0 > 2 * depth)
  }
}
