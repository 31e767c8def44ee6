internal import RealtimeJSON
internal import WebSocketTransport

/// The service's REST calls at a local server, or at all servers of a group. Any thread may use it.
final class LocalREST: Sendable {
  private struct State {
    var calls: LocalCalls
    var secrets = LocalSecrets()
    /// What ends the sessions beside a call.
    var sessions: [String: [Int: Session]] = [:]
    var requests: [RealtimeLocalServer.RESTRequest] = []
    var requestCount = 0

    mutating func nextNumber() -> Int {
      requestCount += 1
      return requestCount
    }

    mutating func record(_ request: RealtimeLocalServer.RESTRequest, limit: Int) {
      guard limit > 0 else { return }
      if requests.count >= limit { requests.removeFirst() }
      requests.append(request)
    }
  }

  /// A session beside a call, on whatever loop it is.
  struct Session: Sendable {
    let perform: @Sendable ([SessionAction]) -> Void
  }

  private let configuration: RealtimeLocalServer.Configuration
  private let state: PosixMutex<State>

  init(_ configuration: RealtimeLocalServer.Configuration) {
    self.configuration = configuration
    state = PosixMutex(State(calls: LocalCalls(maximumCount: configuration.maximumCallCount)))
  }

  var requests: [RealtimeLocalServer.RESTRequest] { state.withLock { $0.requests } }

  // MARK: Requests

  /// `nil` for a path that is another's.
  func response(to request: PlainRequest) -> PlainResponse? {
    guard let route = RESTRoute(path: request.path) else { return nil }
    var recorded = RealtimeLocalServer.RESTRequest(request, number: state.withLock { $0.nextNumber() })
    let response: PlainResponse
    do throws(UpgradeRefusal) { response = try answer(route, recorded) } catch { response = PlainResponse(error) }
    recorded.status = response.status
    state.withLock { $0.record(recorded, limit: configuration.maximumRecordedRequestCount) }
    return response.with("x-request-id", IdentifierSource.random().next(.request))
  }

  private func answer(
    _ route: RESTRoute, _ request: RealtimeLocalServer.RESTRequest
  ) throws(UpgradeRefusal) -> PlainResponse {
    guard request.method == "POST" else { throw .wrongMethod }
    if let key = configuration.requiredAPIKey {
      guard APIKeyCheck.accepts(request.headers, subprotocols: [], key: key) else { throw .wrongKey }
    }
    if let refusal = configuration.restPlan(request) { throw refusal }
    switch route {
    case .clientSecret: return try makeSecret(request.body, isTranslation: false)
    case .translationSecret: return try makeSecret(request.body, isTranslation: true)
    case .call(let id, let action):
      try perform(action, id, request.body)
      return PlainResponse()
    }
  }

  private func makeSecret(_ body: [UInt8], isTranslation: Bool) throws(UpgradeRefusal) -> PlainResponse {
    let (identifiers, now) = (IdentifierSource.random(), configuration.unixTime)
    let (seconds, session) = try RESTBody.secret(
      body, isTranslation: isTranslation, models: configuration.models, id: identifiers.next(.session), now: now)
    let value = identifiers.next(.clientSecret)
    state.withLock { $0.secrets.add(value, until: now + seconds, now: now) }
    let answer: JSONValue = ["value": .string(value), "expires_at": .number(now + seconds), "session": session]
    return PlainResponse(
      headers: HTTPHeaders([("Content-Type", "application/json")]), body: Array(answer.jsonText.utf8))
  }

  private func perform(_ action: RESTRoute.CallAction, _ id: String, _ body: [UInt8]) throws(UpgradeRefusal) {
    switch action {
    case .accept:
      let session = try RESTBody.session(body, models: configuration.models)
      try change { calls throws(UpgradeRefusal) in try calls.accept(id, session) }
    case .reject:
      let status = try RESTBody.rejection(body)
      try change { calls throws(UpgradeRefusal) in try calls.reject(id, statusCode: status) }
    case .refer:
      let target = try RESTBody.transferTarget(body)
      try change { calls throws(UpgradeRefusal) in try calls.refer(id, to: target) }
    case .hangup: try end(id)
    }
  }

  private func change(_ body: (inout LocalCalls) throws(UpgradeRefusal) -> Void) throws(UpgradeRefusal) {
    try state.withLock { state in Result { () throws(UpgradeRefusal) in try body(&state.calls) } }.get()
  }

  // MARK: Calls

  func call(_ id: String) -> LocalCalls.Call? { state.withLock { $0.calls[id] } }

  func begin(_ id: String) { state.withLock { $0.calls.begin(id) } }

  /// Ends a call and closes the sessions beside it.
  func end(_ id: String) throws(UpgradeRefusal) {
    try change { calls throws(UpgradeRefusal) in try calls.end(id) }
    perform([.close()], besides: id)
  }

  /// Has the sessions beside a call do something.
  func perform(_ actions: [SessionAction], besides id: String) {
    for session in state.withLock({ $0.sessions[id] ?? [:] }).values { session.perform(actions) }
  }

  // MARK: Sessions

  /// - Returns: what the call was accepted with.
  func join(_ callID: String) throws(UpgradeRefusal) -> JSONValue? {
    var parameters: JSONValue?
    try change { calls throws(UpgradeRefusal) in
      parameters = try calls.join(callID, allowsUnknown: configuration.servesUnknownCalls)
    }
    return parameters
  }

  func add(_ session: Session, _ number: Int, besides callID: String) {
    state.withLock { $0.sessions[callID, default: [:]][number] = session }
  }

  func remove(_ number: Int, besides callID: String) {
    state.withLock { state in
      state.sessions[callID]?[number] = nil
      if state.sessions[callID]?.isEmpty == true { state.sessions[callID] = nil }
    }
  }

  /// Whether the request for a session presents a client secret.
  func acceptsSecret(_ headers: HTTPHeaders, subprotocols: [String]) -> Bool {
    let secrets = state.withLock { $0.secrets }
    return secrets.accept(now: configuration.unixTime) {
      APIKeyCheck.accepts(headers, subprotocols: subprotocols, key: $0)
    }
  }
}

extension PlainResponse {
  fileprivate init(_ refusal: UpgradeRefusal) {
    self.init(status: refusal.status, headers: refusal.headers, body: refusal.body)
  }

  fileprivate func with(_ name: String, _ value: String) -> PlainResponse {
    var response = self
    response.headers.append(name, value)
    return response
  }
}

extension UpgradeRefusal {
  fileprivate static let wrongMethod = UpgradeRefusal(
    status: 405, ServiceFailure(code: "method_not_supported", message: "Only POST is supported here."))
}
