internal import RealtimeEvents

extension RealtimeSession {
  /// Starts a session for `body`, and closes it after that. Callable from any executor.
  ///
  /// ```swift
  /// func greet(_ client: OpenAI, _ plan: RealtimeSession.Plan) async throws {
  ///   try await RealtimeSession.with(client, plan) { session in
  ///     let outcome = try await session.respond()
  ///     log("\(outcome)")
  ///   }
  /// }
  /// ```
  ///
  /// `body` is called when the session is live, and runs where the caller does. When it returns or throws, sequences of
  /// the session end, and it is closed with code 1000 and its connection waited for. Cancelling the task cuts the
  /// connection at once, without a closing handshake. Where a connection is lost meanwhile, calls that wait for the
  /// service throw `RealtimeAnswerError.connectionLost`, and sequences go on with the next one; they throw when the
  /// session is over.
  ///
  /// - Parameters:
  ///   - client: whose key and base URL are used.
  ///   - plan: what the session is to be.
  ///   - loop: where the session lives; `nil` for the caller's loop, and elsewhere one of `EventLoopGroup.shared`.
  ///   - limit: how long closing may take until the connection is cut.
  ///   - beforeOpening: called on the loop, with the session before anything has happened to it: for functions, which
  ///     are among the settings then, for listeners and for observers.
  ///   - body: what is done with the session. Its result is that of the call.
  /// - Throws: what making a session throws, an `OpenAIRealtimeError` if it ended before it was live, and what `body`
  ///   throws.
  @discardableResult
  nonisolated(nonsending) public static func with<Value>(
    _ client: OpenAI = OpenAI(), _ plan: Plan, on loop: EventLoop? = nil,
    closeWithin limit: Duration = RealtimeTimeLimit.close,
    beforeOpening: @escaping @Sendable (RealtimeSession) -> Void = { _ in },
    _ body: nonisolated(nonsending) (RealtimeHandle<RealtimeSession>) async throws -> Value
  ) async throws -> Value {
    try await with(on: loop, closeWithin: limit, beforeOpening, body) { loop in
      try RealtimeSession(client, plan, on: loop)
    }
  }

  /// The same with a client of Azure: the target's model is a deployment.
  @discardableResult
  nonisolated(nonsending) public static func with<Value>(
    azure client: AzureOpenAI, _ plan: Plan, on loop: EventLoop? = nil,
    closeWithin limit: Duration = RealtimeTimeLimit.close,
    beforeOpening: @escaping @Sendable (RealtimeSession) -> Void = { _ in },
    _ body: nonisolated(nonsending) (RealtimeHandle<RealtimeSession>) async throws -> Value
  ) async throws -> Value {
    try await with(on: loop, closeWithin: limit, beforeOpening, body) { loop in
      try RealtimeSession(azure: client, plan, on: loop)
    }
  }

  nonisolated(nonsending) private static func with<Value>(
    on loop: EventLoop?, closeWithin limit: Duration, _ beforeOpening: @escaping @Sendable (RealtimeSession) -> Void,
    _ body: nonisolated(nonsending) (RealtimeHandle<RealtimeSession>) async throws -> Value,
    make: @escaping @Sendable (EventLoop) throws -> RealtimeSession
  ) async throws -> Value {
    try await RealtimeHandle.withChannel(
      on: loop,
      open: { loop in
        let session = try make(loop)
        beforeOpening(session)
        try await session.opened()
        return session
      },
      close: { session in
        let connection = session.connections.live?.rt
        session.close()
        await connection?.closed(within: limit)
      },
      abort: { session in session.abort() }, body)
  }

  /// Waits until the session is live, and gives it up if the task is cancelled.
  nonisolated(nonsending) private func opened() async throws {
    let errors = EventListener(for: .error) { _ in }
    on(.error, errors)
    var numbers: (state: Int, close: Int)?
    defer {
      if let numbers {
        listeners.state.remove(numbers.state)
        listeners.close.remove(numbers.close)
      }
    }
    do {
      try await Answer<Void>.wait { answer in
        numbers = (
          listeners.state.add { state in if state == .live { answer.give(.success(())) } },
          listeners.close.add { [connections] report in
            let error = OpenAIRealtimeError("\(report.cause)", cause: connections.latestError)
            answer.give(.failure(error))
          }
        )
      }
      off(.error, errors)
    } catch {
      abort()
      throw error
    }
  }

  /// Closes the session, and cuts its connection.
  private func abort() {
    let connection = connections.live?.rt
    close()
    connection?.socket.terminate()
  }
}
