import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// Scenario 13: what the service is told of speech that was not heard to its end. It refuses more than it has sent.
@Suite struct Scenario13Tests {
  @Test(arguments: [(0, 0), (400, 400), (999, 999), (1_000, nil), (1_001, nil)] as [(Int, Int?)])
  func `13 an answer that plays on after its end is cut to what was heard`(heard: Int, end: Int?) async throws {
    try await onThread {
      let spoken = try SpokenRig([.speech(milliseconds: 1_000)])
      spoken.respond { _ in
        spoken.session.playback.played(heard * 48)
        spoken.session.interrupt()
        if end == nil { spoken.session.close() }
      }
      spoken.session.on(.conversationItemTruncated) { event in
        #expect(event.audioEndMs == end)
        spoken.session.close()
      }
      spoken.run()
      #expect(spoken.truncations() == (end.map { [[0, $0]] } ?? []))
      #expect(spoken.clearCount == (end == nil ? 0 : 1), "nothing is cleared where nothing plays")
      #expect(spoken.rig.complaints == [])
      #expect(spoken.rig.json("response.cancel", 1).isEmpty, "there is nothing to cancel")
    }
  }

  @Test(arguments: [(200, [[0, 200], [0, 0]]), (700, [[0, 200]])] as [(Int, [[Int?]])])
  func `13 each of two messages of one response is cut by itself`(heard: Int, expected: [[Int?]]) async throws {
    try await onThread {
      let message = Reply.Item.message([.speech(milliseconds: 500)])
      let spoken = try SpokenRig([Reply(items: [message, message])])
      spoken.respond { _ in
        spoken.session.playback.played(heard * 48)
        spoken.session.interrupt()
      }
      var left = expected.count
      spoken.session.on(.conversationItemTruncated) { _ in
        left -= 1
        if left == 0 { spoken.session.close() }
      }
      spoken.run()
      #expect(spoken.truncations() == expected)
      #expect(spoken.rig.complaints == [])
    }
  }

  @Test func `13 each audio part of one item is cut by itself`() async throws {
    try await onThread {
      let parts: [Reply.Part] = [.speech(milliseconds: 300), .speech(milliseconds: 900)]
      let spoken = try SpokenRig([Reply(items: [.message(parts)])])
      spoken.respond { _ in
        spoken.session.playback.played(1_000 * 48)
        spoken.session.interrupt()
      }
      spoken.session.on(.conversationItemTruncated) { _ in spoken.session.close() }
      spoken.session.on(.error) { _ in spoken.session.close() }
      spoken.run()
      #expect(spoken.truncations() == [[1, 700]])
      #expect(spoken.rig.complaints == [])
    }
  }

  @Test func `13 an item of an earlier connection is made anew, since it cannot be truncated`() async throws {
    try await onThread {
      let spoken = try SpokenRig([.speech(milliseconds: 1_000)], SessionScript().at(.endOfTurn(), .endStream))
      spoken.respond()
      spoken.session.onRestored { _ in
        // The item that comes in place of the one that was replayed.
        spoken.session.on(.conversationItemDone) { _ in spoken.session.close() }
        spoken.session.playback.played(300 * 48)
        spoken.session.interrupt()
      }
      spoken.run()
      #expect(spoken.truncations(2).isEmpty)
      #expect(spoken.clearCount == 1)
      #expect(spoken.rig.received(2).filter { $0 != "session.update" }.contains("conversation.item.delete"))
      let texts = spoken.rig.createdItems(2).map { $0.replacing("assistant: ", with: "") }
      #expect(texts.count == 2 && texts[0].hasSuffix("ten") && texts[1].hasPrefix("one"))
      #expect(texts.last?.hasSuffix("[interrupted]") == true && texts.last?.contains("six") == false)
      #expect(spoken.rig.complaints == [])
    }
  }

  @Test func `13 an item that never had audio is deleted when its response has ended`() async throws {
    try await onThread {
      let script = SessionScript().at(.afterSending("response.output_item.added"), .pause(.milliseconds(200)))
      let spoken = try SpokenRig([.speech(milliseconds: 1_000)], script)
      spoken.respond()
      spoken.session.on(.responseOutputItemAdded) { _ in spoken.session.interrupt() }
      spoken.session.on(.conversationItemDeleted) { _ in spoken.session.close() }
      spoken.session.on(.error) { _ in spoken.session.close() }
      spoken.run()
      #expect(spoken.truncations().isEmpty)
      #expect(spoken.outcomes == ["cancelled client_cancelled"])
      #expect(spoken.rig.received(1).suffix(2) == ["response.cancel", "conversation.item.delete"])
      #expect(spoken.rig.complaints == [])
    }
  }

  @Test func `13 speech clears playback before anybody is told of it, and cuts what plays`() async throws {
    try await onThread {
      let spoken = try SpokenRig([.speech(milliseconds: 5_000)])
      let session = spoken.session
      var order: [String] = []
      session.onClearPlayback { order.append("clear") }
      session.on(.inputAudioBufferSpeechStarted) { _ in order.append("speech") }
      spoken.respond { _ in
        session.playback.played(1_234 * 48)
        session.appendAudio(UserAudio.speech)
      }
      session.on(.conversationItemTruncated) { _ in session.close() }
      spoken.run()
      #expect(order == ["clear", "speech"])
      #expect(spoken.truncations() == [[0, 1_234]])
    }
  }

  @Test func `13 speech does not interrupt where the turn detection is told not to`() async throws {
    try await onThread {
      let rig = try SessionRig { $0.script = .turns([.speech(milliseconds: 5_000)]) }
      rig.speak(detecting: .serverVAD(.init(interruptResponse: false)))
      let spoken = try SpokenRig(rig)
      spoken.respond { _ in spoken.session.appendAudio(UserAudio.speech + UserAudio.silence) }
      spoken.session.on(.inputAudioBufferSpeechStopped) { _ in spoken.session.close() }
      spoken.run()
      #expect(spoken.clearCount == 0 && spoken.truncations().isEmpty)
    }
  }
}
