public import WebSocketTransport

extension OpenAIRealtimeWS {
  // MARK: OpenAI

  /// Asks the client for its key, then starts a session with a model. See the `create` that takes a target.
  nonisolated(nonsending) public static func create(
    _ client: OpenAI, model: String, options: RealtimeOptions = .init()
  ) async throws -> OpenAIRealtimeWS { try await create(client, .model(model), options: options) }

  /// Asks the client for its key, then connects to a target.
  ///
  /// For callers that run on an event loop: an actor whose executor it is, a task that prefers it, or the
  /// work of a `LoopBound`. The connection lives on that loop. A fixed key takes no hop; a function that
  /// gives the key has `options.apiKeyTimeLimit` for it. In GA the key is asked for first and the URL built
  /// then; in beta the URL is built first, so that a bad target does not cost a key.
  ///
  /// - Throws: `CancellationError` when the task was cancelled while the key was asked for;
  ///   `RealtimeConfigurationError`: above all `.notOnEventLoop`, `.missingAPIKey`, `.apiKeyProviderFailed`,
  ///   `.apiKeyTimedOut` and `.invalidTarget`; `WebSocketTransportError` for a socket option that cannot be
  ///   used; what `options.buildRealtimeURL` throws. Nothing was sent then.
  nonisolated(nonsending) public static func create(
    _ client: OpenAI, _ target: RealtimeTarget, options: RealtimeOptions = .init()
  ) async throws -> OpenAIRealtimeWS { try await ConnectionDraft(client, target, options).open() }

  /// The same for callers without `await`: calls `completion` once, on the loop, and not before this returns.
  /// The loop runs on until then.
  ///
  /// - Returns: a handle to give up with, from any thread: while the key is asked for, `completion` gets a
  ///   `CancellationError`; then it ends the connection.
  @discardableResult
  public static func create(
    _ client: OpenAI, _ target: RealtimeTarget, on loop: EventLoop, options: RealtimeOptions = .init(),
    completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) -> ConnectionCancellation { open(on: loop, completion) { try ConnectionDraft(client, target, options) } }

  // MARK: Azure

  /// Asks the client for its credential, then connects to a target.
  ///
  /// For callers that run on an event loop, as `create` is. A key is sent as `api-key`, a token as `Authorization:
  /// Bearer`. In GA the target is checked before the credential is asked for, in beta after it.
  ///
  /// - Throws: As `create`; `.missingDeployment` when no deployment is named.
  nonisolated(nonsending) public static func azure(
    _ client: AzureOpenAI, _ target: AzureRealtimeTarget = .clientDeployment, options: RealtimeOptions = .init()
  ) async throws -> OpenAIRealtimeWS { try await ConnectionDraft(client, target, options).open() }

  /// The same for callers without `await`: calls `completion` once, on the loop, and not before this returns.
  /// The loop runs on until then.
  ///
  /// - Returns: a handle to give up with, from any thread: while the key is asked for, `completion` gets a
  ///   `CancellationError`; then it ends the connection.
  @discardableResult
  public static func azure(
    _ client: AzureOpenAI, _ target: AzureRealtimeTarget = .clientDeployment, on loop: EventLoop,
    options: RealtimeOptions = .init(), completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) -> ConnectionCancellation { open(on: loop, completion) { try ConnectionDraft(client, target, options) } }

  // MARK: On the loop

  /// As `create`, for whoever gives up a connection by itself once it is there.
  package static func begin(
    _ client: OpenAI, _ target: RealtimeTarget, on loop: EventLoop, options: RealtimeOptions,
    completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) -> PendingCreation {
    begin(on: loop, followsConnection: false, completion) { try ConnectionDraft(client, target, options) }
  }

  /// The same for Azure.
  package static func begin(
    azure client: AzureOpenAI, _ target: AzureRealtimeTarget, on loop: EventLoop, options: RealtimeOptions,
    completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) -> PendingCreation {
    begin(on: loop, followsConnection: false, completion) { try ConnectionDraft(client, target, options) }
  }

  private static func open(
    on loop: EventLoop, _ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void,
    _ makeDraft: () throws -> ConnectionDraft
  ) -> ConnectionCancellation {
    loop.preconditionOnLoop("OpenAIRealtimeWS.create")
    return ConnectionCancellation(begin(on: loop, followsConnection: true, completion, makeDraft), on: loop)
  }

  private static func begin(
    on loop: EventLoop, followsConnection: Bool,
    _ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void, _ makeDraft: () throws -> ConnectionDraft
  ) -> PendingCreation {
    let creation = PendingCreation(on: loop, followsConnection: followsConnection, completion)
    creation.start(on: loop, makeDraft)
    return creation
  }
}

extension PendingCreation {
  fileprivate func start(on loop: EventLoop, _ makeDraft: () throws -> ConnectionDraft) {
    do {
      let draft = try makeDraft()
      start(draft) { try draft.open(with: $0, on: loop) }
    } catch {
      fail(error)
    }
  }
}

extension EventLoop {
  /// The loop that the caller runs on.
  static func required() throws(RealtimeConfigurationError) -> EventLoop {
    guard let current else { throw .notOnEventLoop }
    return current
  }
}

extension RealtimeConfigurationError {
  static let notOnEventLoop = RealtimeConfigurationError(
    .notOnEventLoop,
    """
    The caller does not run on an event loop: call this from an actor whose executor is an EventLoop, from a task \
    that prefers one, as in `Task(executorPreference: try EventLoopGroup.shared.nextLoop())`, or use the form with \
    `on:` and a completion.
    """
  )
}
