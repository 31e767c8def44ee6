internal import RealtimeBuffers
internal import RealtimeEvents
internal import WebSocketTransport

/// Whom calls of the REST API are made to, and as whom.
struct RESTService: Sendable {
  let isAzure: Bool
  let credential: @Sendable () throws -> ClientCredential
  private let url: @Sendable (_ path: String, RealtimeURLBuilder) throws -> RealtimeURL

  init(_ client: OpenAI) {
    isAzure = false
    credential = { try ClientCredential(client) }
    url = { try $1.url(ofCall: $0, client: client) }
  }

  init(_ client: AzureOpenAI) {
    isAzure = true
    credential = { ClientCredential(client) }
    url = { try $1.url(ofCall: $0, azure: client) }
  }

  func url(of path: String, _ options: RESTOptions) throws -> RealtimeURL {
    try url(path, options.connection.urlBuilder)
  }

  /// For a caller without `await`: see the calls that use it.
  func perform<Value: Sendable>(
    on loop: EventLoop, _ options: RESTOptions, _ name: StaticString,
    completion: @escaping (Result<Value, any Error>) -> Void, _ makeCall: () throws -> RESTCall<Value>
  ) -> ConnectionCancellation {
    loop.preconditionOnLoop(name)
    let pending = PendingCall<Value>(on: loop, completion)
    do { try pending.start(makeCall(), to: self, options) } catch { pending.fail(error) }
    return ConnectionCancellation(pending, on: loop)
  }

  /// For a caller that runs on a loop.
  nonisolated(nonsending) func perform<Value: Sendable>(
    _ options: RESTOptions, _ makeCall: () throws -> RESTCall<Value>
  ) async throws -> Value {
    let loop = try EventLoop.required()
    let call = try makeCall()
    var cancellation: ConnectionCancellation?
    defer { cancellation?.cancel() }
    return try await Answer.wait { answer in
      cancellation = perform(on: loop, options, "REST", completion: { answer.give($0) }) { call }
    }
  }
}
