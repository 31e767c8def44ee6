public import WebSocketTransport

extension OpenAIRealtimeWS {
  // MARK: OpenAI

  /// Asks the client for its key, then starts a session with a model. See the `create` that takes a target.
  public static func create(
    _ client: OpenAI,
    model: String,
    options: RealtimeOptions = .init(),
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> OpenAIRealtimeWS {
    try await create(client, .model(model), options: options, isolation: isolation)
  }

  /// Asks the client for its key, then connects to a target.
  ///
  /// For callers that run on an event loop, such as an actor whose executor it is: the connection lives on that loop,
  /// and nothing hops. In GA the key is asked for first and the URL built then; in beta the URL is built first, so
  /// that a bad target does not cost a key.
  ///
  /// - Throws: `RealtimeConfigurationError`: above all `.notOnEventLoop`, `.missingAPIKey`, `.apiKeyProviderFailed` and
  ///   `.invalidTarget`; `WebSocketTransportError` for a socket option that cannot be used; what
  ///   `options.buildRealtimeURL` throws. Nothing was sent then.
  public static func create(
    _ client: OpenAI,
    _ target: RealtimeTarget,
    options: RealtimeOptions = .init(),
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> OpenAIRealtimeWS {
    let plan = try ConnectionPlan(client, target, options)
    let loop = try currentLoop()
    return try plan.open(with: try await plan.key.resolve(), on: checked(loop))
  }

  /// The same for callers without `await`: calls `completion` once, on the loop, and not before this returns. The loop
  /// runs on until then.
  public static func create(
    _ client: OpenAI,
    _ target: RealtimeTarget,
    on loop: EventLoop,
    options: RealtimeOptions = .init(),
    completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) {
    open(on: loop, completion) { try ConnectionPlan(client, target, options) }
  }

  // MARK: Azure

  /// Asks the client for its credential, then starts a session with a deployment. See the `azure` that takes a target.
  ///
  /// - Parameter deploymentName: The deployment; nil means the one that the client names.
  public static func azure(
    _ client: AzureOpenAI,
    deploymentName: String? = nil,
    options: RealtimeOptions = .init(),
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> OpenAIRealtimeWS {
    let target = deploymentName.map { AzureRealtimeTarget.deployment($0) } ?? .clientDeployment
    return try await azure(client, target, options: options, isolation: isolation)
  }

  /// Asks the client for its credential, then connects to a target.
  ///
  /// For callers that run on an event loop, as `create` is. A key is sent as `api-key`, a token as `Authorization:
  /// Bearer`. In GA the target is checked before the credential is asked for, in beta after it.
  ///
  /// - Throws: As `create`; `.missingDeployment` when no deployment is named.
  public static func azure(
    _ client: AzureOpenAI,
    _ target: AzureRealtimeTarget,
    options: RealtimeOptions = .init(),
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> OpenAIRealtimeWS {
    let plan = try ConnectionPlan(client, target, options)
    let loop = try currentLoop()
    return try plan.open(with: try await plan.key.resolve(), on: checked(loop))
  }

  /// The same for callers without `await`: calls `completion` once, on the loop, and not before this returns. The loop
  /// runs on until then.
  public static func azure(
    _ client: AzureOpenAI,
    _ target: AzureRealtimeTarget = .clientDeployment,
    on loop: EventLoop,
    options: RealtimeOptions = .init(),
    completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) {
    open(on: loop, completion) { try ConnectionPlan(client, target, options) }
  }

  // MARK: On the loop

  private static func open(
    on loop: EventLoop,
    _ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void,
    _ makePlan: () throws -> ConnectionPlan
  ) {
    loop.preconditionOnLoop("OpenAIRealtimeWS.create")
    let plan: ConnectionPlan
    do { plan = try makePlan() } catch { return loop.enqueueLocally { completion(.failure(error)) } }
    let confined = LoopConfined(completion, on: loop)
    loop.beginAwaiting()
    plan.key.resolve { answer in
      loop.execute {
        loop.endAwaiting()
        guard let completion = confined.take() else { return }
        completion(Result { try plan.open(with: try answer.get(), on: loop) })
      }
    }
  }

  private static func currentLoop() throws(RealtimeConfigurationError) -> EventLoop {
    if let loop = EventLoop.current { return loop }
    throw RealtimeConfigurationError(
      .notOnEventLoop,
      """
      The caller does not run on an event loop: call this from an actor whose executor is an EventLoop, or use the \
      form with `on:` and a completion.
      """
    )
  }

  /// The caller must be back on its loop after the key came.
  private static func checked(_ loop: EventLoop) throws(RealtimeConfigurationError) -> EventLoop {
    guard loop.isOnLoop else { return try currentLoop() }
    return loop
  }
}

/// A connection that waits for its credential: everything about it but the key. It knows what is checked when.
struct ConnectionPlan: Sendable {
  let key: APIKey
  private let connect: @Sendable (Secret, EventLoop) throws -> OpenAIRealtimeWS

  /// openai-node rule K2.
  init(_ client: OpenAI, _ target: RealtimeTarget, _ options: RealtimeOptions) throws {
    key = try client.requiredKey()
    let makeURL: @Sendable () throws -> RealtimeURL = {
      try options.urlBuilder.url(for: target, client: client)
    }
    if options.api == .beta { _ = try makeURL() }
    connect = { secret, loop in
      try OpenAIRealtimeWS(try makeURL(), target, .bearer(secret), on: loop, options: options)
    }
  }

  /// openai-node rules K4 and K6. That there is a credential, rule K5, the client has seen to.
  init(_ client: AzureOpenAI, _ target: AzureRealtimeTarget, _ options: RealtimeOptions) throws {
    let makeURL: @Sendable () throws -> (RealtimeTarget, RealtimeURL) = {
      let target = try target.resolved(for: client)
      return (target, try options.urlBuilder.url(for: target, azure: client))
    }
    if options.api == .ga { _ = try target.resolved(for: client) }
    let makeCredential: @Sendable (Secret) -> RealtimeCredential
    switch client.credential {
    case .apiKey(let secret):
      key = .static(secret.value)
      makeCredential = { .apiKey($0) }
    case .tokenProvider(let provider):
      key = provider
      makeCredential = { .bearer($0) }
    }
    connect = { secret, loop in
      let (target, url) = try makeURL()
      return try OpenAIRealtimeWS(url, target, makeCredential(secret), on: loop, options: options)
    }
  }

  func open(with secret: Secret, on loop: EventLoop) throws -> OpenAIRealtimeWS {
    try connect(secret, loop)
  }
}
