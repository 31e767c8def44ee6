/// Whose model answers calls.
public enum CallService: Sendable {
  /// OpenAI's, or one that speaks like it.
  case openAI(OpenAI)
  /// Azure's: the target's model is a deployment.
  case azure(AzureOpenAI)

  /// - Parameter prepared: Has the first connection ready.
  func session(
    _ plan: RealtimeSession.Plan, preparedBy prepared: PreparedSessions? = nil, on loop: EventLoop
  ) throws -> RealtimeSession {
    switch self {
    case .openAI(let client): try RealtimeSession(client, plan, startingWith: prepared, on: loop)
    case .azure(let client): try RealtimeSession(azure: client, plan, startingWith: prepared, on: loop)
    }
  }

  /// Connections to the plan's target with its options, before a session needs them.
  func prepare(
    _ plan: RealtimeSession.Plan, _ settings: PreparedConnections.Settings, on loop: EventLoop
  ) throws -> PreparedSessions {
    switch self {
    case .openAI(let client):
      return try OpenAIRealtimeWS.prepare(client, plan.target, on: loop, options: plan.options, settings: settings)
    case .azure(let client):
      guard case .model(let deployment) = plan.target else {
        throw RealtimeConfigurationError(.invalidTarget, "Calls go to a deployment.")
      }
      return try OpenAIRealtimeWS.prepare(
        azure: client, .deployment(deployment), on: loop, options: plan.options, settings: settings)
    }
  }
}
