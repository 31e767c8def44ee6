import RealtimeEvents
import Testing

@Suite struct RealtimeEmitterTests {
  private let feed = EventFeed()
  private let log = Log<String>()
  private let a = #"{"type":"a"}"#
  private let b = #"{"type":"b"}"#

  private func listener(_ entry: String) -> EventListener<ServerEvent> {
    EventListener(for: .event) { _ in log(entry) }
  }

  @Test func `openai-node rule L1 - on, once and off return the emitter`() {
    let first = listener("first")
    let error = EventListener(for: .error) { _ in }
    #expect(feed.on("a") { _ in } === feed)
    #expect(feed.on("a", first).once("a", first).off("a", first) === feed)
    #expect(feed.once("a") { _ in } === feed)
    #expect(feed.on(.error) { _ in }.once(.error) { _ in } === feed)
    #expect(feed.on(.error, error).once(.error, error).off(.error, error) === feed)
  }

  @Test func `an error listener keeps what it gets`() {
    let errors = Log<OpenAIRealtimeError>()
    let listener = EventListener(for: .error) { error in errors(error) }
    feed.on(.error, listener)
    feed.feed("{")
    feed.off(.error, listener)
    feed.feed("{")
    #expect(errors.entries.count == 1)
  }

  /// Says good-bye to an emitter as it goes.
  private final class Leaver {
    let leave: () -> Void

    init(_ leave: @escaping () -> Void) { self.leave = leave }

    deinit { leave() }
  }

  private func listenerHolding(_ leaver: Leaver) -> EventListener<ServerEvent> {
    EventListener(for: .event) { [leaver] _ in _ = leaver }
  }

  @Test func `what a removed listener held may use the emitter as it goes`() {
    let other = listener("other")
    feed.on("b", other)
    let leave = { [feed, log] in _ = feed.off("b", other).on("b") { _ in log("added") } }
    feed.once("a", listenerHolding(Leaver(leave)))
    feed.feed(a, b)
    #expect(log.entries == ["added"])
  }

  private let cleared = #"{"type":"input_audio_buffer.cleared"}"#

  @Test func `a once listener of a known type goes when its event was dispatched`() {
    let log = Log<String>()
    let leaver = { Leaver { [log] in log("gone") } }
    feed.once(.inputAudioBufferCleared) { [leaver = leaver()] _ in
      log("once")
      withExtendedLifetime(leaver) {}
    }
    feed.on(.inputAudioBufferCleared) { _ in log("second") }
    feed.feed(cleared, cleared)
    #expect(log.entries == ["once", "second", "gone", "second"])
  }

  @Test func `listeners of a known type run as they were when the event came`() {
    for isNested in [false, true] {
      let log = Log<String>()
      let second = EventListener(for: .inputAudioBufferCleared) { _ in log("second") }
      func takeOff() {
        if isNested && log.entries.count == 1 { feed.feed(cleared) }
        feed.off(.inputAudioBufferCleared, second).off(.inputAudioBufferCleared, second)
        for number in 0..<3 { feed.once(.inputAudioBufferCleared) { _ in log("\(number)") } }
      }
      let first = EventListener(for: .inputAudioBufferCleared) { _ in
        log("first")
        takeOff()
      }
      feed.on(.inputAudioBufferCleared, first).on(.inputAudioBufferCleared, second)
      feed.feed(cleared)
      #expect(log.entries == (isNested ? ["first", "first", "second", "second"] : ["first", "second"]))
      feed.off(.inputAudioBufferCleared, first)
      feed.feed(cleared)
      #expect(log.entries.suffix(3) == ["0", "1", "2"])
    }
  }

  @Test func `openai-node rule L1 - listeners run in order, the same one twice if added twice`() {
    let repeated = listener("repeated")
    feed.on("a", repeated).on("a") { _ in log("second") }.on("a", repeated)
    feed.feed(a)
    #expect(log.entries == ["repeated", "second", "repeated"])
  }

  @Test func `openai-node rule L2 - off takes away the first match only`() {
    let first = listener("first")
    feed.on("a", first).on("a") { _ in log("second") }.on("a", first)
    feed.off("a", first)
    feed.feed(a)
    #expect(log.entries == ["second", "first"])
  }

  @Test func `openai-node rule L2 - a once registration is a match`() {
    let first = listener("first")
    feed.once("a", first).on("a", first).off("a", first)
    feed.feed(a, a)
    #expect(log.entries == ["first", "first"])
  }

