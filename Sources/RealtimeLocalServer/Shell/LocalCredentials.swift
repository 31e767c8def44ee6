internal import RealtimeTestCertificates
internal import WebSocketTransport

/// What a secure local server proves itself with, and what its clients must trust for that. Empty for a plain one.
struct LocalCredentials {
  let identity: TLSIdentity?
  /// PEM text.
  let root: [UInt8]?

  init(_ configuration: RealtimeLocalServer.Configuration) throws(RealtimeLocalServerError) {
    guard configuration.isSecure else {
      (identity, root) = (nil, nil)
      return
    }
    do throws(TLSError) {
      let authority = try ThrowawayCertificateAuthority(commonName: "Realtime local server")
      (identity, root) = (try authority.issue(Self.request(configuration)).identity, authority.certificate)
    } catch {
      throw .certificate(error)
    }
  }

  /// For every host that a client may be told, by name or by address.
  private static func request(
    _ configuration: RealtimeLocalServer.Configuration
  ) -> ThrowawayCertificateAuthority.Request {
    let ownHost = configuration.address.family == .unix ? [] : [configuration.address.host]
    var request = ThrowawayCertificateAuthority.Request(commonName: "localhost")
    for host in ["localhost", "127.0.0.1", "::1"] + configuration.hostNames + ownHost {
      if let address = SocketAddress(host: host, port: 0) {
        // The zone of a link-local address is this machine's own.
        request.addresses.append(String(address.host.prefix { $0 != "%" }))
      } else {
        request.dnsNames.append(host)
      }
    }
    return request
  }
}

extension RealtimeLocalServer.Configuration {
  private static let eventOverheadByteCount = 1 << 20
  /// Any connection can hold so much, and no sum with it overflows.
  private static let maximumWatermarkByteCount = 1 << 30

  /// The settings of its WebSockets. Any number can be set; a connection takes the nearest that it can work with.
  func sockets(identity: TLSIdentity?, tally: SessionTally) -> WebSocketServer.Configuration {
    let limits = sessionLimits.bounded
    let watermark = min(max(highWatermarkByteCount, 1), Self.maximumWatermarkByteCount)
    var server = WebSocketServer.Configuration(identity: identity)
    server.address = address
    server.didAcceptConnection = { tally.noteConnection() }
    // All clients are on this machine, and so at one address.
    server.maximumOpeningCountPerAddress = server.maximumOpeningCount
    // Base64 takes four bytes for three; the rest is the event around the audio.
    server.connection.limits.messageByteCount = limits.maximumAppendByteCount / 3 * 4 + Self.eventOverheadByteCount
    // A session's settings may come in the body of a call.
    server.connection.limits.requestBodyByteCount = 1 << 20
    server.connection.maximumBufferedByteCount =
      watermark + limits.maximumInputAudioByteCount / 3 * 4 + Self.eventOverheadByteCount
    server.connection.highWatermarkByteCount = watermark
    server.connection.lowWatermarkByteCount = watermark / 4
    server.connection.compression = compression
    server.connection.keepAlive = keepAlive
    server.connection.timeLimits = timeLimits
    return server
  }

  func baseURL(at address: SocketAddress) -> String { "\(isSecure ? "https" : "http")://\(authority(of: address))/v1" }

  func webSocketURL(at address: SocketAddress) -> String {
    "\(isSecure ? "wss" : "ws")://\(authority(of: address))/v1/realtime?model=\(LocalRoute.defaultModel)"
  }

  /// A Unix socket has no place in a URL.
  private func authority(of address: SocketAddress) -> String {
    address.family == .unix ? "localhost" : address.description
  }
}
