import Testing

@testable import RealtimeSessions

@Suite struct SessionConversationTests {
  @Test func `an interruption by speech is measured from the speech to the silence`() throws {
    var conversation = SessionConversation(RealtimeSession.Plan(model: "m"))
    _ = conversation.restored(by: SessionLeg.SetUp(), at: .zero)
    let loop = try EventLoop()
    let audio = String(repeating: "AAAA", count: 1_600)
    for event in [
      #"{"type":"response.created","response":{"id":"r","conversation_id":"c"}}"#,
      #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","content_index":0,"delta":"\#(audio)"}"#,
    ] {
      try withEvent(event) { event in
        if event.kind == .responseOutputAudioDelta {
          _ = conversation.receiveAudio(event, on: loop)
        } else {
          _ = conversation.receive(event, at: .seconds(1))
        }
      }
    }
    let effects = try withEvent(#"{"type":"input_audio_buffer.speech_started","audio_start_ms":0,"item_id":"u"}"#) {
      conversation.receive($0, at: .seconds(2))
    }
    let measured = effects.compactMap { effect -> LatencyMeasure? in
      if case .latency(let value) = effect { value.measure } else { nil }
    }
    #expect(measured.contains(.speechStartToClear))
  }
}