  @Test func `openai-node rule L2 - an unknown listener or name has no effect`() {
    let first = listener("first")
    feed.off("a", first).off(.responseDone, EventListener(for: .responseDone) { _ in }).off("nobody", first)
    feed.on("a", first).off("b", first).off("a", listener("other"))
    feed.feed(a)
    #expect(log.entries == ["first"])
  }

  @Test func `openai-node rule L3 - a listener added during a dispatch hears the next`() {
    feed.on("a") { _ in
      log("first")
      if log.entries.count == 1 { feed.on("a") { _ in log("added") } }
    }
    feed.feed(a)
    #expect(log.entries == ["first"])
    feed.feed(a)
    #expect(log.entries == ["first", "first", "added"])
  }

  @Test func `openai-node rule L3 - a listener taken off during a dispatch still hears this one`() {
    let second = listener("second")
    feed.on("a") { _ in feed.off("a", second) }.on("a", second)
    feed.feed(a)
    #expect(log.entries == ["second"])
    feed.feed(a)
    #expect(log.entries == ["second"])
  }

  @Test func `openai-node rule L3 - the listeners of the type are taken after those of event ran`() {
    feed.once(.event) { _ in feed.on("a") { _ in log("added") } }
    feed.feed(a)
    #expect(log.entries == ["added"])
  }

  @Test func `openai-node rule L4 - once is off before anyone runs, so recursion does not call it again`() {
    feed.once("a") { _ in
      log("once")
      feed.feed(a)
    }
    feed.on("a") { _ in log(log.entries.count == 1 ? "normal (inner)" : "normal (outer)") }
    feed.feed(a)
    #expect(log.entries == ["once", "normal (inner)", "normal (outer)"])
  }

  @Test func `openai-node rule L4 - registering again inside works for the next event`() {
    var count = 0
    let again = Log<EventListener<ServerEvent>>()
    again(
      EventListener(for: .event) { _ in
        count += 1
        if let listener = again.entries.first { feed.once("a", listener) }
      })
    feed.once("a", again.entries[0])
    feed.feed(a)
    #expect(count == 1)
    feed.feed(a, a)
    #expect(count == 3)
    again.entries.removeAll()
  }

  @Test func `openai-node rule L4 - inside a once listener nothing is left to listen`() {
    feed.once(.error) { _ in log("\(feed.emitter.hasErrorListener)") }
    feed.feed("{")
    #expect(log.entries == ["false"])
  }

  @Test func `openai-node rule L4 - a once listener that was skipped over is not called late`() {
    feed.on("a") { _ in if log.entries.isEmpty { log("first"); feed.feed(a) } }
    feed.once("a") { _ in log("once") }
    feed.feed(a)
    #expect(log.entries == ["first", "once"])
  }

  // Rules D6 and L6, about listeners that throw, have no counterpart: a listener's type does not allow it.

  // MARK: emitted

