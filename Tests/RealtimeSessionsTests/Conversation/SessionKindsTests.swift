import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// Sessions that are no conversation of their own: each connects again, and is given its settings and nothing else.
@Suite struct SessionKindsTests {
  private static let speech = UserAudio.speech

  private func rig(_ target: RealtimeTarget, _ plans: [ConnectionPlan]) throws -> SessionRig {
    let rig = try SessionRig(plans)
    rig.plan.target = target
    rig.plan.parameters = nil
    return rig
  }

  @Test func `a transcription goes on over the next connection`() async throws {
    try await onThread { [self] in
      let completed = "conversation.item.input_audio_transcription.completed"
      let rig = try rig(.transcription, [.serve(SessionScript().at(.afterSending(completed), .endStream))])
      let input = AudioInput(transcription: .value(.init(model: .whisper1)), turnDetection: .null)
      rig.plan.parameters = .transcription(.init(audio: .init(input: input)))
      let session = try rig.session()
      func say() {
        session.appendAudio(Self.speech)
        session.send(.inputAudioBufferCommit())
      }
      var texts: [String] = []
      session.on(.conversationItemInputAudioTranscriptionCompleted) { event in
        texts.append(event.transcript)
        if texts.count == 2 { session.close() }
      }
      session.onRestored { report in
        #expect(report.reason == .reconnected && report.items.total.kept == 0)
        say()
      }
      say()
      rig.run(session)
      #expect(rig.cause == .requested && texts.count == 2)
      #expect(rig.received(2) == ["session.update", "input_audio_buffer.commit"])
    }
  }

  @Test func `a translation goes on over the next connection, and ends when it has said all`() async throws {
    try await onThread { [self] in
      let script = SessionScript().at(.afterSending("session.output_audio.delta"), .endStream)
      let rig = try rig(.translation(model: "gpt-realtime-translate"), [.serve(script)])
      let session = try rig.session()
      var byteCount = 0
      var isClosedByService = false
      session.on(.sessionOutputAudioDelta) { event in byteCount += event.delta.utf8.count / 4 * 3 }
      session.on(.sessionClosed) { _ in isClosedByService = true }
      session.onState { state in
        // Held until the next connection is there.
        if case .backoff = state { session.appendAudio(Self.speech) }
      }
      session.onRestored { _ in
        session.appendAudio(Self.speech)
        session.send(.sessionClose())
      }
      session.appendAudio(Self.speech)
      rig.run(session)
      #expect(rig.cause == .requested && isClosedByService && rig.server.requests.count == 2)
      #expect(Set(rig.received(2)) == ["session.input_audio_buffer.append", "session.close"])
      // What was on its way to the first connection went with it, all but the first 100 ms.
      #expect(byteCount >= 2 * Self.speech.count + 4_800)
    }
  }

  @Test func `a side connection attaches again, and leaves the call its conversation`() async throws {
    try await onThread { [self] in
      let rig = try rig(.call("rtc_1"), [.serve(SessionScript().at(.endOfTurn(), .endStream)), .reset])
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Hello")))
      session.respond()
      session.onState { state in
        if case .backoff = state { session.send(.conversationItemCreate(.user("Are you there?"))) }
      }
      session.onRestored { _ in
        session.respond { outcome in
          #expect(outcome.text == "completed")
          session.close()
        }
      }
      rig.run(session)
      #expect(rig.cause == .requested)
      #expect(rig.server.requests.map(\.callID) == ["rtc_1", "rtc_1", "rtc_1"])
      // Twice, because the connection was away twice.
      #expect(rig.createdItems(2) == ["user: Are you there?", "user: Are you there?"])
      #expect(rig.received(2).last == "response.create" && !rig.received(2).contains("session.update"))
    }
  }

  @Test(
    arguments: [
      [.serve(SessionScript().at(.endOfTurn(), .close()))],
      [.serve(SessionScript().at(.endOfTurn(), .endStream)), .refuse(.callNotFound)],
    ] as [[ConnectionPlan]])
  func `a side connection ends with its call`(plans: [ConnectionPlan]) async throws {
    try await onThread { [self] in
      let rig = try rig(.call("rtc_1"), plans)
      let session = try rig.session()
      session.respond()
      rig.run(session)
      #expect(rig.cause == .callEnded)
      #expect(rig.server.requests.count == plans.count)
    }
  }

