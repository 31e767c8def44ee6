internal import RealtimeReactor

extension RealtimeEventSource {
  /// Calls `completion` once, on the loop: with the next event of this name, copied out of the received
  /// bytes, or with the error that comes first.
  ///
  /// While it waits it counts as an error listener. A connection that closes before the event came, or has
  /// closed already, is an error here, so that nobody waits for ever.
  public func emitted<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, completion: @escaping (Result<Event.Owned, OpenAIRealtimeError>) -> Void
  ) { emitter.wait(for: name, completion) }

  /// Calls `completion` once, on the loop, with the next error.
  public func emitted(
    _ name: EventName<OpenAIRealtimeError>, completion: @escaping (OpenAIRealtimeError) -> Void
  ) { emitter.waitForError(completion) }

  /// The next event of this name, copied out of the received bytes.
  ///
  /// For callers that run on the source's loop: an actor whose executor the loop is, a task that prefers the
  /// loop, or the work of a `LoopBound`. The event is listened for from the moment of the call, and the
  /// caller goes on after the event's listeners have run, without a hop in between. Events that came with it are
  /// heard after that, so that it may await them one after the other.
  ///
  /// - Throws: The `OpenAIRealtimeError` that comes before the event, or that says the connection closed;
  ///   `CancellationError` if the task is cancelled, and only then.
  nonisolated(nonsending) public func emitted<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>
  ) async throws -> Event.Owned {
    try await emitter.answer { emitter, give in emitter.wait(for: name) { result in give(result.mapError { $0 }) } }
  }

  /// The next error.
  ///
  /// - Throws: `CancellationError` if the task is cancelled, and only then.
  nonisolated(nonsending) public func emitted(
    _ name: EventName<OpenAIRealtimeError>
  ) async throws -> OpenAIRealtimeError {
    try await emitter.answer { emitter, give in emitter.waitForError { give(.success($0)) } }
  }
}

extension RealtimeEmitter {
  /// Waits for what the waiter that `start` makes is given, and tells the transport that a task was woken by it.
  nonisolated(nonsending) fileprivate func answer<Value: Sendable>(
    _ start: (RealtimeEmitter, _ give: @escaping (Result<Value, any Error>) -> Void) -> EmissionWaiter
  ) async throws -> Value {
    var waiter: EmissionWaiter?
    // After a cancellation the registrations are taken off here, on the loop, and not by the thread that cancelled.
    defer { waiter?.cancel() }
    return try await Answer.wait { answer in
      waiter = start(self) { result in
        answer.give(result)
        self.didWakeTask?()
      }
    }
  }
}
