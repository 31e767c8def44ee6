import OpenAIRealtime
import RealtimeLocalServer
import RealtimeTestSupport
import Testing
import WebSocketTransport

extension LoopActor {
  /// A turn on the connection's own loop: nothing leaves it.
  fileprivate func turn(_ session: RealtimeHandle<OpenAIRealtimeWS>) async throws -> RealtimeResponse {
    let response = try await session.respond()
    #expect(loop.isOnLoop && session.loop === loop)
    #expect(session.channel.state == .open)
    return response
  }
}

/// `OpenAIRealtimeWS.withSession` and its handle, against the local server over wss.
@Suite struct SessionScopeTests {
  private let service: Service

  init() throws {
    service = try Service { configuration in
      configuration.script = ReplyScript(reply: { request in .text("You said: \(request.callerText)") })
    }
  }

  @discardableResult
  private func with<Value>(
    _ service: Service, on loop: EventLoop? = nil,
    _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Value
  ) async throws -> Value {
    try await OpenAIRealtimeWS.withSession(
      service.client(), model: "gpt-realtime-2.1", options: service.options, on: loop, body)
  }

  @Test func `a thousand turns from the default executor, in ten sessions at once`() async throws {
    try await withThrowingTaskGroup { group in
      for _ in 0..<10 { group.addTask { try await takeTurns(100) } }
      try await group.waitForAll()
    }
    try service.end()
  }

  private func takeTurns(_ count: Int) async throws {
    let kept = try await with(service) { session in
      var texts = session.events(.responseOutputTextDone).makeAsyncIterator()
      for turn in 0..<count {
        let item = try await session.append(.user("turn \(turn)"))
        #expect(item.id != nil)
        let response = try await session.respond()
        #expect(response.status == .completed)
        let text = try await texts.next()?.text
        #expect(text == "You said: turn \(turn)")
      }
      return session
    }
    let report = try await kept.run { rt in rt.closeReport.map { ($0.code, $0.initiator) } }
    #expect(report?.0 == .normalClosure && report?.1 == .local)
  }

  @Test func `an actor on the loop stays there, and the body runs where its caller does`() async throws {
    try await LoopActor.run { actor, loop in
      try await OpenAIRealtimeWS.withSession(
        service.client(), model: "gpt-realtime-2.1", options: service.options
      ) { session in
        actor.assertIsolated()
        #expect(session.loop === loop)
        for _ in 0..<20 {
          let response = try await actor.turn(session)
          #expect(response.status == .completed)
        }
        actor.assertIsolated()
      }
      actor.assertIsolated()
    }
    try service.end()
  }

  @MainActor @Test func `the main actor's state is at hand in the body`() async throws {
    var heard: [String] = []
    try await OpenAIRealtimeWS.withSession(
      service.client(), model: "gpt-realtime-2.1", options: service.options
    ) { session in
      let texts = session.events(.responseOutputTextDone)
      session.send(.conversationItemCreate(.user("Hello.")))
      session.send(.responseCreate())
      for try await text in texts {
        heard.append(text.text)
        break
      }
    }
    #expect(heard == ["You said: Hello."])
    try service.end()
  }

