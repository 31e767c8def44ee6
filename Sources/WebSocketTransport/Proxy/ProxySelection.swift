/// Which connections go through a proxy, and through which.
public struct ProxySelection: Sendable, Hashable {
  enum Rule: Sendable, Hashable {
    case environment
    case none
    case server(ProxyEndpoint)
  }

  let rule: Rule

  /// The environment decides, as with most command-line tools:
  ///
  /// - `HTTPS_PROXY` for `wss`, `HTTP_PROXY` for `ws`, `ALL_PROXY` for either where that one is not set. Lower case
  ///   wins over upper case. `HTTP_PROXY` in upper case is ignored in a CGI program (where `REQUEST_METHOD` is set),
  ///   because there a request header sets it.
  /// - The value has the form of ``ProxyEndpoint/init(url:)``.
  /// - `NO_PROXY` lists what is connected to directly, separated by commas or spaces: `*` for everything;
  ///   `example.com` for that name and all below it; `.example.com` or `*.example.com` for those below it only; an IP
  ///   address; a range such as `10.0.0.0/8` or `fd00::/8`. Each may end in `:port`, with IPv6 in brackets then.
  ///   Addresses and ranges are compared with hosts that are written as addresses; no name is resolved for it.
  /// - `localhost`, names that end in `.localhost`, and loopback addresses are always connected to directly.
  ///
  /// The environment is read for each connection; a process that changes its own must not do so meanwhile.
  public static let environment = ProxySelection(rule: .environment)

  /// No proxy, whatever the environment says.
  public static let none = ProxySelection(rule: .none)

  /// Every connection through `server`, those to this machine too.
  public static func server(_ server: ProxyEndpoint) -> ProxySelection { ProxySelection(rule: .server(server)) }

  /// Whether connections to this machine go straight there.
  var leavesLocalHosts: Bool { rule == .environment || rule == .none }

  /// The proxy for connections to `endpoint`, `nil` for a direct one.
  func proxy(
    for endpoint: WebSocketEndpoint, environment lookup: (_ name: String) -> String?
  ) throws(ProxyError) -> ProxyEndpoint? {
    switch rule {
    case .environment: try ProxyEnvironment.proxy(for: endpoint, lookup)
    case .none: nil
    case .server(let server): server
    }
  }
}
