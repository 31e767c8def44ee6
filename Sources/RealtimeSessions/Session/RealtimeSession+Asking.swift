extension RealtimeSession {
  /// Changes the settings of the session, on this connection and on those that follow.
  @discardableResult
  public func update(_ parameters: RealtimeSessionParameters) -> SendOutcome {
    send(.sessionUpdate(.realtime(parameters)))
  }

  /// Asks for a response, when there is room for one, and waits for what becomes of it.
  ///
  /// For callers that run on the session's loop: an actor whose executor the loop is, a task that prefers the loop, or
  /// the work of a `LoopBound`. It returns after the listeners of `response.done` have run, without a hop in between.
  ///
  /// - Parameters:
  ///   - parameters: settings for this response alone.
  ///   - limit: how long it may take, with the time that it waits for others; `nil` is without end.
  /// - Throws: `RealtimeAnswerError.timedOut` after the limit; `CancellationError` if the task is cancelled. The
  ///   request is cancelled with it.
  nonisolated(nonsending) public func respond(
    _ parameters: ResponseParameters? = nil, within limit: Duration? = nil
  ) async throws -> ResponseOutcome {
    var id: ResponseQueue.RequestID?
    var timer: LoopTimer?
    defer { timer?.cancel() }
    do {
      return try await Answer.wait { answer in
        id = respond(parameters) { [emitter] outcome in
          answer.give(.success(outcome))
          emitter.didWakeTask?()
        }
        guard let limit else { return }
        timer = loop.schedule(after: limit) { answer.give(.failure(RealtimeAnswerError.timedOut(after: limit))) }
      }
    } catch {
      if let id { cancelResponse(id) }
      throw error
    }
  }
}
