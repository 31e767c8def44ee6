import RealtimeBuffers
import RealtimeJSON
import Foundation
import RealtimeEvents
import Testing

@Suite struct ClientEventTests {
  private let pool = BlockPool()

  private func json(_ event: ClientEvent) -> String {
    let buffer = ByteBuffer(pool: pool)
    event.write(into: buffer)
    return String(decoding: buffer.readable, as: UTF8.self)
  }

  /// The events as they must be written, one a line. The official Python package's types accept each of them,
  /// which `Sources/RealtimeEvents/Generator/check-client-events` shows.
  private func expectedLines() throws -> [String] {
    let file = URL(filePath: #filePath).appending(path: "../../Fixtures/client-events.jsonl")
      .standardized
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func `each event is written exactly as it should`() throws {
    let expected = try expectedLines()
    #expect(ClientEventSamples.all.count == expected.count)
    for (event, line) in zip(ClientEventSamples.all, expected) { #expect(json(event) == line) }
  }

  @Test func `the samples show each of the 14 types`() throws {
    let types = try ClientEventSamples.all.map { try JSONValue.parse(json($0))["type"]?.string }
    #expect(Set(types).subtracting(["response.some_future_event"]).count == 14)
  }

  @Test func `absent, null and value are three different things`() {
    func session(_ turnDetection: Field<TurnDetection>) -> String {
      json(
        .sessionUpdate(
          RealtimeSessionParameters(
            audio: SessionAudio(input: AudioInput(turnDetection: turnDetection))
          )))
    }
    let before = #"{"type":"session.update","session":{"type":"realtime","audio":{"input":"#
    #expect(session(.absent) == before + "{}}}}")
    #expect(session(.null) == before + #"{"turn_detection":null}}}}"#)
    #expect(
      session(.value(.serverVAD(ServerVAD(idleTimeoutMs: .null))))
        == before + #"{"turn_detection":{"type":"server_vad","idle_timeout_ms":null}}}}}"#
    )
    #expect(
      json(.sessionUpdate(RealtimeSessionParameters()))
        == #"{"type":"session.update","session":{"type":"realtime"}}"#)
  }

  @Test func `a field takes literals as values, and an optional as value or absent`() {
    #expect(Field(String?.none) == .absent)
    #expect(Field("a") == .value("a"))
    #expect(("x" as Field<String>).value == "x")
    #expect((3 as Field<Int>).value == 3)
    #expect((0.5 as Field<Double>).value == 0.5)
    #expect((true as Field<Bool>).value == true)
    #expect(Field<Int>.null.value == nil)
  }

  @Test func `appended audio is the same event written from borrowed bytes`() {
    for byteCount in [0, 1, 2, 3, 4, 47, 48, 49, 4800, 15 << 10] {
      let audio = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let buffer = ByteBuffer(pool: pool)
      for id in ["a", nil] {
        ClientEvent.writeAppend(audio.span.bytes, eventID: id, into: buffer)
        #expect(
          String(decoding: buffer.readable, as: UTF8.self) == json(.inputAudioBufferAppend(audio, eventID: id)))
        buffer.reset(headroom: 14)
      }
      ClientEvent.writeAppend(audio.span.bytes, to: .translation, into: buffer)
      let text = String(decoding: buffer.readable, as: UTF8.self)
      #expect(text == json(.sessionInputAudioBufferAppend(audio)))
      #expect(text.contains("\"" + Data(audio).base64EncodedString() + "\""))
    }
  }

  @Test func `an item that was received can be sent back as it came`() throws {
    for fixture in EventFixture.all where fixture.name.hasPrefix("conversation.item.added full") {
      let bytes = Array(fixture.json.utf8)
      let item = try ServerEventReader(pool: pool).read(bytes.span.bytes) { ConversationItemAdded($0).item }
      let sent = try JSONValue.parse(json(.conversationItemCreate(item)))
      #expect(try sent["item"] == JSONValue.parse(fixture.json)["item"])
    }
  }

  @Test func `settings that were received can be sent back as they came`() throws {
    for fixture in EventFixture.all where fixture.name.hasPrefix("session.updated full") {
      let bytes = Array(fixture.json.utf8)
      let session = try ServerEventReader(pool: pool).read(bytes.span.bytes) { SessionUpdated($0).session }
      guard case .realtime(let received) = session else { continue }
      let parameters = RealtimeSessionParameters(
        model: received.model,
        outputModalities: received.outputModalities,
        instructions: received.instructions,
        audio: received.audio,
        include: received.include,
        tracing: Field(received.tracing),
        tools: received.tools,
        toolChoice: received.toolChoice,
        parallelToolCalls: received.parallelToolCalls,
        reasoning: received.reasoning,
        maxOutputTokens: received.maxOutputTokens,
        truncation: received.truncation,
        prompt: Field(received.prompt)
      )
      var expected = try #require(JSONValue.parse(fixture.json)["session"]?.object)
      for name in ["id", "object", "expires_at"] { expected[name] = nil }
      let sent = try JSONValue.parse(json(.sessionUpdate(parameters)))
      #expect(sent["session"] == .object(expected))
    }
  }
}
