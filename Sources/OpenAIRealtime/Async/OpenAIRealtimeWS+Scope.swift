public import RealtimeEvents
internal import WebSocketTransport

extension OpenAIRealtimeWS {
  /// Starts a session with a model for `body`, and closes it after that. See the `withSession` that takes a target.
  @discardableResult
  nonisolated(nonsending) public static func withSession<Value>(
    _ client: OpenAI = OpenAI(), model: String, options: RealtimeOptions = .init(), on loop: EventLoop? = nil,
    closeWithin limit: Duration = RealtimeTimeLimit.close,
    beforeOpening: @escaping @Sendable (OpenAIRealtimeWS) -> Void = { _ in },
    _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Value
  ) async throws -> Value {
    try await withSession(
      client, .model(model), options: options, on: loop, closeWithin: limit, beforeOpening: beforeOpening, body)
  }

  /// Connects to a target for `body`, and closes the connection after that. Callable from any executor.
  ///
  /// ```swift
  /// func sayHello() async throws {
  ///   try await OpenAIRealtimeWS.withSession(model: "gpt-realtime-2.1") { session in
  ///     let texts = session.events(.responseOutputAudioTranscriptDone)
  ///     try await session.append(.user("Say hello."))
  ///     session.send(.responseCreate())
  ///     for try await text in texts {
  ///       log(text.transcript)
  ///       break
  ///     }
  ///   }
  /// }
  /// ```
  ///
  /// `body` is called when the connection is open, and runs where the caller does. When it returns or throws, sequences
  /// of the session end, and the connection is closed with code 1000 and waited for. Cancelling the task cuts the
  /// connection at once, without a closing handshake. Where the connection is lost meanwhile, `body` goes on: its
  /// sequences and whatever waits throw.
  ///
  /// - Parameters:
  ///   - client: whose key and base URL are used; the key may be a function's.
  ///   - target: what to connect to.
  ///   - options: how the connection is made.
  ///   - loop: where the connection lives; `nil` for the caller's loop, and elsewhere one of `EventLoopGroup.shared`.
  ///   - limit: how long closing may take until the connection is cut.
  ///   - beforeOpening: called on the loop, with the connection before anything has happened to it: for listeners and
  ///     observers.
  ///   - body: what is done with the session. Its result is that of the call.
  /// - Throws: what `create` throws, the `OpenAIRealtimeError` of a connection that could not be opened, and what
  ///   `body` throws.
  @discardableResult
  nonisolated(nonsending) public static func withSession<Value>(
    _ client: OpenAI, _ target: RealtimeTarget, options: RealtimeOptions = .init(), on loop: EventLoop? = nil,
    closeWithin limit: Duration = RealtimeTimeLimit.close,
    beforeOpening: @escaping @Sendable (OpenAIRealtimeWS) -> Void = { _ in },
    _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Value
  ) async throws -> Value {
    try await withConnection(on: loop, closeWithin: limit, beforeOpening, body) {
      try await create(client, target, options: options)
    }
  }

  /// The same with a client of Azure.
  @discardableResult
  nonisolated(nonsending) public static func withSession<Value>(
    azure client: AzureOpenAI, _ target: AzureRealtimeTarget = .clientDeployment, options: RealtimeOptions = .init(),
    on loop: EventLoop? = nil, closeWithin limit: Duration = RealtimeTimeLimit.close,
    beforeOpening: @escaping @Sendable (OpenAIRealtimeWS) -> Void = { _ in },
    _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Value
  ) async throws -> Value {
    try await withConnection(on: loop, closeWithin: limit, beforeOpening, body) {
      try await azure(client, target, options: options)
    }
  }

  nonisolated(nonsending) private static func withConnection<Value>(
    on loop: EventLoop?, closeWithin limit: Duration, _ beforeOpening: @escaping @Sendable (OpenAIRealtimeWS) -> Void,
    _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Value,
    create: nonisolated(nonsending) @escaping @Sendable () async throws -> OpenAIRealtimeWS
  ) async throws -> Value {
    try await RealtimeHandle.withChannel(
      on: loop,
      open: { _ in
        let rt = try await create()
        beforeOpening(rt)
        try await rt.opened()
        return rt
      },
      close: { rt in await rt.closed(within: limit) },
      abort: { rt in rt.socket.terminate() }, body)
  }

  /// Waits until the connection is open, and gives it up if the task is cancelled.
  nonisolated(nonsending) private func opened() async throws {
    var failure: OpenAIRealtimeError?
    let errors = EventListener(for: .error) { error in failure = copy error }
    on(.error, errors)
    do {
      try await Answer<Void>.wait { answer in
        socket.on(.open) { answer.give(.success(())) }
        onClose { [record] report in
          answer.give(.failure(failure ?? record.failure(report.transport) ?? OpenAIRealtimeError(Self.closedEarly)))
        }
      }
      off(.error, errors)
    } catch {
      socket.terminate()
      throw error
    }
  }

  private static let closedEarly = "the connection was closed before it was open"

  /// Closes the connection with code 1000 and waits for its end. It is cut after `limit`, or when the task is
  /// cancelled.
  nonisolated(nonsending) package func closed(within limit: Duration) async {
    close()
    if closeReport != nil { return }
    let timer = loop.schedule(after: limit) { [socket] in socket.terminate() }
    defer { timer.cancel() }
    do {
      try await Answer<Void>.wait { answer in onClose { _ in answer.give(.success(())) } }
    } catch {
      socket.terminate()
    }
  }
}
