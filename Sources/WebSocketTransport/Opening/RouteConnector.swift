internal import RealtimeReactor
internal import RealtimeTLS

/// Finds the way to a server: straight to its addresses or to the override's, or to a proxy and through it.
///
/// Ends in exactly one call of the completion, unless it was cancelled. Loop-bound.
final class RouteConnector {
  typealias Completion = (Result<ProxyTunnel.Opened, WebSocketTransportError>) -> Void

  private let loop: EventLoop
  private let endpoint: WebSocketEndpoint
  private let shared: SharedConfiguration
  private let proxy: ProxyServer?
  private let proxyTLS: TLSContextSource?
  private let handshake: ProxyHandshake?
  private let unixSocket: SocketAddress?
  private var completion: Completion?
  private var connector: TCPConnector?
  private var resolution: NameResolution?
  private var tunnel: ProxyTunnel?
  private var clock: StageClock?
  private(set) var report: ConnectionReport

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a proxy that cannot be used at all.
  init(
    to endpoint: WebSocketEndpoint, configuration shared: SharedConfiguration, on loop: EventLoop
  ) throws(WebSocketTransportError) {
    let configuration = shared.value
    self.loop = loop
    self.endpoint = endpoint
    self.shared = shared
    report = ConnectionReport(now: loop.now)
    unixSocket = try RouteConnector.unixSocket(configuration.connectOverride)
    do throws(ProxyError) {
      proxy = try RouteConnector.proxy(for: endpoint, configuration)
      handshake = try proxy.map { proxy throws(ProxyError) in
        try ProxyHandshake(to: endpoint, through: proxy, limits: configuration.limits)
      }
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .proxy(error))
    }
    do throws(TLSError) {
      proxyTLS =
        proxy?.scheme == .https
        ? try TLSContextSource.clients.source(for: configuration.proxyTLS, now: loop.now) : nil
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .tls(error))
    }
    report.proxy = proxy
  }

  private var configuration: WebSocketConfiguration { shared.value }

  private static func unixSocket(
    _ target: WebSocketConfiguration.ConnectOverride?
  ) throws(WebSocketTransportError) -> SocketAddress? {
    guard case .unixSocket(let path) = target?.place else { return nil }
    if let address = SocketAddress(unixPath: path) { return address }
    throw WebSocketTransportError(stage: .configuration, cause: .invalidUnixSocketPath)
  }

  /// An override says already where to connect.
  private static func proxy(
    for endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration
  ) throws(ProxyError) -> ProxyServer? {
    guard configuration.connectOverride == nil else { return nil }
    return try configuration.proxy.proxy(for: endpoint, environment: ProxyEnvironment.processVariable)
  }

  /// The completion is never called before this returns.
  func start(_ completion: @escaping Completion) {
    self.completion = completion
    let connector = TCPConnector(on: loop, configuration: shared, report: report) { [weak self] in
      self?.didConnect($0)
    }
    self.connector = connector
    if let proxy {
      connector.start(host: proxy.host, port: proxy.port)
    } else if let unixSocket {
      connector.start(at: unixSocket)
    } else {
      let (host, port) = target
      connector.start(host: host, port: port)
    }
  }

  /// What tells the server at the end of this route from others of its name.
  var place: String {
    switch configuration.connectOverride?.place {
    case nil: "\(endpoint.port)"
    case .host(let host, let port): "\(endpoint.port) at \(host):\(port)"
    case .unixSocket(let path): "\(endpoint.port) at \(path)"
    }
  }

  /// Host and port of the override, or of the URL.
  private var target: (String, UInt16) {
    guard case .host(let host, let port) = configuration.connectOverride?.place else {
      return (endpoint.host, endpoint.port)
    }
    return (host, port)
  }

  /// Gives up without calling the completion. Idempotent.
  func cancel() {
    completion = nil
    clock?.stop()
    takeFromConnector()
    connector?.cancel()
    connector = nil
    tunnel?.cancel()
    tunnel = nil
  }

  /// The addresses led to no connection that can be used: the name may have others by now.
  func discardAddresses() {
    takeFromConnector()
    resolution?.discardAnswer()
  }

  private func takeFromConnector() {
    guard let connector else { return }
    report = connector.report
    resolution = connector.resolution
  }

  /// Where it is, or where it ended.
  var stage: WebSocketTransportError.Stage {
    if let connector { return connector.stage }
    return clock == nil ? .connect : .proxy
  }

  // MARK: Progress

  private func didConnect(_ result: Result<TCPConnection, WebSocketTransportError>) {
    takeFromConnector()
    connector = nil
    switch result {
    case .failure(let error): finish(.failure(error))
    case .success(let connection):
      if let handshake, let proxy {
        openTunnel(over: connection, handshake, proxy)
      } else {
        finish(.success(ProxyTunnel.Opened(connection: connection, stream: nil)))
      }
    }
  }

  private func openTunnel(over connection: TCPConnection, _ handshake: ProxyHandshake, _ proxy: ProxyServer) {
    clock = StageClock(loop) { [weak self] in self?.expire($0) }
    guard proxyTLS != nil else { return startTunnel(over: connection, handshake, proxy) }
    connection.startHandshake { [weak self] in
      self?.startTunnel(over: $0, handshake, proxy) ?? $0.close()
    }
  }

  private func startTunnel(over connection: TCPConnection, _ handshake: ProxyHandshake, _ proxy: ProxyServer)
  {
    guard completion != nil else { return connection.close() }
    clock?.begin(configuration.timeLimits.proxy)
    do throws(TLSError) {
      let engine = try proxyTLS.map { source throws(TLSError) in
        try TLSEngine(
          client: source.current(now: loop.now), serverName: proxy.host, at: "\(proxy)",
          outbox: connection.outbox,
          sessions: configuration.proxyTLS.resumesSessions ? LoopShared.of(loop).tlsSessions : nil)
      }
      let tunnel = ProxyTunnel(over: connection, tls: engine, handshake: handshake, on: loop) { [weak self] in
        self?.didOpenTunnel($0)
      }
      self.tunnel = tunnel
      tunnel.start()
    } catch {
      connection.close()
      fail(.tls(error))
    }
  }

  private func expire(_ limit: StageClock.Expired) {
    if tunnel?.isAwaitingTurn == true { clock?.putOffStage() } else { fail(limit.cause) }
  }

  private func didOpenTunnel(_ result: Result<ProxyTunnel.Opened, WebSocketTransportError>) {
    tunnel = nil
    switch result {
    case .failure: finish(result)
    case .success(let opened):
      report.endStage(\.proxying, now: loop.now)
      finish(.success(opened))
    }
  }

  private func fail(_ cause: WebSocketTransportError.Cause) {
    finish(.failure(WebSocketTransportError(stage: .proxy, cause: cause)))
  }

  private func finish(_ result: Result<ProxyTunnel.Opened, WebSocketTransportError>) {
    guard let completion else { return }
    cancel()
    completion(
      result.mapError { error in
        var error = error
        error.proxy = proxy
        return error
      })
  }
}
