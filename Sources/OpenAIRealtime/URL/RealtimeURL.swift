internal import RealtimeBuffers

/// An absolute URL as the WHATWG URL Standard parses it, for the four schemes a Realtime base URL may have.
///
/// `https`, `wss`, `http` and `ws` are read; every other scheme is refused. What the standard does is
/// visible: the scheme and the host are lower-cased, a default port is dropped, dot segments are resolved,
/// and whatever must not stand raw is percent-encoded.
///
/// One thing is stricter: a host that the standard would rewrite is refused, with the spelling to use. An
/// international name is written in its `xn--` form, an IPv4 address in dotted decimal.
///
/// The value is immutable except for its query. It prints without its user name and password, and without the
/// values of its query but for those that the service routes by; `href` shows everything.
public struct RealtimeURL: Sendable, Hashable {
  /// The scheme without its colon: `https`, `wss`, `http` or `ws`.
  public internal(set) var scheme: String
  /// The host in ASCII, an IPv6 address in brackets.
  public let host: String
  /// The port, or `nil` when it is the scheme's default.
  public internal(set) var port: Int?
  /// The path, percent-encoded. It begins with a slash.
  public internal(set) var path: String
  /// What follows `?`, percent-encoded, or `nil` when there is no question mark.
  public internal(set) var query: String?
  /// What follows `#`, percent-encoded, or `nil`. It is never sent.
  public internal(set) var fragment: String?
  /// User name and password, percent-encoded, as they stand in front of `@`.
  let userInfo: Secret?

  /// The whole URL as text, user name and password included.
  public var href: String { text(userInfo: userInfo.map(\.value), query: query) }

  /// Scheme, host and port: what decides who gets the credentials.
  public var origin: String { "\(scheme)://\(hostAndPort)" }

  /// The host, followed by the port unless it is the scheme's default: the value of a `Host` header.
  public var hostAndPort: String {
    guard let port else { return host }
    return "\(host):\(port)"
  }

  /// The port a connection goes to, the scheme's default included.
  public var effectivePort: Int { port ?? Self.defaultPort(of: scheme) }

  /// Path and query: what stands in the request line.
  public var requestTarget: String {
    guard let query else { return path }
    return "\(path)?\(query)"
  }

  /// Sets one query parameter as `URLSearchParams.set` does: the first of that name gets the value, the
  /// others of that name go, and the whole query is written anew in `application/x-www-form-urlencoded`.
  public mutating func setQueryParameter(_ name: String, to value: String) {
    var parameters = FormEncoding.parse(query ?? "")
    if let first = parameters.firstIndex(where: { $0.name == name }) {
      parameters[first].value = value
      let rest = parameters[(first + 1)...].filter { $0.name != name }
      parameters.replaceSubrange((first + 1)..., with: rest)
    } else {
      parameters.append((name, value))
    }
    query = FormEncoding.serialize(parameters)
  }

  /// Query parameters that say where a session goes, and to nobody who may open it.
  private static let routingParameters: Set<String> = ["model", "call_id", "intent", "api-version", "deployment"]

  /// What the URL carries that no report may repeat: user name, password, and the values of other parameters
  /// than those that route, as they are written and as they are meant.
  var secrets: [String] {
    var found: [String] = []
    for part in userInfo?.value.split(separator: ":", maxSplits: 1) ?? [] {
      found += [String(part), String(decoding: PercentEncoding.decode(part.utf8), as: UTF8.self)]
    }
    for pair in query?.split(separator: "&") ?? [] {
      guard let equals = pair.firstIndex(of: "="), let parameter = FormEncoding.parse(String(pair)).first,
        !Self.routingParameters.contains(parameter.name)
      else { continue }
      found += [String(pair[pair.index(after: equals)...]), parameter.value]
    }
    return found
  }

  /// The query with `***` for the values of other parameters than those that route.
  private var maskedQuery: String? {
    query?.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
      let name = FormEncoding.parse(String(pair)).first?.name ?? ""
      return Self.routingParameters.contains(name) ? String(pair) : "\(pair[...equals])\(Secret.mask)"
    }.joined(separator: "&")
  }

  /// Whether it asks for a connection without TLS.
  var isPlain: Bool { scheme == "http" || scheme == "ws" }

  /// The same URL for `ws`. The default port is the same as that of `http`.
  func unsecured() -> RealtimeURL {
    var url = self
    url.scheme = "ws"
    return url
  }

  /// The same URL for `wss`, whatever the scheme was. A port that is the default of `wss` is dropped; one
  /// that was dropped as the default of the old scheme does not come back.
  func secured() -> RealtimeURL {
    var url = self
    url.scheme = "wss"
    if url.port == Self.defaultPort(of: "wss") { url.port = nil }
    return url
  }

  /// A base URL as it may be printed; `***` for one that does not parse, since nobody can tell what is in it.
  static func printable(_ text: String) -> String { (try? RealtimeURL(text)).map { "\($0)" } ?? Secret.mask }

  static func defaultPort(of scheme: String) -> Int { scheme == "https" || scheme == "wss" ? 443 : 80 }

  private func text(userInfo: String?, query: String?) -> String {
    var text = "\(scheme)://"
    if let userInfo { text += "\(userInfo)@" }
    text += hostAndPort + path
    if let query { text += "?\(query)" }
    if let fragment { text += "#\(fragment)" }
    return text
  }
}

extension RealtimeURL {
  /// Parses an absolute URL.
  ///
  /// - Throws: `RealtimeConfigurationError` of kind `.invalidURL`. Its message names what is wrong with the
  ///   URL and never contains the URL.
  public init(_ string: String) throws(RealtimeConfigurationError) {
    var parser = URLParser(string)
    self = try parser.parse()
  }
}

extension RealtimeURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL with `***` in place of everything that is no part of the route.
  public var description: String { text(userInfo: userInfo.map { _ in Secret.mask }, query: maskedQuery) }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [("href", description)]) }
}
