import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// Whatever a listener does to its connection, in whichever callback, the connection ends once and in order.
@Suite struct CallbackTests {
  /// Every callback that a voice turn brings, by name.
  enum Callback: String, CaseIterable, Sendable {
    case open, anyEvent, sessionCreated, sessionUpdated, committed, responseCreated, outputItemAdded,
      itemAdded
    case contentPartAdded, audioDelta, transcriptDelta, audioDone, responseDone, rateLimits, error
  }

  /// Calls `action` in the first of the named callback.
  private func listen(for callback: Callback, on rt: OpenAIRealtimeWS, _ action: @escaping () -> Void) {
    switch callback {
    case .open: rt.socket.on(.open) { action() }
    case .anyEvent: rt.once(.event) { _ in action() }
    case .sessionCreated: rt.once(.sessionCreated) { _ in action() }
    case .sessionUpdated: rt.once(.sessionUpdated) { _ in action() }
    case .committed: rt.once(.inputAudioBufferCommitted) { _ in action() }
    case .responseCreated: rt.once(.responseCreated) { _ in action() }
    case .outputItemAdded: rt.once(.responseOutputItemAdded) { _ in action() }
    case .itemAdded: rt.once(.conversationItemAdded) { _ in action() }
    case .contentPartAdded: rt.once(.responseContentPartAdded) { _ in action() }
    case .audioDelta: rt.once(.responseOutputAudioDelta) { _ in action() }
    case .transcriptDelta: rt.once(.responseOutputAudioTranscriptDelta) { _ in action() }
    case .audioDone: rt.once(.responseOutputAudioDone) { _ in action() }
    case .responseDone: rt.once(.responseDone) { _ in action() }
    case .rateLimits: rt.once(.rateLimitsUpdated) { _ in action() }
    case .error:
      rt.once(.sessionCreated) { _ in rt.sendRaw(#"{"type":"no.such.event"}"#) }
      rt.once(.error) { _ in action() }
    }
  }

  /// Runs a turn in which `action` happens in `callback`, and returns how often it and the close happened.
  private func turn(
    _ callback: Callback, _ action: @escaping (OpenAIRealtimeWS) -> Void
  ) throws -> (actions: Int, closes: Int, report: WebSocketCloseReport?) {
    let turn = try LocalRig()
    let rt = try turn.connect()
    var actions = 0
    var closes = 0
    var lastReport: WebSocketCloseReport?
    listen(for: callback, on: rt) {
      actions += 1
      action(rt)
    }
    rt.once(.sessionCreated) { _ in LocalRig.ask(rt) }
    rt.on(.responseOutputAudioDelta) { event in #expect(event.audio.byteCount % 2 == 0) }
    rt.on(.error) { _ in }
    rt.once(.responseDone) { _ in
      turn.loop.schedule(after: .milliseconds(1)) { rt.close() }
    }
    rt.socket.on(.close) { report in
      closes += 1
      lastReport = report
      turn.server.close()
    }
    turn.loop.run()
    return (actions, closes, lastReport)
  }

  @Test(arguments: Callback.allCases)
  func `closing inside a callback closes once`(_ callback: Callback) throws {
    let result = try turn(callback) { $0.close(code: 4000, reason: "enough") }
    #expect(result.actions == 1)
    #expect(result.closes == 1)
    #expect(result.report?.handshake.sentCode?.rawValue == 4000)
    #expect(result.report?.wasClean == true)
  }

  @Test(arguments: Callback.allCases)
  func `cutting the connection inside a callback closes once`(_ callback: Callback) throws {
    let result = try turn(callback) { $0.socket.terminate() }
    #expect(result.actions == 1)
    #expect(result.closes == 1)
    #expect(result.report?.code == .abnormalClosure)
  }

  @Test(arguments: Callback.allCases)
  func `sending inside a callback is taken, and the turn goes on`(_ callback: Callback) throws {
    let result = try turn(callback) { rt in
      #expect(rt.send(.inputAudioBufferClear()).isAccepted)
      #expect(rt.appendAudio([UInt8](repeating: 1, count: 960)).isAccepted)
    }
    #expect(result.actions == 1)
    #expect(result.closes == 1)
  }

  @Test func `very many sessions take a turn at once on one loop`() throws {
    let count = LongWalk.steps(1_000)
    // All handshakes share this thread, and a sanitizer makes them slow.
    let turn = try LocalRig(keepsPassed: false) {
      $0.maximumSessionCount = count
      $0.timeLimits = .none
    }
    var doneCount = 0
    var closeCount = 0
    for _ in 0..<count {
      var options = turn.options
      options.webSocket.timeLimits = .none
      let rt = try OpenAIRealtimeWS(turn.client(), .model("gpt-realtime"), on: turn.loop, options: options)
      rt.once(.sessionCreated) { _ in LocalRig.ask(rt) }
      rt.on(.error) { Issue.record($0) }
      rt.once(.responseDone) { _ in
        doneCount += 1
        rt.close()
      }
      rt.socket.on(.close) { _ in
        closeCount += 1
        if closeCount == count { turn.server.close() }
      }
    }
    turn.loop.run()
    #expect(doneCount == count)
    #expect(closeCount == count)
  }
}
