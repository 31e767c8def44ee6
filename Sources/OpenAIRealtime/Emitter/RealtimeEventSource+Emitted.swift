extension RealtimeEventSource {
  /// Calls `completion` once, on the loop: with the next event of this name, copied out of the received bytes, or with
  /// the error that comes first.
  ///
  /// While it waits it counts as an error listener. A connection that closes before the event came is an error here,
  /// so that nobody waits for ever.
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
  /// For callers that run on the source's loop, such as an actor whose executor the loop is: nothing hops. The event
  /// is listened for from the moment of the call. The caller goes on after the current tick's listeners have run.
  ///
  /// - Throws: The `OpenAIRealtimeError` that comes before the event, or that says the connection closed;
  ///   `CancellationError` if the task is cancelled.
  public func emitted<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>,
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> Event.Owned {
    let emitter = emitter
    return try await EmissionContinuation.wait(isolation: isolation) { answer in
      emitter.wait(for: name) { result in answer(result.mapError { $0 }) }
    }
  }

  /// The next error.
  ///
  /// - Throws: `CancellationError` if the task is cancelled.
  public func emitted(
    _ name: EventName<OpenAIRealtimeError>,
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> OpenAIRealtimeError {
    let emitter = emitter
    return try await EmissionContinuation.wait(isolation: isolation) { answer in
      emitter.waitForError { answer(.success($0)) }
    }
  }
}