  @Test func `on a side connection the service stops what it plays, and knows itself what was heard`() async throws {
    try await onThread {
      let rig = try SessionRig { $0.script = .turns([.speech(milliseconds: 5_000)]) }
      rig.plan.target = .call("rtc_1")
      rig.plan.parameters = nil
      rig.plan.playback = .service
      let session = try rig.session()
      session.respond { _ in session.interrupt() }
      session.on(.outputAudioBufferCleared) { _ in session.close() }
      rig.run(session)
      #expect(rig.received(1).suffix(1) == ["output_audio_buffer.clear"])
    }
  }

  @Test func `a tool of a side connection is answered over the next one`() async throws {
    try await onThread {
      let rig = try SessionRig([.serve(SessionScript().at(.endOfTurn(), .endStream))]) { configuration in
        configuration.script = ReplyScript { request in
          request.session == 1 ? .functionCall(name: "f", arguments: "{}") : .text("Well.")
        }
      }
      rig.plan.target = .call("rtc_1")
      rig.plan.parameters = nil
      let session = try rig.session()
      var finish: ((Result<String, any Error>) -> Void)?
      session.tools.register(FunctionTool(name: "f")) { finish = $1 }
      session.onRestored { _ in
        finish?(.success("later"))
        session.close()
      }
      session.respond()
      rig.run(session)
      // The call of the test is a new one for the local server, which knows of no call across connections.
      #expect(rig.json("conversation.item.create", 2).map { $0["item"]?["output"]?.string } == ["later"])
      #expect(session.tools.droppedOutputCount == 0)
    }
  }

  @Test func `a function that was called while a side connection was away is found, and answered`() async throws {
    try await onThread {
      let item =
        #"{"id":"i","type":"function_call","status":"completed","call_id":"c","name":"f","arguments":"{}"}"#
      let script = SessionScript().at(
        .onReceiving("conversation.item.retrieve"), .drop,
        .send(#"{"type":"conversation.item.retrieved","item":\#(item)}"#))
      let rig = try SessionRig([.serve(SessionScript().at(.endOfTurn(), .endStream)), .serve(script)])
      rig.plan.target = .call("rtc_1")
      rig.plan.parameters = nil
      let session = try rig.session()
      var runCount = 0
      session.tools.register(FunctionTool(name: "f")) { _, finish in
        runCount += 1
        finish(.success("late"))
        session.loop.enqueueLocally { session.close() }
      }
      session.onRestored { _ in
        let next =
          #"{"type":"conversation.item.added","previous_item_id":"i","item":"#
          + #"{"id":"j","type":"message","role":"user","content":[{"type":"input_text","text":"Well?"}]}}"#
        for _ in 0..<2 { rig.server.perform(.send(next), session: 2) }
      }
      session.respond()
      rig.run(session)
      #expect(rig.json("conversation.item.retrieve", 2).map { $0["item_id"] } == ["i"] && runCount == 1)
      #expect(rig.json("conversation.item.create", 2).map { $0["item"]?["output"]?.string } == ["late"])
    }
  }

  @Test(arguments: [true, false])
  func `what an old connection has still transcribed is heard, of a session that does nothing else`(
    isTranscription: Bool
  ) async throws {
    try await onThread {
      let rig = try SessionRig.rollingOver()
      if isTranscription {
        rig.plan.target = .transcription
        rig.plan.parameters = .transcription(.init(audio: .init(input: AudioInput(turnDetection: .null))))
      }
      let session = try rig.session()
      var texts: [String] = []
      var changes: [String] = []
      session.on(.conversationItemInputAudioTranscriptionCompleted) { texts.append($0.transcript) }
      session.onTranscript { changes.append($0.text) }
      session.onRestored { report in
        #expect(report.reason == .rolledOver)
        let event =
          #"{"type":"conversation.item.input_audio_transcription.completed","item_id":"i","content_index":0,"#
          + #""transcript":"late","usage":{"type":"duration","seconds":1}}"#
        rig.server.perform(.send(event), session: 1)
        session.loop.schedule(after: .milliseconds(100)) { session.close() }
      }
      rig.run(session)
      #expect(texts == (isTranscription ? ["late"] : []) && changes == texts)
    }
  }
}
