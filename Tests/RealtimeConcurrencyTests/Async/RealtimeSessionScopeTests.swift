import OpenAIRealtime
import RealtimeLocalServer
import RealtimeSessions
import RealtimeTestSupport
import Testing
import WebSocketTransport

extension LoopActor {
  fileprivate func respond(_ session: RealtimeHandle<RealtimeSession>) async throws -> ResponseOutcome {
    let outcome = try await session.respond()
    #expect(loop.isOnLoop && session.channel.state == .open)
    return outcome
  }
}

/// `RealtimeSession.with` and its handle, against the local server over wss.
@Suite struct RealtimeSessionScopeTests {
  private func plan(_ service: Service) -> RealtimeSession.Plan {
    .local(service.options, .init(outputModalities: [.text], instructions: "Be brief."))
  }

  private func service(_ plans: [ConnectionPlan] = []) throws -> Service {
    try Service { configuration in
      configuration.plan = ConnectionPlan.inOrder(plans)
      configuration.script = ReplyScript(reply: { request in .text("You said: \(request.callerText)") })
    }
  }

  @Test func `turns from the default executor, with what was said`() async throws {
    let service = try service()
    let texts = try await RealtimeSession.with(service.client(), plan(service)) { session in
      let said = session.transcripts
      for turn in 0..<40 {
        try await session.append(.user("turn \(turn)"))
        let outcome = try await session.respond()
        #expect(outcome.response?.status == .completed)
      }
      var texts: [String] = []
      for try await change in said where change.isFinal {
        texts.append(change.text)
        if change.text == "You said: turn 39" { break }
      }
      return texts
    }
    #expect(texts.contains("You said: turn 38"))
    try await service.untilIdle()
    try service.end()
  }

  @Test func `an actor on the loop stays there`() async throws {
    let service = try service()
    let plan = plan(service)
    try await LoopActor.run { actor, loop in
      try await RealtimeSession.with(service.client(), plan) { session in
        #expect(session.loop === loop)
        for _ in 0..<10 {
          let outcome = try await actor.respond(session)
          #expect(outcome.response?.status == .completed)
        }
        actor.assertIsolated()
      }
    }
    try service.end()
  }

  @Test func `a lost connection settles who waits, and sequences go on with the next`() async throws {
    // The first answers nothing and is cut by the second question.
    let script = SessionScript()
      .at(.onReceiving("conversation.item.create", 1), .drop)
      .at(.onReceiving("conversation.item.retrieve", 1), .reset)
    let service = try service([.serve(script)])
    let received = Locked<[String]>([])
    _ = try service.server.onEachServer { server in
      server.onEvent = { event in received.withLock { $0.append(event.type ?? "") } }
    }
    try await RealtimeSession.with(service.client(), plan(service)) { session in
      let done = session.events(.responseDone)
      async let item: ConversationItem = session.append(.user("Lost?"))
      while !received.withLock({ $0.contains("conversation.item.create") }) { await Task.yield() }
      session.send(.conversationItemRetrieve("item"))
      do {
        _ = try await item
        Issue.record("nothing is thrown")
      } catch RealtimeAnswerError.connectionLost {}
      // Whether there is a connection again or not: it does not wait for what never comes.
      do {
        try await session.append(.user("Kept."), within: .seconds(600))
      } catch RealtimeAnswerError.connectionLost {}
      let outcome = try await session.respond()
      #expect(outcome.response?.status == .completed)
      for try await event in done {
        #expect(event.response.status == .completed)
        break
      }
    }
    #expect(service.server.counts.openedSessions == 2)
    try service.end()
  }

  @Test func `a session that ends for good throws in its sequences and its calls`() async throws {
    let failure = ServiceFailure(type: "insufficient_quota", code: "insufficient_quota", message: "No money.")
    let script = SessionScript().at(.onReceiving("response.create"), .drop, .sendError(failure), .close(.goingAway))
    let service = try service([.serve(script)])
    try await RealtimeSession.with(service.client(), plan(service)) { session in
      let done = session.events(.responseDone)
      let errors = session.events(of: .error)
      let outcome = try await session.respond()
      #expect(outcome.response == nil)
      do {
        for try await _ in done {}
        Issue.record("it ends without an error")
      } catch EventSequenceError.sessionFailed(let error) {
        #expect(error.message.contains("insufficient_quota"))
      }
      await #expect(throws: (any Error).self) { try await session.append(.user("Late.")) }
      _ = errors
    }
    try service.end()
  }

  @Test func `a response that takes too long is cancelled, and the session goes on`() async throws {
    // An hour of it, as fast as it is spoken.
    var script = SessionScript(
      reply: ReplyScript(reply: { $0.turn == 0 ? .text(String(repeating: "word ", count: 72_000)) : .text("Short.") }))
    script.pace = .realTime
    let service = try service([.serve(script)])
    try await RealtimeSession.with(service.client(), plan(service)) { session in
      do {
        _ = try await session.respond(within: .milliseconds(5))
        Issue.record("nothing is thrown")
      } catch RealtimeAnswerError.timedOut {}
      let outcome = try await session.respond()
      #expect(outcome.response?.status == .completed)
    }
    try service.end()
  }

  @Test func `what cannot be opened is thrown, and the body does not run`() async throws {
    let service = try service([.refuse(UpgradeRefusal(status: 401))])
    do {
      try await RealtimeSession.with(service.client(), plan(service)) { _ in Issue.record("the body runs") }
      Issue.record("nothing is thrown")
    } catch let error as OpenAIRealtimeError {
      #expect(error.message.contains("401"))
    }
    try service.end()
  }

  @Test func `a task that is cancelled at any moment leaves no session behind`() async throws {
    let service = try service()
    let plan = plan(service)
    for round in 0..<30 {
      let turnCount = Locked(0)
      let task = Task {
        try await RealtimeSession.with(service.client(), plan) { session in
          let transcripts = session.transcripts
          while true {
            _ = try await session.append(.user("On and on."))
            _ = try await session.respond()
            turnCount.withLock { $0 += 1 }
            for try await change in transcripts where change.isFinal { break }
          }
        }
      }
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

  @Test func `audio that waits is dropped when the user interrupts`() async throws {
    let service = try Service { configuration in
      configuration.script = ReplyScript(reply: { _ in .speech([UInt8](repeating: 7, count: 96_000), transcript: "Hi.")
      })
    }
    var plan = plan(service)
    plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Talk."))
    plan.playback = .device
    try await RealtimeSession.with(service.client(), plan) { session in
      let audio = session.audio
      let cleared = session.events(.conversationItemTruncated)
      #expect(try await session.respond().response?.status == .completed)
      try await session.run { session in session.interrupt() }
      for try await _ in cleared { break }
      #expect(try await session.respond().response?.status == .completed)
      var byteCount = 0
      for try await piece in audio {
        byteCount += piece.audio.count
        if byteCount == 96_000 { break }
      }
      // Only the second answer: the first one's would have been first.
      #expect(byteCount == 96_000)
    }
    try service.end()
  }
}
