/// Opens the connections of a session: what is the same for all of them.
struct Dialer {
  typealias Completion = (Result<OpenAIRealtimeWS, any Error>) -> Void

  /// What handshakes are counted for.
  let host: DialHost
  private let open: (RealtimeOptions, @escaping Completion) -> ConnectionCancellation

  /// - Throws: `RealtimeConfigurationError` for a base URL that is none.
  init(_ client: OpenAI, _ plan: RealtimeSession.Plan, on loop: EventLoop) throws {
    _ = try RealtimeURL(client.baseURL)
    host = DialHost(client)
    // Not the plan, which is large.
    let target = plan.target
    open = { OpenAIRealtimeWS.create(client, target, on: loop, options: $0, completion: $1) }
  }

  /// The same for Azure.
  init(azure client: AzureOpenAI, _ plan: RealtimeSession.Plan, on loop: EventLoop) throws {
    _ = try RealtimeURL(client.baseURL)
    host = DialHost(client)
    let target = try AzureRealtimeTarget(plan.target)
    open = { OpenAIRealtimeWS.azure(client, target, on: loop, options: $0, completion: $1) }
  }

  private init(_ host: DialHost, _ open: @escaping (RealtimeOptions, @escaping Completion) -> ConnectionCancellation) {
    self.host = host
    self.open = open
  }

  /// The same, whose first connection is one that is ready.
  func starting(with prepared: PreparedSessions?) -> Dialer {
    guard let prepared else { return self }
    var isFirst = true
    return Dialer(host) { options, completion in
      guard isFirst else { return dial(options, completion) }
      isFirst = false
      return prepared.create(completion)
    }
  }

  /// Calls `completion` once, on the loop, and not before this returns.
  func dial(_ options: RealtimeOptions, _ completion: @escaping Completion) -> ConnectionCancellation {
    open(options, completion)
  }
}

extension AzureRealtimeTarget {
  init(_ target: RealtimeTarget) throws {
    switch target {
    case .model(let deployment): self = .deployment(deployment)
    case .call(let id): self = .call(id)
    case .transcription: self = .transcription
    case .translation:
      throw RealtimeConfigurationError(
        .invalidTarget, "Realtime translation sessions are not available on Azure.")
    }
  }
}
