internal import WebSocketTransport

/// Where a connection goes.
struct RealtimeDestination: Sendable {
  let url: RealtimeURL
  let target: RealtimeTarget
}

/// A connection that waits for its credential: everything about it but the key. It knows what is checked when.
struct ConnectionPlan: Sendable {
  let key: APIKey
  let options: RealtimeOptions
  /// Where to; asked once, when the connection is opened or prepared.
  let destination: @Sendable () throws -> RealtimeDestination
  private let credential: @Sendable (Secret) -> RealtimeCredential

  /// openai-node rule K2.
  init(_ client: OpenAI, _ target: RealtimeTarget, _ options: RealtimeOptions) throws {
    key = try client.requiredKey()
    self.options = options
    destination = {
      RealtimeDestination(url: try options.urlBuilder.url(for: target, client: client), target: target)
    }
    credential = { .bearer($0) }
    if options.api == .beta { _ = try destination() }
  }

  /// openai-node rules K4 and K6. That there is a credential, rule K5, the client has seen to.
  init(_ client: AzureOpenAI, _ target: AzureRealtimeTarget, _ options: RealtimeOptions) throws {
    self.options = options
    destination = {
      let target = try target.resolved(for: client)
      return RealtimeDestination(
        url: try options.urlBuilder.url(for: target, azure: client), target: target)
    }
    switch client.credential {
    case .apiKey(let secret):
      key = .static(secret.value)
      credential = { .apiKey($0) }
    case .tokenProvider(let provider):
      key = provider
      credential = { .bearer($0) }
    }
    if options.api == .ga { _ = try target.resolved(for: client) }
  }

  /// The settings of the socket with the credential among its headers.
  func configuration(presenting secret: Secret) -> WebSocketConfiguration {
    options.configuration(presenting: credential(secret))
  }

  /// Asks for the key, then opens. The caller runs on the loop.
  nonisolated(nonsending) func open() async throws -> OpenAIRealtimeWS {
    let loop = try EventLoop.required()
    return try open(with: try await secret(on: loop), on: loop)
  }

  /// Asks for the key, where it has to be asked for. The caller runs on the loop, before and after.
  nonisolated(nonsending) func secret(on loop: EventLoop) async throws -> Secret {
    if case .fixed(let secret) = key.source { return secret }
    let request = KeyRequest(on: loop, limit: options.apiKeyTimeLimit)
    defer { if loop.isOnLoop { request.cancel() } }
    let secret = try await Answer.wait { answer in request.start(key) { answer.give($0) } }
    guard loop.isOnLoop else { throw RealtimeConfigurationError.notOnEventLoop }
    try Task.checkCancellation()
    return secret
  }

  func open(with secret: Secret, on loop: EventLoop) throws -> OpenAIRealtimeWS {
    let destination = try destination()
    return try OpenAIRealtimeWS(destination, on: loop, options: options) {
      try WebSocket(
        to: WebSocketEndpoint(destination.url), configuration: configuration(presenting: secret), on: loop)
    }
  }
}

extension RealtimeOptions {
  func configuration(presenting credential: RealtimeCredential) -> WebSocketConfiguration {
    var configuration = webSocket
    configuration.headers = RealtimeHeaders.compose(
      caller: webSocket.headers, credential: credential, api: api)
    return configuration
  }
}
