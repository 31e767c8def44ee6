internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

/// Where an opening connects to first, and how it goes on from there: straight to the server or to the override's
/// place, or to a proxy and through it. A value.
struct OpeningRoute {
  enum Target: Equatable {
    case name(String, port: UInt16)
    /// Needs no resolving.
    case address(SocketAddress)
  }

  let target: Target
  let proxy: ProxyEndpoint?
  /// What the proxy is asked; `nil` without one.
  let handshake: ProxyHandshake?
  /// Whether the server is spoken to in TLS.
  let isSecure: Bool
  let staysOnThisMachine: Bool
  let attemptDelay: Duration
  /// What tells the server at the end of this route from others of its name.
  let place: String

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for an override or a proxy that cannot be used at
  ///   all.
  init(to endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration) throws(WebSocketTransportError) {
    let override = configuration.connectOverride?.place
    do throws(ProxyError) {
      // An override says already where to connect.
      let proxy =
        try override == nil
        ? configuration.proxy.proxy(for: endpoint, environment: EnvironmentVariable.value) : nil
      handshake = try proxy.map { proxy throws(ProxyError) in
        try ProxyHandshake(to: endpoint, through: proxy, limits: configuration.limits)
      }
      self.proxy = proxy
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .proxy(error))
    }
    isSecure = endpoint.isSecure
    staysOnThisMachine = configuration.staysOnThisMachine
    attemptDelay = configuration.connectionAttemptDelay
    switch override {
    case nil:
      target = .name(proxy?.host ?? endpoint.host, port: proxy?.port ?? endpoint.port)
      place = "\(endpoint.port)"
    case .host(let host, let port):
      target = .name(host, port: port)
      place = "\(endpoint.port) at \(host):\(port)"
    case .unixSocket(let path):
      guard let address = SocketAddress(unixPath: path) else {
        throw WebSocketTransportError(stage: .configuration, cause: .invalidUnixSocketPath)
      }
      target = .address(address)
      place = "\(endpoint.port) at \(path)"
    }
  }
}
