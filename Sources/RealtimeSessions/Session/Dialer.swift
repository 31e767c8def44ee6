/// Opens the connections of a session: what is the same for all of them.
enum Dialer {
  case openAI(OpenAI, RealtimeTarget)
  indirect case azure(AzureOpenAI, AzureRealtimeTarget)
  /// The first connection is one that is ready.
  indirect case starting(with: PreparedSessions, then: Dialer)

  /// - Throws: `RealtimeConfigurationError` for a base URL that is none.
  init(_ client: OpenAI, _ target: RealtimeTarget) throws {
    _ = try RealtimeURL(client.baseURL)
    self = .openAI(client, target)
  }

  /// The same for Azure.
  init(azure client: AzureOpenAI, _ target: RealtimeTarget) throws {
    _ = try RealtimeURL(client.baseURL)
    self = .azure(client, try AzureRealtimeTarget(target))
  }

  /// What handshakes are counted for.
  var host: DialHost {
    switch self {
    case .openAI(let client, _): DialHost(client)
    case .azure(let client, _): DialHost(client)
    case .starting(_, let next): next.host
    }
  }

  /// The same, whose first connection is one that is ready.
  func starting(with prepared: PreparedSessions?) -> Dialer { prepared.map { .starting(with: $0, then: self) } ?? self }

  /// For the connections after the first.
  var following: Dialer { if case .starting(_, let next) = self { next } else { self } }

  /// Calls `completion` once, on the loop, and not before this returns.
  ///
  /// - Returns: what gives the attempt up while there is no connection.
  func dial(
    _ options: RealtimeOptions, on loop: EventLoop,
    _ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) -> PendingCreation {
    switch self {
    case .openAI(let client, let target):
      OpenAIRealtimeWS.begin(client, target, on: loop, options: options, completion: completion)
    case .azure(let client, let target):
      OpenAIRealtimeWS.begin(azure: client, target, on: loop, options: options, completion: completion)
    case .starting(let prepared, _): prepared.begin(completion)
    }
  }
}

extension AzureRealtimeTarget {
  fileprivate init(_ target: RealtimeTarget) throws {
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
