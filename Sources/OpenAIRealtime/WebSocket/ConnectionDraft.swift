internal import RealtimeBuffers
internal import RealtimeEvents
internal import WebSocketTransport

/// Where a connection goes.
struct RealtimeDestination: Sendable {
  let url: RealtimeURL
  let target: RealtimeTarget
  /// Whether the base URL said `http` and TLS is used all the same.
  let isUpgraded: Bool

  init(_ url: RealtimeURL, _ target: RealtimeTarget, of client: any RealtimeClient) {
    self.url = url
    self.target = target
    let base = try? RealtimeURL(client.baseURL)
    isUpgraded = base?.isPlain == true && base?.host == url.host && !url.isPlain
  }

  /// The error of the socket for the caller. A server that does not speak TLS, where the base URL said that
  /// it does not, is a mistake of the configuration.
  func explain(_ error: WebSocketTransportError) -> OpenAIRealtimeError {
    guard isUpgraded, error.stage == .tls, error.isNoVerdictOnCertificates else {
      return OpenAIRealtimeError(error.message, cause: error)
    }
    let explained = RealtimeConfigurationError(
      .insecureURL,
      """
      The base URL says http or ws, but the key is sent over TLS only, except on this machine, and \
      the server did not answer in TLS: give it TLS and say https, or accept that everybody on the path can read the \
      key and set `dangerouslySendsKeyUnencrypted` in the options.
      """,
      cause: error
    )
    return OpenAIRealtimeError(explained.message, cause: explained)
  }
}

extension WebSocketTransportError {
  /// Whether the TLS handshake failed before there was a certificate to judge.
  fileprivate var isNoVerdictOnCertificates: Bool {
    guard case .tls(let error) = cause else { return true }
    switch error.kind {
    case .protocolVersion, .handshakeFailed, .truncated, .peerAlert: return true
    default: return false
    }
  }
}

/// A connection that waits for its credential: everything about it but the key. It knows what is checked when.
struct ConnectionDraft: Sendable {
  let options: RealtimeOptions
  /// Where to; asked once, when the connection is opened or prepared.
  let destination: @Sendable () throws -> RealtimeDestination
  private let credential: ClientCredential

  init(_ client: OpenAI, _ target: RealtimeTarget, _ options: RealtimeOptions) throws {
    credential = try ClientCredential(client)
    self.options = options
    destination = { RealtimeDestination(try options.urlBuilder.url(for: target, client: client), target, of: client) }
    if options.api == .beta { _ = try destination() }
  }

  /// openai-node rules K4 and K6.
  init(_ client: AzureOpenAI, _ target: AzureRealtimeTarget, _ options: RealtimeOptions) throws {
    credential = ClientCredential(client)
    self.options = options
    destination = {
      let target = try target.resolved(for: client)
      return RealtimeDestination(try options.urlBuilder.url(for: target, azure: client), target, of: client)
    }
    if options.api == .ga { _ = try target.resolved(for: client) }
  }

  var key: APIKey { credential.key }

  /// The settings of the socket with the credential among its headers.
  func configuration(presenting secret: Secret, to url: RealtimeURL) -> WebSocketConfiguration {
    options.configuration(presenting: credential.presenting(secret), to: url)
  }

  /// Asks for the key, then opens. The caller runs on the loop.
  nonisolated(nonsending) func open() async throws -> OpenAIRealtimeWS {
    let loop = try EventLoop.required()
    return try open(with: try await secret(on: loop), on: loop)
  }

  /// Asks for the key, where it has to be asked for. The caller runs on the loop, before and after.
  nonisolated(nonsending) func secret(on loop: EventLoop) async throws -> Secret {
    if case .fixed = key.source { return try key.fixedSecret() }
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
        to: WebSocketEndpoint(destination.url),
        configuration: configuration(presenting: secret, to: destination.url), on: loop)
    }
  }
}

extension RealtimeOptions {
  func configuration(presenting credential: RealtimeCredential, to url: RealtimeURL) -> WebSocketConfiguration {
    var configuration = socketConfiguration(for: url)
    configuration.headers = RealtimeHeaders.compose(caller: webSocket.headers, credential: credential, api: api)
    return configuration
  }
}
