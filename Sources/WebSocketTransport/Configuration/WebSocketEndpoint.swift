internal import RealtimeBuffers

/// Where a WebSocket connects to: the parts of a `ws` or `wss` URL that the transport needs (RFC 6455 section 3).
public struct WebSocketEndpoint: Sendable, Hashable {
  /// Host name or IP literal, without brackets; `fe80::1%eth0` for a link-local address of an interface. Used for name
  /// resolution, for SNI and for verification.
  public var host: String
  /// 1 to 65535.
  public var port: UInt16
  /// `true` for `wss`.
  public var isSecure: Bool
  /// The resource name: path and query as they go into the request line, never empty.
  public var resource: String

  /// A place by its parts: `isSecure` for `wss`, `resource` with the query.
  public init(host: String, port: UInt16, isSecure: Bool, resource: String = "/") {
    self.host = host
    self.port = port
    self.isSecure = isSecure
    self.resource = resource.isEmpty ? "/" : resource
  }

  /// Parses `ws://host[:port][/resource]` or `wss://…`. A fragment or user information is refused.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration`.
  public init(_ url: String) throws(WebSocketTransportError) { try self.init(url, plain: "ws", secure: "wss") }

  /// The same for URLs of other schemes that mean the same ports.
  init(_ url: String, plain: String, secure: String) throws(WebSocketTransportError) {
    guard let schemeEnd = url.firstRange(of: "://") else { throw .invalidURL }
    let scheme = url[..<schemeEnd.lowerBound].lowercased()
    guard scheme == plain || scheme == secure else { throw .invalidURL }
    let rest = url[schemeEnd.upperBound...]
    let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    guard !rest.contains("#"), let authority = Authority(rest[..<authorityEnd].utf8),
      authority.userInfo == nil,
      let (host, port) = Self.hostAndPort(authority, defaultPort: scheme == secure ? 443 : 80)
    else { throw .invalidURL }
    let resource = rest[authorityEnd...]
    self.init(
      host: host, port: port, isSecure: scheme == secure,
      resource: resource.hasPrefix("?") ? "/" + resource : String(resource))
  }

  /// `nil` without a host, and for a port that is none.
  static func hostAndPort(
    _ authority: Authority<Substring.UTF8View>, defaultPort: UInt16
  ) -> (host: String, port: UInt16)? {
    let port = authority.port?.isEmpty ?? true ? defaultPort : authority.portNumber
    guard !authority.host.isEmpty, let port else { return nil }
    return (host(authority), port)
  }

  /// The zone of a link-local address follows `%25` in a URL (RFC 6874 section 2), and `%` where people write one.
  private static func host(_ authority: Authority<Substring.UTF8View>) -> String {
    let host = Substring(authority.host)
    guard authority.isHostBracketed, let mark = host.firstRange(of: "%25"), mark.upperBound < host.endIndex else {
      return String(host)
    }
    return "\(host[..<mark.lowerBound])%\(host[mark.upperBound...])"
  }

  /// The value of the `Host` header: the port only where it is not the scheme's own (RFC 7230 section 5.4).
  /// A zone is left out, which means something on this machine alone (RFC 6874 section 1). Empty without a host, so
  /// that no request can be made.
  public var hostHeader: String {
    if host.isEmpty { return "" }
    let bracketed = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host.prefix { $0 != "%" })]" : host
    return port == (isSecure ? 443 : 80) ? bracketed : "\(bracketed):\(port)"
  }
}

extension WebSocketEndpoint: CustomStringConvertible {
  /// Scheme, host and port. The resource is left out: a query can carry what does not belong into a log.
  public var description: String { "\(isSecure ? "wss" : "ws")://\(hostHeader)" }
}