  @Test func `events of several kinds come in their order, and read as their own type`() async throws {
    try await with(service) { session in
      let events = session.events(of: .responseCreated, .responseOutputTextDone, .responseDone)
      session.send(.conversationItemCreate(.user("Hello.")))
      session.send(.responseCreate())
      var kinds: [ServerEventKind] = []
      for try await event in events {
        kinds.append(event.kind)
        #expect(
          (event.read(.responseOutputTextDone)?.text == "You said: Hello.") == (event.kind == .responseOutputTextDone))
        if let done = event.read(.responseDone) {
          #expect(done.response.status == .completed)
          break
        }
      }
      #expect(kinds == [.responseCreated, .responseOutputTextDone, .responseDone])
    }
    try service.end()
  }

  @Test func `audio comes decoded, and all events bring the service's errors`() async throws {
    let service = try Service { configuration in
      configuration.script = ReplyScript(reply: { _ in .speech([UInt8](repeating: 7, count: 48_000), transcript: "Hi.")
      })
    }
    try await with(service) { session in
      let all = session.events(overflow: .dropOldest)
      let audio = session.audio
      #expect(try await session.respond().status == .completed)
      var byteCount = 0
      for try await piece in audio {
        byteCount += piece.audio.count
        if byteCount == 48_000 { break }
      }
      session.send(.conversationItemDelete("item_nobody_has"))
      for try await event in all where event.kind == .error { break }
    }
    try service.end()
  }

  // MARK: Endings

  @Test func `what cannot be opened is thrown, and the body does not run`() async throws {
    let service = try Service { configuration in
      configuration.plan = { _ in .refuse(UpgradeRefusal(status: 401, body: Array("no".utf8))) }
    }
    do {
      try await with(service) { _ in Issue.record("the body runs") }
      Issue.record("nothing is thrown")
    } catch {
      #expect((error as? OpenAIRealtimeError)?.refusal?.status == 401)
    }
    try service.end()
  }

  @Test func `what the body throws comes out, and the session is closed`() async throws {
    struct Mistake: Error {}
    await #expect(throws: Mistake.self) { try await with(service) { _ in throw Mistake() } }
    #expect(service.server.counts.openedSessions == 1)
    try await service.untilIdle()
    try service.end()
  }

  @Test(arguments: [CloseCode.normalClosure, .goingAway, .abnormalClosure])
  func `a session that the service ends, ends its sequences`(_ code: CloseCode) async throws {
    let service = try Service { configuration in
      let script = SessionScript().at(.endOfTurn(), .close(code))
      configuration.plan = { _ in .serve(script) }
    }
    let count = try await with(service) { session in
      let events = session.events(.responseDone)
      let all = session.events(overflow: .dropOldest)
      session.send(.responseCreate())
      var count = 0
      do {
        for try await _ in events { count += 1 }
        #expect(code == .normalClosure)
      } catch EventSequenceError.sessionFailed(let error) {
        #expect(code != .normalClosure && !error.message.isEmpty)
      }
      // Whoever comes later is told the same, and calls do not wait.
      await #expect(throws: (any Error).self) { _ = try await session.append(.user("Late.")) }
      await #expect(throws: (any Error).self) { try await session.sendAndWait(.inputAudioBufferClear()) }
      #expect(session.send(.inputAudioBufferClear()) == .refused(.notOpen))
      for try await _ in session.events(.responseDone, overflow: .fail) where code == .normalClosure { count += 9 }
      _ = all
      return count
    } whenLost: { error in
      guard case .sessionFailed = error as? EventSequenceError else { throw error }
      return 1
    }
    #expect(count == 1)
    try service.end()
  }

  // MARK: Calls that wait

  @Test func `an error that names the event is thrown, and one that does not is not`() async throws {
    try await with(service) { session in
      let errors = session.events(of: .error)
      session.send(.conversationItemDelete("item_nobody_has"))
      do {
        _ = try await session.append(.user("Hello."), after: "item_nobody_has")
        Issue.record("nothing is thrown")
      } catch RealtimeAnswerError.failed(let error) {
        #expect(error.error?.eventID?.hasPrefix("ask_") == true)
      }
      #expect(try await session.append(.user("Hello.")).id != nil)
      let updated = try await session.update(RealtimeSessionParameters(instructions: "Be brief."))
      if case .realtime(let settings) = updated {
        #expect(settings.instructions == "Be brief.")
      } else {
        Issue.record("another kind of session")
      }
      _ = errors
    }
    try service.end()
  }

  @Test func `an answer that does not come in time is an error, and nothing is left of the question`() async throws {
    let service = try Service { configuration in
      let script = SessionScript().at(.onReceiving("conversation.item.create", 1), .drop)
      configuration.plan = { _ in .serve(script) }
    }
    try await with(service) { session in
      do {
        _ = try await session.append(.user("Lost."), within: .milliseconds(5))
        Issue.record("nothing is thrown")
      } catch RealtimeAnswerError.timedOut(let limit) {
        #expect(limit == .milliseconds(5))
      }
      #expect(try await session.append(.user("Kept.")).id != nil)
    }
    try service.end()
  }

  // MARK: Back-pressure

  /// Four megabytes of text in events of two kilobytes.
  private static let longReply = Array(repeating: String(repeating: "a", count: 2_000), count: 2_000)

  @Test func `a consumer that does not read makes the service wait, and then gets everything`() async throws {
    let service = try Service { configuration in
      configuration.script = ReplyScript(reply: { _ in .text(Self.longReply.joined(separator: " ")) })
    }
    try await with(service) { session in
      let texts = session.events(.responseOutputTextDelta)
      session.send(.responseCreate())
      // Nothing is read here until the service cannot send any more.
      let waiting = Locked(0)
      while waiting.withLock({ $0 }) < 1 << 17 {
        _ = try service.server.onEachServer { server in
          server.forEachSession { _, socket in
            let byteCount = socket.bufferedByteCount
            waiting.withLock { $0 = byteCount }
          }
        }
      }
      var words = ""
      for try await text in texts {
        words += text.delta
        if words.utf8.count == 2_000 * 2_001 - 1 { break }
      }
      #expect(words == Self.longReply.joined(separator: " "))
      #expect(texts.droppedCount == 0)
    }
    try service.end()
  }

  @Test func `leaving a session whose reading is paused closes it all the same`() async throws {
    let service = try Service { configuration in
      configuration.script = ReplyScript(reply: { _ in .text(Self.longReply.joined(separator: " ")) })
    }
    let kept = Locked<EventSequence<ResponseOutputTextDelta.Owned>?>(nil)
    let session = try await with(service) { session in
      kept.withLock { $0 = session.events(.responseOutputTextDelta, limits: EventSequenceLimits(itemCount: 1)) }
      let created = session.events(.responseCreated)
      session.send(.responseCreate())
      for try await _ in created { break }
      return session
    }
    #expect(try await session.run { $0.closeReport?.initiator } == .local)
    try service.end()
  }

  @Test func `whoever waits after each event is never refused, however much is sent`() async throws {
    var options = service.options
    options.webSocket.highWatermarkByteCount = 64 << 10
    options.webSocket.lowWatermarkByteCount = 16 << 10
    options.webSocket.maximumBufferedByteCount = 1 << 20
    let audio = [UInt8](repeating: 0, count: 30_000)
    try await OpenAIRealtimeWS.withSession(
      service.client(), model: "gpt-realtime-2.1", options: options
    ) { session in
      try await withThrowingTaskGroup { group in
        for _ in 0..<4 {
          group.addTask {
            for _ in 0..<15 { try await session.sendAndWait(.inputAudioBufferAppend(audio)) }
          }
        }
        try await group.waitForAll()
      }
      _ = try await session.append(.user("Heard?"))
    }
    try service.end()
  }

  @Test func `what other threads send is bounded on its way to the loop`() async throws {
    try await with(service) { session in
      let large = [UInt8](repeating: 0, count: RealtimeHandle<OpenAIRealtimeWS>.maximumByteCountOnTheWay / 2 + 1)
      // The loop is held up meanwhile.
      let (hold, release) = (Locked(false), Locked(false))
      session.execute { _ in
        hold.withLock { $0 = true }
        while !release.withLock({ $0 }) {}
      }
      while !hold.withLock({ $0 }) { await Task.yield() }
      #expect(session.appendAudio(large).isAccepted)
      #expect(session.appendAudio(large) == .refused(.bufferFull))
      #expect(session.send(.inputAudioBufferAppend(large)) == .refused(.bufferFull))
      #expect(session.send(.inputAudioBufferClear()).isAccepted)
      release.withLock { $0 = true }
      try await session.sendAndWait(.inputAudioBufferClear())
      #expect(session.appendAudio(large).isAccepted)
    }
    try service.end()
  }

  // MARK: Cancellation

  @Test func `a task that is cancelled while it connects gives the attempt up`() async throws {
    let service = try Service { configuration in configuration.plan = { _ in .ignore } }
    let task = Task { try await with(service) { _ in Issue.record("the body runs") } }
    while service.server.counts.upgradeRequests == 0 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try service.end()
  }

  @Test func `a task that is cancelled at any moment leaves no session behind`() async throws {
    for round in 0..<60 {
      let turnCount = Locked(0)
      let task = Task {
        try await with(service) { session in
          while true {
            _ = try await session.append(.user("On and on."))
            for try await event in session.events(of: .conversationItemDone, .responseDone) {
              if event.kind == .responseDone { break }
              session.send(.responseCreate())
            }
            _ = try await session.respond()
            turnCount.withLock { $0 += 1 }
            try Task.checkCancellation()
          }
        }
      }
      // Before it is open, when it has just begun, in the middle.
      while round % 3 > 0, turnCount.withLock({ $0 }) < round % 3, service.server.sessionCount == 0 {
        await Task.yield()
      }
      for _ in 0..<round { await Task.yield() }
      task.cancel()
      await #expect(throws: (any Error).self) { try await task.value }
    }
    try await service.untilIdle()
    try service.end()
  }

  @Test func `a body that goes on when its task is cancelled finds the connection cut at once`() async throws {
    let (isOpen, cut) = (Locked(false), Locked<Bool?>(nil))
    let task = Task {
      try await with(service) { session in
        isOpen.withLock { $0 = true }
        // The cancellation ends no loop of this kind.
        while await session.isClosed != true { await Task.yield() }
        cut.withLock { $0 = Task.isCancelled }
      }
    }
    while !isOpen.withLock({ $0 }) { await Task.yield() }
    task.cancel()
    _ = try? await task.value
    #expect(cut.withLock { $0 } == true)
    try service.end()
  }

  @Test func `task-local values and priority reach the work on the loop`() async throws {
    try await with(service) { session in
      try await Self.$name.withValue("mine") {
        try await session.run { rt in
          #expect(Self.name == "mine" && rt.loop.isOnLoop)
          let inner = Task { Self.name }
          #expect(await inner.value == "mine")
          #expect(rt.loop.isOnLoop)
        }
      }
      let task = Task(priority: .low) { try await session.run { _ in Task.basePriority } }
      #expect(try await task.value == .low)
    }
    try service.end()
  }

  @TaskLocal private static var name = "none"
}

extension RealtimeHandle where Channel == OpenAIRealtimeWS {
  fileprivate var isClosed: Bool? { get async { try? await run { $0.state == .closed } } }
}

extension SessionScopeTests {
  /// The same for a session that is lost in the body.
  private func with<Value>(
    _ service: Service, _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Value,
    whenLost: (any Error) throws -> Value
  ) async throws -> Value {
    do { return try await with(service, body) } catch { return try whenLost(error) }
  }
}

extension Service {
  /// Waits until the server has no session.
  func untilIdle() async throws {
    while server.sessionCount > 0 {
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
