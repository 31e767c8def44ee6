import RealtimeEvents
import RealtimeBuffers
import Testing

/// What can be written without a wrapper, as the JSON that it is.
@Suite struct LiteralTests {
  private func json(_ event: ClientEvent) -> String {
    let buffer = ByteBuffer(pool: BlockPool())
    event.write(into: buffer)
    return String(decoding: buffer.readable, as: UTF8.self)
  }

  private func session(_ input: AudioInput) -> String {
    let text = json(.sessionUpdate(RealtimeSessionParameters(audio: SessionAudio(input: input))))
    return String(
      text.dropFirst(#"{"type":"session.update","session":{"type":"realtime","audio":{"input":"#.count)
        .dropLast(3))
  }

  @Test func `turn detection`() {
    #expect(
      session(AudioInput(turnDetection: .serverVAD(threshold: 0.6, silenceDurationMs: 300)))
        == #"{"turn_detection":{"type":"server_vad","threshold":0.6,"silence_duration_ms":300}}"#)
    #expect(session(AudioInput(turnDetection: .serverVAD())) == #"{"turn_detection":{"type":"server_vad"}}"#)
    #expect(
      session(AudioInput(turnDetection: .semanticVAD(eagerness: .low)))
        == #"{"turn_detection":{"type":"semantic_vad","eagerness":"low"}}"#)
    #expect(
      session(AudioInput(turnDetection: .serverVAD(ServerVAD(createResponse: false))))
        == #"{"turn_detection":{"type":"server_vad","create_response":false}}"#)
    #expect(session(AudioInput(turnDetection: .null)) == #"{"turn_detection":null}"#)
    let detection: TurnDetection = .serverVAD(prefixPaddingMs: 10)
    #expect(detection == .serverVAD(ServerVAD(prefixPaddingMs: 10)))
    #expect(
      json(.sessionUpdate(BetaSessionParameters(turnDetection: .semanticVAD()))).contains("semantic_vad"))
  }

  @Test func `unions, lists and maps`() {
    let tool = MCPTool(
      serverLabel: "s", headers: ["b": "2", "a": "1"], allowedTools: .named(["t"]),
      allowedCallers: [.direct, "robot"], requireApproval: .never)
    #expect(
      json(.responseCreate(ResponseParameters(tools: [.mcp(tool)], metadata: ["call": "c_17"])))
        == #"{"type":"response.create","response":{"tools":[{"type":"mcp","server_label":"s","headers":"#
        + #"{"a":"1","b":"2"},"allowed_tools":["t"],"allowed_callers":["direct","robot"],"#
        + #""require_approval":"never"}],"metadata":{"call":"c_17"}}}"#)
    #expect(json(.sessionUpdate(RealtimeSessionParameters(tracing: .auto))).contains(#""tracing":"auto""#))
    let prompt = Prompt(id: "p", variables: ["a": "x", "b": .inputText(PromptText(text: "y"))])
    #expect(
      json(.responseCreate(ResponseParameters(prompt: .value(prompt)))).contains(
        #""variables":{"a":"x","b":{"type":"input_text","text":"y"}}"#))
  }

  @Test func `the closed values have constants, and take others`() {
    #expect(ToolCaller.direct.rawValue == "direct" && ToolCaller.programmatic.rawValue == "programmatic")
    #expect(PromptCacheMode.explicit == "explicit")
    #expect(PromptCacheLifetime.thirtyMinutes == "30m" && PromptCacheLifetime.twelveHours == "12h")
    #expect(ExpiryAnchor.createdAt == "created_at")
    #expect(APIObjectName.item == "realtime.item" && APIObjectName.session == "realtime.session")
    let point = PromptCacheBreakpoint(mode: .explicit, ttl: .thirtyMinutes)
    let text = PromptText(text: "t", promptCacheBreakpoint: point)
    let prompt = Prompt(id: "p", variables: ["v": .inputText(text)])
    #expect(
      json(.responseCreate(ResponseParameters(prompt: .value(prompt)))).contains(
        #""prompt_cache_breakpoint":{"mode":"explicit","ttl":"30m"}"#))
  }

  @Test func `values and names that Swift takes for equal are told apart by their bytes`() {
    let (first, second) = ("caf\u{E9}", "cafe\u{301}")
    #expect(VoiceName(rawValue: first) != VoiceName(rawValue: second))
    #expect(Voice.named(VoiceName(rawValue: first)) != .named(VoiceName(rawValue: second)))
    #expect(Set([RealtimeModel(rawValue: first), RealtimeModel(rawValue: second)]).count == 2)
    var metadata: JSONDictionary<String> = [first: "1", second: "2"]
    #expect(metadata.count == 2 && metadata[first] == "1" && metadata[second] == "2")
    #expect(metadata.keys.map { Array($0.utf8) } == [second, first].map { Array($0.utf8) })
    #expect(
      json(.responseCreate(ResponseParameters(metadata: .value(metadata))))
        == #"{"type":"response.create","response":{"metadata":{"\#(second)":"2","\#(first)":"1"}}}"#)
    metadata[first] = nil
    #expect(metadata.count == 1 && metadata[second] == "2")
    #expect(metadata.description == "[\(second.debugDescription): 2]")
  }
}
