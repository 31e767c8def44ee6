/// Builds the URL of a connection from a client and a target, as openai-node's two `buildRealtimeURL` do.
///
/// Two things differ on purpose. openai-node appends `/realtime` to the base URL as text, so that a query in
/// the base URL swallows the path. Here the path is appended to the path: the base's query stays a query, and
/// a fragment, which is never sent, is dropped. And where the base says `http` or `ws`, TLS is left out if
/// that is allowed: see `RealtimeOptions.dangerouslySendsKeyUnencrypted`.
struct RealtimeURLBuilder {
  /// A caller's own builder. It gets the client and the target, after the target was checked, and gives the
  /// exact URL: nothing is added to it.
  typealias Custom = @Sendable (_ client: any RealtimeClient, _ target: RealtimeTarget) throws -> RealtimeURL

  let api: RealtimeAPI
  /// Only asked in GA, as in openai-node.
  var custom: Custom?
  /// Parameters that are set in every URL, whoever built it.
  var query: [String: String] = [:]
  /// Whether a connection to a URL may do without TLS.
  private let allowsPlain: (RealtimeURL) -> Bool

  init(api: RealtimeAPI, custom: Custom? = nil, allowsPlain: @escaping (RealtimeURL) -> Bool = { _ in false }) {
    self.api = api
    self.custom = custom
    self.allowsPlain = allowsPlain
  }

  func url(for target: RealtimeTarget, client: OpenAI) throws -> RealtimeURL {
    try url(for: target, of: client) { base in
      var url = base.appendingRealtimePath(isTranslation: target.isTranslation)
      url.setTarget(target)
      return url
    }
  }

  func url(for target: RealtimeTarget, azure client: AzureOpenAI) throws -> RealtimeURL {
    if target.isTranslation { throw Self.invalidTarget("Realtime translation sessions are not available on Azure.") }
    return try url(for: target, of: client) { base in
      switch api {
      case .ga: azureURL(for: target, base: base)
      case .beta: try azureBetaURL(for: target, base: base, apiVersion: client.apiVersion)
      }
    }
  }

  /// Where a call of the REST API goes. As the sockets go, but that a caller's own builder and query are theirs alone.
  ///
  /// - Parameter path: what follows `/realtime/`, percent-encoded.
  func url(ofCall path: String, client: OpenAI) throws(RealtimeConfigurationError) -> RealtimeURL {
    let base = webSocketBase(try RealtimeURL(client.baseURL))
    var url = base.appendingRealtimePath(isTranslation: false)
    url.path += "/\(path)"
    return url
  }

  func url(ofCall path: String, azure client: AzureOpenAI) throws(RealtimeConfigurationError) -> RealtimeURL {
    var url = azureRealtime(webSocketBase(try RealtimeURL(client.baseURL)))
    url.path += "/\(path)"
    return url
  }

  private func url(
    for target: RealtimeTarget, of client: any RealtimeClient, _ build: (_ base: RealtimeURL) throws -> RealtimeURL
  ) throws -> RealtimeURL {
    try check(target)
    var url: RealtimeURL
    if let custom = try customURL(for: target, client: client) {
      url = custom
    } else {
      let base = webSocketBase(try RealtimeURL(client.baseURL))
      url = try build(base)
      try RealtimeOrigin.check(url, isThatOf: base)
    }
    for (name, value) in query.sorted(by: { $0.key < $1.key }) { url.setQueryParameter(name, to: value) }
    return url
  }

  private func webSocketBase(_ base: RealtimeURL) -> RealtimeURL {
    base.isPlain && allowsPlain(base) ? base.unsecured() : base.secured()
  }

  // MARK: Azure

  /// openai-node rule U6.
  private func azureURL(for target: RealtimeTarget, base: RealtimeURL) -> RealtimeURL {
    var url = azureRealtime(base)
    url.setTarget(target)
    return url
  }

  private func azureRealtime(_ base: RealtimeURL) -> RealtimeURL {
    var url = base
    let path = base.path.split(separator: "/").map { "/\($0)" }.joined()
    url.path = (path.hasSuffix("/v1") ? path : "\(path)/v1") + "/realtime"
    url.query = nil
    url.fragment = nil
    return url
  }

  /// openai-node rule U7.
  private func azureBetaURL(
    for target: RealtimeTarget, base: RealtimeURL, apiVersion: String
  ) throws(RealtimeConfigurationError) -> RealtimeURL {
    guard case .model(let deployment) = target else {
      throw Self.invalidTarget("Azure `callID` connections require the stable Realtime helpers.")
    }
    var url = base.appendingRealtimePath(isTranslation: false)
    url.setQueryParameter("api-version", to: apiVersion)
    url.setQueryParameter("deployment", to: deployment)
    return url
  }

  // MARK: Checks

  /// openai-node rules U1 and U2. What they say about two targets at once cannot be written here.
  private func check(_ target: RealtimeTarget) throws(RealtimeConfigurationError) {
    let isValid: Bool =
      switch target {
      case .model(let name), .call(let name): !name.isEmpty
      case .transcription: api == .ga
      case .translation(let model): api == .ga && !model.isEmpty
      }
    if isValid { return }
    if target.isTranslation { throw Self.invalidTarget("Realtime translation sessions need a `model` and the GA API.") }
    let choice = api == .ga ? "`model`, `callID`, or transcription `intent`" : "`model` or `callID`"
    throw Self.invalidTarget("Pass exactly one of \(choice) when opening a Realtime WebSocket.")
  }

  /// openai-node rule U8. The caller names another host on purpose, so its origin is not compared.
  private func customURL(for target: RealtimeTarget, client: any RealtimeClient) throws -> RealtimeURL? {
    guard api == .ga, let custom else { return nil }
    let url = try custom(client, target)
    guard url.scheme == "wss" || url.scheme == "ws" && allowsPlain(url) else {
      throw RealtimeConfigurationError(.insecureURL, "Custom Realtime WebSocket URLs must use the wss: protocol.")
    }
    return url
  }

  private static func invalidTarget(_ message: String) -> RealtimeConfigurationError {
    RealtimeConfigurationError(.invalidTarget, message)
  }
}

/// The last check before a credential goes out: openai-node's beta rule S2, kept here for both generations.
enum RealtimeOrigin {
  /// - Parameter base: of scheme `ws` where a connection without TLS is allowed.
  static func check(_ url: RealtimeURL, isThatOf base: RealtimeURL) throws(RealtimeConfigurationError) {
    if base.scheme == "ws", url.origin == base.origin { return }
    guard url.scheme == "wss" else {
      throw RealtimeConfigurationError(.insecureURL, "Realtime WebSocket URLs must use the wss: protocol.")
    }
    guard url.origin == base.secured().origin else {
      throw RealtimeConfigurationError(
        .originMismatch, "Realtime WebSocket URL origin must match the configured client origin.")
    }
  }
}

extension RealtimeTarget {
  var isTranslation: Bool { if case .translation = self { true } else { false } }
}

extension RealtimeURL {
  /// One slash at the end of the base path is taken for the separator, as in openai-node: rule U3.
  fileprivate func appendingRealtimePath(isTranslation: Bool) -> RealtimeURL {
    var url = self
    url.path += (path.hasSuffix("/") ? "" : "/") + (isTranslation ? "realtime/translations" : "realtime")
    url.fragment = nil
    return url
  }

  fileprivate mutating func setTarget(_ target: RealtimeTarget) {
    switch target {
    case .model(let model), .translation(let model): setQueryParameter("model", to: model)
    case .call(let id): setQueryParameter("call_id", to: id)
    case .transcription: setQueryParameter("intent", to: "transcription")
    }
  }
}
