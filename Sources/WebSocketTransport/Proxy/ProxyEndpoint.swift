internal import RealtimeBuffers

/// A proxy that connections go through: where it is, how to speak to it, and who we are there.
///
/// Prints as scheme, host and port; credentials are never printed.
public struct ProxyEndpoint: Sendable, Hashable {
  /// How the proxy is spoken to.
  public enum Scheme: String, Sendable, Hashable {
    /// HTTP CONNECT (RFC 9110 section 9.3.6) over TCP. Default port 80.
    case http
    /// HTTP CONNECT over TLS: nobody between us and the proxy sees the name of the server. Default port 443.
    case https
    /// SOCKS version 5 (RFC 1928); the proxy resolves the server's name. Default port 1080.
    case socks5

    var defaultPort: UInt16 {
      switch self {
      case .http: 80
      case .https: 443
      case .socks5: 1080
      }
    }
  }

  /// How it is spoken to.
  public var scheme: Scheme
  /// Host name or IP literal, without brackets.
  public var host: String
  /// The port it listens on.
  public var port: UInt16
  /// Sent to this proxy only: as Basic authentication (RFC 7617) or as the SOCKS user and password (RFC 1929).
  public var credentials: ProxyCredentials?

  /// A proxy by its parts; without a port it is the scheme's own.
  public init(_ scheme: Scheme, host: String, port: UInt16? = nil, credentials: ProxyCredentials? = nil) {
    self.scheme = scheme
    self.host = host
    self.port = port ?? scheme.defaultPort
    self.credentials = credentials
  }

  /// Parses `[scheme://][user[:password]@]host[:port]`, with `http`, `https`, `socks5` or `socks5h` as the scheme and
  /// `http` where it is left out. User and password are percent-decoded.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration`, which does not repeat the URL.
  public init(url: String) throws(WebSocketTransportError) {
    do throws(ProxyError) {
      self = try ProxyURL.parse(url)
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .proxy(error))
    }
  }
}

extension ProxyEndpoint: CustomStringConvertible {
  public var description: String { "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

/// Who we are at a proxy. Prints as `***`.
public struct ProxyCredentials: Sendable, Hashable {
  let user: String
  let password: String

  /// A user name and a password, sent to the proxy only.
  public init(user: String, password: String) {
    self.user = user
    self.password = password
  }
}

extension ProxyCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The text form of a proxy.
enum ProxyURL {
  static func parse(_ url: String) throws(ProxyError) -> ProxyEndpoint {
    let (scheme, rest) = try splitScheme(url)
    let text = rest.prefix { $0 != "/" }
    guard rest.dropFirst(text.count).allSatisfy({ $0 == "/" }), let authority = Authority(text.utf8),
      authority.host.allSatisfy(isHostByte)
    else { throw ProxyError(.invalidURL) }
    let credentials = try authority.userInfo.map(parseCredentials)
    guard let (host, port) = WebSocketEndpoint.hostAndPort(authority, defaultPort: scheme.defaultPort) else {
      throw ProxyError(.invalidURL)
    }
    return ProxyEndpoint(scheme, host: host, port: port, credentials: credentials)
  }

  /// Of names in ASCII and of addresses, the zone of a link-local one included.
  private static func isHostByte(_ byte: UInt8) -> Bool {
    let scalar = UnicodeScalar(byte)
    return scalar.isASCII && scalar.properties.isAlphabetic || (0x30...0x39).contains(byte)
      || "-._:%".utf8.contains(byte)
  }

  private static func splitScheme(_ url: String) throws(ProxyError) -> (ProxyEndpoint.Scheme, Substring) {
    guard let separator = url.firstRange(of: "://") else { return (.http, url[...]) }
    let rest = url[separator.upperBound...]
    switch url[..<separator.lowerBound].lowercased() {
    case "http": return (.http, rest)
    case "https": return (.https, rest)
    case "socks5", "socks5h": return (.socks5, rest)
    default: throw ProxyError(.invalidURL)
    }
  }

  private static func parseCredentials(_ userInfo: Substring.UTF8View) throws(ProxyError) -> ProxyCredentials {
    let colon = userInfo.firstIndex(of: UInt8(ascii: ":")) ?? userInfo.endIndex
    return ProxyCredentials(
      user: try percentDecoded(userInfo[..<colon]),
      password: try percentDecoded(userInfo[colon...].dropFirst()))
  }

  private static func percentDecoded(_ text: Substring.UTF8View) throws(ProxyError) -> String {
    guard let decoded = String(validating: PercentEncoding.decode(text), as: UTF8.self) else {
      throw ProxyError(.invalidURL)
    }
    return decoded
  }
}
