/// Where a WebSocket connects to: the parts of a `ws` or `wss` URL that the transport needs (RFC 6455 section
/// 3).
public struct WebSocketEndpoint: Sendable, Hashable {
  /// Host name or IP literal, without brackets. Used for name resolution, for SNI and for verification.
  public var host: String
  /// 1 to 65535.
  public var port: UInt16
  /// `true` for `wss`.
  public var isSecure: Bool
  /// The resource name: path and query as they go into the request line, never empty.
  public var resource: String

  public init(host: String, port: UInt16, isSecure: Bool, resource: String = "/") {
    self.host = host
    self.port = port
    self.isSecure = isSecure
    self.resource = resource.isEmpty ? "/" : resource
  }

  /// Parses `ws://host[:port][/resource]` or `wss://…`. A fragment or user information is refused.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration`.
  public init(_ url: String) throws(WebSocketTransportError) {
    guard let schemeEnd = url.firstRange(of: "://") else { throw .invalidURL }
    let scheme = url[..<schemeEnd.lowerBound].lowercased()
    guard scheme == "ws" || scheme == "wss" else { throw .invalidURL }
    let rest = url[schemeEnd.upperBound...]
    let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<authorityEnd]
    guard !rest.contains("#"), !authority.contains("@") else { throw .invalidURL }
    let (host, port) = try Self.split(authority, defaultPort: scheme == "wss" ? 443 : 80)
    let resource = rest[authorityEnd...]
    self.init(
      host: host,
      port: port,
      isSecure: scheme == "wss",
      resource: resource.hasPrefix("?") ? "/" + resource : String(resource)
    )
  }

  /// Host and port of an authority without user information.
  static func split(
    _ authority: Substring,
    defaultPort: UInt16
  ) throws(WebSocketTransportError) -> (String, UInt16) {
    var host = authority
    var portText: Substring = ""
    if authority.hasPrefix("[") {
      guard let bracket = authority.firstIndex(of: "]") else { throw .invalidURL }
      host = authority[authority.index(after: authority.startIndex)..<bracket]
      let tail = authority[authority.index(after: bracket)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw .invalidURL }
      portText = tail.dropFirst()
    } else if let colon = authority.lastIndex(of: ":") {
      host = authority[..<colon]
      portText = authority[authority.index(after: colon)...]
    }
    guard !host.isEmpty else { throw .invalidURL }
    if portText.isEmpty { return (String(host), defaultPort) }
    // UInt16 would take a sign as well.
    guard portText.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = UInt16(portText), port > 0 else {
      throw .invalidURL
    }
    return (String(host), port)
  }

  /// The value of the `Host` header: the port only where it is not the scheme's own (RFC 7230 section 5.4).
  /// Empty without a host, so that no request can be made.
  public var hostHeader: String {
    if host.isEmpty { return "" }
    let bracketed = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? bracketed : "\(bracketed):\(port)"
  }
}

extension WebSocketEndpoint: CustomStringConvertible {
  /// Scheme, host and port. The resource is left out: a query can carry what does not belong into a log.
  public var description: String { "\(isSecure ? "wss" : "ws")://\(hostHeader)" }
}