  @Test func `openai-node rule L5 - emitted gives the next event as a value`() throws {
    let results = Log<Result<ResponseDone.Owned, OpenAIRealtimeError>>()
    feed.emitted(.responseDone) { results($0) }
    #expect(feed.emitter.hasErrorListener)
    feed.feed(#"{"type":"session.created"}"#)
    #expect(results.entries.isEmpty)
    feed.feed(#"{"type":"response.done","event_id":"e1"}"#, #"{"type":"response.done","event_id":"e2"}"#)
    #expect(results.entries.count == 1)
    #expect(try results.entries[0].get().eventID == "e1")
    #expect(!feed.emitter.hasErrorListener)
  }

  @Test func `openai-node rule L5 - an error that comes first rejects`() {
    let results = Log<Result<OwnedServerEvent, OpenAIRealtimeError>>()
    feed.emitted("a") { results($0) }
    feed.feed("{", a)
    #expect(results.entries.count == 1)
    guard case .failure(let error) = results.entries.first else { return #expect(Bool(false)) }
    #expect(error.message == "could not parse websocket event")
  }

  @Test func `openai-node rule L5 - waiting for an error resolves`() {
    feed.emitted(.error) { error in log(error.message) }
    feed.feed(a, "{")
    #expect(log.entries == ["could not parse websocket event"])
    #expect(!feed.emitter.hasErrorListener)
  }

  @Test func `openai-node rule L5 - two waiters on one event both resolve`() {
    feed.emitted("a") { _ in log("one") }
    feed.emitted("a") { _ in log("two") }
    feed.feed(a)
    #expect(log.entries == ["one", "two"])
  }

  @Test func `openai-node rule L5 - waiting for every event resolves with the next one`() throws {
    feed.emitted(.event) { result in log((try? result.get().type) ?? "") }
    feed.feed(b, a)
    #expect(log.entries == ["b"])
  }

  @Test func `openai-node rule L5 - a settled waiter is passed by in a dispatch under way`() {
    // The first error listener makes the awaited event happen: the error then finds the waiter settled.
    feed.once(.error) { _ in feed.feed(a) }
    feed.emitted("a") { result in log((try? result.get()) == nil ? "rejected" : "resolved") }
    feed.feed("{")
    #expect(log.entries == ["resolved"])
    #expect(feed.unhandledErrors.isEmpty)
    // And the other way round.
    feed.once("a") { _ in feed.feed("{") }
    feed.emitted("a") { result in log((try? result.get()) == nil ? "rejected" : "resolved") }
    feed.feed(a)
    #expect(log.entries == ["resolved", "rejected"])
  }

  @Test func `openai-node rule L5 - its error listener is gone at once, even in a dispatch`() {
    feed.on("a") { _ in log("\(feed.emitter.hasErrorListener)") }
    feed.emitted("a") { _ in }
    feed.on("a") { _ in log("\(feed.emitter.hasErrorListener)") }
    feed.feed(a)
    #expect(log.entries == ["true", "false"])
  }

  @Test func `a waiter may wait again`() {
    func wait() {
      feed.emitted("a") { _ in
        log("a")
        wait()
      }
    }
    wait()
    feed.feed(a, a, a)
    #expect(log.entries == ["a", "a", "a"])
  }

  @Test func `a pending waiter does not keep the emitter alive`() {
    weak var emitter: RealtimeEmitter?
    do {
      let feed = EventFeed()
      feed.emitted("a") { _ in }
      feed.emitted(.error) { _ in }
      emitter = feed.emitter
      #expect(emitter != nil)
    }
    #expect(emitter == nil)
  }
}

/// The async form needs an executor that stands for the loop: here the actor's own.
@Suite struct EmittedAsyncTests {
  private actor Loop {
    private let feed = EventFeed()

    func outcome(
      feeding messages: [String],
      cancels: Bool = false,
      of wait: @escaping @Sendable (EventFeed, isolated Loop) async throws -> String
    ) async -> String {
      let task = Task {
        do { return try await wait(feed, self) } catch is CancellationError { return "cancelled" } catch {
          return "rejected: \(error)"
        }
      }
      while !feed.emitter.hasErrorListener { await Task.yield() }
      if cancels { task.cancel() }
      for message in messages { feed.feed(message) }
      let outcome = await task.value
      return "\(outcome), \(feed.emitter.hasErrorListener ? "still listening" : "listeners gone")"
    }

    func outcomeWhenCancelledBefore() async -> String {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        do { return try await feed.emitted("a").type } catch { return "\(type(of: error))" }
      }
      return "\(await task.value), \(feed.emitter.hasErrorListener ? "still listening" : "listeners gone")"
    }
  }

  @Test func `openai-node rule L5 - await gives the next event`() async {
    let outcome = await Loop().outcome(feeding: [#"{"type":"response.done","event_id":"e1"}"#]) { feed, _ in
      try await feed.emitted(.responseDone).eventID
    }
    #expect(outcome == "e1, listeners gone")
  }

  @Test func `openai-node rule L5 - await throws the error that comes first`() async {
    let outcome = await Loop().outcome(feeding: ["{", #"{"type":"a"}"#]) { feed, _ in
      try await feed.emitted("a").type
    }
    #expect(
      outcome.hasPrefix("rejected: OpenAIRealtimeError: could not parse websocket event: Could not parse"))
    #expect(outcome.hasSuffix(", listeners gone"))
  }

  @Test func `openai-node rule L5 - await of an error resolves`() async {
    let outcome = await Loop().outcome(feeding: ["{"]) { feed, _ in try await feed.emitted(.error).message }
    #expect(outcome == "could not parse websocket event, listeners gone")
  }

  @Test func `a cancelled task throws and leaves no listener behind`() async {
    let outcome = await Loop().outcome(feeding: [], cancels: true) { feed, _ in
      try await feed.emitted("a").type
    }
    #expect(outcome == "cancelled, listeners gone")
    #expect(await Loop().outcomeWhenCancelledBefore() == "CancellationError, listeners gone")
  }
}
