import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// What a session says of what it is given while no connection is there.
@Suite struct SessionHoldingTests {
  @Test func `what is beyond the limit of holding is refused as what waits for a connection is`() async throws {
    try await onThread {
      let rig = try SessionRig()
      rig.plan.holding.maximumEventCount = 1
      let session = try rig.session()
      #expect(session.send(.conversationItemCreate(.user("One"))) == .accepted)
      #expect(session.send(.conversationItemCreate(.user("Two"))) == .refused(.queueFull))
      #expect(session.sendRaw(#"{"type":"any"}"#) == .refused(.queueFull))
      rig.loop.schedule(after: .zero) { session.close() }
      rig.run(session)
    }
  }

  @Test func `a report of what was played that crosses an interruption is dropped`() async throws {
    try await onThread {
      let spoken = try SpokenRig([.speech(milliseconds: 1_000)])
      let session = spoken.session
      spoken.respond { _ in
        let generation = session.playback.generation
        session.playback.played(4_800, of: generation)
        session.interrupt()
        session.playback.handOver(4_800)
        session.playback.played(4_800, of: generation)
        #expect(session.playback.ledger.parts.map(\.heardMilliseconds) == [100])
        #expect(session.playback.unplayedMilliseconds == 0)
        session.close()
      }
      spoken.run()
    }
  }

  @Test func `whoever waits for room hears of it from the next connection`() async throws {
    try await onThread {
      let rig = try SessionRig()
      rig.plan.options.webSocket.highWatermarkByteCount = 1_000
      let session = try rig.session()
      var isWaiting = false
      session.onDrain { if isWaiting { session.close() } }
      session.onState { state in
        guard case .live = state, !isWaiting else { return }
        let outcome = session.send(.conversationItemCreate(.user(String(repeating: "x", count: 9_000))))
        #expect(outcome == .queued)
        isWaiting = true
        session.restart()
      }
      rig.run(session)
      #expect(rig.cause == .requested)
      #expect(rig.received(2).first == "session.update")
    }
  }

  @Test func `a request for a response that finds the connection full is sent once there is room`() async throws {
    try await onThread {
      let rig = try SessionRig()
      rig.plan.options.webSocket.maximumBufferedByteCount = 100_000
      let session = try rig.session()
      session.on(.error) { _ in }
      session.onState { state in
        guard case .live = state else { return }
        while session.send(.conversationItemCreate(.user(String(repeating: "x", count: 9_000)))).isAccepted {}
        // Smaller than the request.
        while session.send(.inputAudioBufferClear()).isAccepted {}
        session.respond { outcome in
          #expect(outcome.text == "completed")
          session.close()
        }
      }
      rig.run(session)
    }
  }
}
