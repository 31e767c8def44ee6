internal import RealtimeBuffers
internal import RealtimeWebSocketProtocol

/// What a client says to its proxy before the tunnel is open, whichever protocol the proxy speaks. Sans-I/O.
enum ProxyHandshake {
  enum Outcome: Equatable {
    case needMoreBytes
    /// What follows in the input, and what is sent from now on, is between us and the server.
    case connected
    case failed(ProxyError)
  }

  case connect(ConnectHandshake, hasCredentials: Bool)
  case socks(SOCKS5Handshake)

  /// - Throws: `ProxyError` for credentials or a server name that the protocol cannot carry.
  init(to endpoint: WebSocketEndpoint, through proxy: ProxyEndpoint, limits: WebSocketLimits) throws(ProxyError) {
    switch proxy.scheme {
    case .http, .https:
      self = .connect(
        try ProxyHandshake.connect(to: endpoint, through: proxy, limits: limits),
        hasCredentials: proxy.credentials != nil)
    case .socks5:
      self = .socks(try SOCKS5Handshake(host: endpoint.host, port: endpoint.port, credentials: proxy.credentials))
    }
  }

  private static func connect(
    to endpoint: WebSocketEndpoint, through proxy: ProxyEndpoint, limits: WebSocketLimits
  ) throws(ProxyError) -> ConnectHandshake {
    if let user = proxy.credentials?.user, user.contains(":") { throw ProxyError(.invalidCredentials) }
    let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
    do throws(WebSocketError) {
      return try ConnectHandshake(
        target: "\(host):\(endpoint.port)",
        credentials: proxy.credentials.map { "\($0.user):\($0.password)" },
        limits: limits)
    } catch {
      throw ProxyError(.malformedResponse(error))
    }
  }

  /// Appends the first bytes to send.
  func start(into output: ByteBuffer) {
    switch self {
    case .connect(let handshake, _): handshake.writeRequest(into: output)
    case .socks(let handshake): handshake.start(into: output)
    }
  }

  /// Takes what the proxy sent from `input`, and appends what is to be sent next.
  mutating func receive(_ input: ByteBuffer, output: ByteBuffer) -> Outcome {
    switch self {
    case .connect(var handshake, let hasCredentials):
      let outcome = handshake.receive(input)
      self = .connect(handshake, hasCredentials: hasCredentials)
      return Outcome(outcome, hasCredentials: hasCredentials)
    case .socks(var handshake):
      let outcome = handshake.receive(input, output: output)
      self = .socks(handshake)
      return outcome
    }
  }

  /// Why the proxy has ended the connection before it answered.
  var endedEarly: ProxyError {
    switch self {
    case .connect: ProxyError(.closed)
    case .socks(let handshake): handshake.endedEarly
    }
  }
}

extension ProxyHandshake.Outcome {
  fileprivate init(_ outcome: ConnectHandshake.Outcome, hasCredentials: Bool) {
    switch outcome {
    case .needMoreBytes: self = .needMoreBytes
    case .connected: self = .connected
    case .authenticationRequired(acceptsBasic: false): self = .failed(ProxyError(.authenticationUnsupported))
    case .authenticationRequired(acceptsBasic: true):
      self = .failed(ProxyError(hasCredentials ? .credentialsRejected : .authenticationRequired))
    case .refused(let status): self = .failed(ProxyError(.refused(status: status)))
    case .failed(let error): self = .failed(ProxyError(.malformedResponse(error)))
    }
  }
}
