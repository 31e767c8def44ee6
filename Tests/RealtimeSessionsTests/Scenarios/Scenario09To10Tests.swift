import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// Requests without an answer, and audio that waits for a connection.
@Suite(.serialized) struct Scenario09To10Tests {
  // MARK: 9

  @Test func `9: a request that was cancelled meanwhile is not asked again`() async throws {
    try await onThread {
      let rig = try SessionRig([.serve(SessionScript().at(.onReceiving("response.create"), .drop, .endStream))])
      let session = try rig.session()
      var outcomes: [String] = []
      let id = session.respond { outcomes.append($0.text) }
      session.onState { state in
        if case .backoff = state { session.cancelResponse(id) }
      }
      session.onRestored { _ in session.loop.schedule(after: .milliseconds(100)) { session.close() } }
      rig.run(session)
      #expect(outcomes == ["not started: cancelled"])
      #expect([1, 2].map { rig.json("response.create", $0).count } == [1, 0])
    }
  }

  @Test func `9: two requests that wait become one, and both are answered`() async throws {
    try await onThread {
      let rig = try SessionRig([.serve(SessionScript().at(.onReceiving("response.create"), .drop, .endStream))])
      let session = try rig.session()
      var outcomes: [String] = []
      session.respond { outcomes.append($0.text) }
      session.onState { state in
        guard case .backoff = state else { return }
        for _ in 1...2 { session.respond { outcomes.append($0.text) } }
      }
      session.on(.responseDone) { _ in session.loop.enqueueLocally { session.close() } }
      rig.run(session)
      #expect(outcomes == ["completed", "completed", "completed"])
      #expect([1, 2].map { rig.json("response.create", $0).count } == [1, 1])
    }
  }

  // MARK: 10

  /// 24 kHz PCM16 in which no two milliseconds are alike.
  private static func audio(milliseconds: Int, from start: Int = 0) -> [UInt8] {
    (start..<(start + milliseconds)).flatMap { number in
      (0..<24).flatMap { [UInt8(truncatingIfNeeded: number &* 31 &+ $0), UInt8(truncatingIfNeeded: number >> 3)] }
    }
  }

  /// Loses the connection, does something while there is none, and closes a moment after the next one is there.
  private func run(_ change: (SessionRig) -> Void = { _ in }, during body: @escaping (RealtimeSession) -> Void) throws
    -> SessionRig
  {
    let rig = try SessionRig([
      .serve(SessionScript().at(.afterSending("session.updated"), .pause(.milliseconds(50)), .endStream))
    ])
    change(rig)
    let session = try rig.session()
    session.on(.error) { _ in }
    session.onState { if case .backoff = $0 { body(session) } }
    session.onRestored { _ in
      session.loop.schedule(after: .milliseconds(100)) { session.close() }
    }
    rig.run(session)
    #expect(rig.cause == .requested)
    return rig
  }

  @Test func `10: a word across the gap arrives once, and the commit after it`() async throws {
    try await onThread { [self] in
      let word = Self.audio(milliseconds: 500)
      let rig = try run { session in
        for piece in stride(from: 0, to: word.count, by: 960) {
          session.appendAudio(Array(word[piece..<min(piece + 960, word.count)]))
        }
        session.send(.inputAudioBufferCommit())
      }
      #expect(rig.audio(2) == word && rig.received(2).last == "input_audio_buffer.commit")
      #expect(rig.restored.first?.dropped.isEmpty == true)
    }
  }

  @Test func `10: what there is no room for is the oldest, and is reported`() async throws {
    try await onThread { [self] in
      let word = Self.audio(milliseconds: 500)
      let rig = try run({ $0.plan.holding.maximumAudioMilliseconds = 200 }) { $0.appendAudio(word) }
      #expect(rig.audio(2) == Array(word.suffix(200 * 48)))
      #expect(rig.restored.first?.dropped.audioByteCount == 300 * 48)
    }
  }

  @Test func `10: a commit of too little is dropped, and reported`() async throws {
    try await onThread { [self] in
      let rig = try run { session in
        session.appendAudio(Self.audio(milliseconds: 60))
        session.send(.inputAudioBufferCommit())
      }
      #expect(rig.audio(2).count == 60 * 48 && !rig.received(2).contains("input_audio_buffer.commit"))
      #expect(rig.restored.first?.dropped.commitCount == 1)
    }
  }

  @Test func `10: a clear empties what waits`() async throws {
    try await onThread { [self] in
      let rig = try run { session in
        session.appendAudio(Self.audio(milliseconds: 200))
        session.send(.inputAudioBufferClear())
        session.appendAudio(Self.audio(milliseconds: 40, from: 200))
      }
      #expect(rig.audio(2) == Self.audio(milliseconds: 40, from: 200))
    }
  }
}
