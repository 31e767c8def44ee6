internal import RealtimeReactor

extension RealtimeEventSource {
  /// Calls `completion` once, on the loop: with the next event of this name, copied out of the received
  /// bytes, or with the error that comes first.
  ///
  /// While it waits it counts as an error listener. A connection that closes before the event came, or has
  /// closed already, is an error here, so that nobody waits for ever.
  public func emitted<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>,
    completion: @escaping (Result<Event.Owned, OpenAIRealtimeError>) -> Void
  ) {
    emitter.wait(for: name, completion)
  }

  /// Calls `completion` once, on the loop, with the next error.
  public func emitted(
    _ name: EventName<OpenAIRealtimeError>,
    completion: @escaping (OpenAIRealtimeError) -> Void
  ) {
    emitter.waitForError(completion)
  }

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
    let emitter = emitter
    return try await Self.answer { answer in
      emitter.wait(for: name) { result in
        answer.give(result.mapError { $0 })
        emitter.didWakeTask?()
      }
    }
  }

  /// The next error.
  ///
  /// - Throws: `CancellationError` if the task is cancelled, and only then.
  nonisolated(nonsending) public func emitted(
    _ name: EventName<OpenAIRealtimeError>
  ) async throws -> OpenAIRealtimeError {
    let emitter = emitter
    return try await Self.answer { answer in
      emitter.waitForError { error in
        answer.give(.success(error))
        emitter.didWakeTask?()
      }
    }
  }

  nonisolated(nonsending) private static func answer<Value: Sendable>(
    _ start: (_ answer: Answer<Value>) -> EmissionWaiter
  ) async throws -> Value {
    var waiter: EmissionWaiter?
    // After a cancellation the registrations are taken off here, on the loop, and not by the thread that
    // cancelled.
    defer { waiter?.cancel() }
    return try await Answer.wait { waiter = start($0) }
  }
}
