internal import RealtimeBuffers
internal import RealtimeReactor

/// The rules of ``ProxySelection/environment``, as a function of the environment.
enum ProxyEnvironment {
  /// The proxy that the environment asks for.
  ///
  /// - Throws: `ProxyError` when the variable that applies cannot be read: going around a proxy that someone asked for
  ///   would be worse than not connecting.
  static func proxy(
    for endpoint: WebSocketEndpoint, _ lookup: (_ name: String) -> String?
  ) throws(ProxyError) -> ProxyEndpoint? {
    guard let url = url(for: endpoint, lookup), !HostName(endpoint.host).isLocal else { return nil }
    let exceptions = value("no_proxy", lookup) ?? value("NO_PROXY", lookup) ?? ""
    if NoProxyList(exceptions).contains(host: endpoint.host, port: endpoint.port) { return nil }
    return try ProxyURL.parse(url)
  }

  private static func url(for endpoint: WebSocketEndpoint, _ lookup: (_ name: String) -> String?) -> String? {
    let specific: String?
    if endpoint.isSecure {
      specific = value("https_proxy", lookup) ?? value("HTTPS_PROXY", lookup)
    } else {
      let isCGI = value("REQUEST_METHOD", lookup) != nil
      specific = value("http_proxy", lookup) ?? (isCGI ? nil : value("HTTP_PROXY", lookup))
    }
    return specific ?? value("all_proxy", lookup) ?? value("ALL_PROXY", lookup)
  }

  /// A variable without the space around it; an empty one counts as not set.
  private static func value(_ name: String, _ lookup: (_ name: String) -> String?) -> String? {
    EnvironmentVariable.trimmed(lookup(name))
  }
}

/// A host as rules compare it: lower case, without the root's dot; or an address.
struct HostName {
  let text: String
  let address: SocketAddress?

  init(_ host: some StringProtocol) {
    var text = Substring(host.lowercased())
    if text.hasSuffix(".") { text = text.dropLast() }
    self.text = String(text)
    address = SocketAddress(host: self.text, port: 0)
  }

  /// Whether it is this machine: a loopback address, `localhost`, or a name below that (RFC 6761 section 6.3).
  var isLocal: Bool { address?.isLoopback ?? (text == "localhost" || text.hasSuffix(".localhost")) }
}

/// What `NO_PROXY` lists.
struct NoProxyList {
  private struct Rule {
    let pattern: Pattern
    let port: UInt16?
  }

  private enum Pattern {
    case everything
    case nameAndBelow(String)
    case below(String)
    case network(SocketAddress, prefixLength: Int)
  }

  private let rules: [Rule]

  init(_ text: String) { rules = text.split { $0 == "," || $0.isWhitespace }.compactMap(NoProxyList.rule) }

  func contains(host: String, port: UInt16) -> Bool {
    let host = HostName(host)
    return rules.contains { rule in
      if let only = rule.port, only != port { return false }
      return NoProxyList.matches(rule.pattern, host)
    }
  }

  private static func matches(_ pattern: Pattern, _ host: HostName) -> Bool {
    switch pattern {
    case .everything: return true
    case .nameAndBelow(let name): return host.address == nil && (host.text == name || host.text.hasSuffix("." + name))
    case .below(let name): return host.address == nil && host.text.hasSuffix("." + name)
    case .network(let network, let prefixLength):
      return host.address?.isInside(network, prefixLength: prefixLength) ?? false
    }
  }

  /// `nil` for what is no rule: it is skipped, as every other reader of this variable does.
  private static func rule(_ text: Substring) -> Rule? {
    if text == "*" { return Rule(pattern: .everything, port: nil) }
    if let network = network(text) { return Rule(pattern: network, port: nil) }
    let (host, port) = splitPort(text)
    if let network = network(host) { return Rule(pattern: network, port: port) }
    let name = HostName(host).text
    if name == "*" { return Rule(pattern: .everything, port: port) }
    if name.hasPrefix("*.") { return Rule(pattern: .below(String(name.dropFirst(2))), port: port) }
    if name.hasPrefix(".") { return Rule(pattern: .below(String(name.dropFirst())), port: port) }
    return name.isEmpty ? nil : Rule(pattern: .nameAndBelow(name), port: port)
  }

  /// An address or a range in CIDR notation.
  private static func network(_ text: Substring) -> Pattern? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = SocketAddress(host: String(parts[0]), port: 0) else { return nil }
    let bitCount = address.addressBytes.count * 8
    guard parts.count == 2 else { return .network(address, prefixLength: bitCount) }
    guard let length = Int(parts[1]), (0...bitCount).contains(length) else { return nil }
    return .network(address, prefixLength: length)
  }

  private static func splitPort(_ text: Substring) -> (Substring, UInt16?) {
    guard let authority = Authority(text.utf8), let port = authority.portNumber else { return (text, nil) }
    return (Substring(authority.host), port)
  }
}

extension SocketAddress {
  /// 127.0.0.0/8, the same as an IPv6 address, or ::1.
  var isLoopback: Bool {
    let bytes = addressBytes
    if family == .ipv4 { return bytes[0] == 127 }
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 127]
    return bytes.starts(with: mapped) || bytes == [UInt8](repeating: 0, count: 15) + [1]
  }

  func isInside(_ network: SocketAddress, prefixLength: Int) -> Bool {
    guard family == network.family else { return false }
    let difference = zip(addressBytes, network.addressBytes).map { $0 ^ $1 }
    return (0..<prefixLength).allSatisfy { bit in difference[bit / 8] & (0x80 >> UInt8(bit % 8)) == 0 }
  }
}
