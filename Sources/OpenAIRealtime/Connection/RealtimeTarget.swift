/// What a connection is opened to. One value, so that naming two targets or none does not compile.
public enum RealtimeTarget: Sendable, Hashable {
  /// A new session with a model; on Azure, with a deployment.
  case model(String)
  /// A side connection to a call that is in progress, by its id (`rtc_…`).
  case call(String)
  /// A new session that only transcribes. GA only.
  case transcription
  /// A new session that translates speech, on a path of its own. GA only, and not on Azure.
  case translation(model: String)
}

/// What a connection to Azure is opened to.
public enum AzureRealtimeTarget: Sendable, Hashable {
  /// A new session with the deployment that the client names.
  case clientDeployment
  /// A new session with this deployment.
  case deployment(String)
  /// A side connection to a call that is in progress. GA only.
  case call(String)
  /// A new session that only transcribes. GA only.
  case transcription

  /// The target with the deployment filled in: openai-node rules K4 and K6.
  func resolved(for client: AzureOpenAI) throws(RealtimeConfigurationError) -> RealtimeTarget {
    switch self {
    case .clientDeployment: .model(try Self.required(client.deployment))
    case .deployment(let name): .model(try Self.required(name))
    case .call(let id): .call(id)
    case .transcription: .transcription
    }
  }

  private static func required(_ deployment: String?) throws(RealtimeConfigurationError) -> String {
    guard let deployment, !deployment.isEmpty else {
      throw RealtimeConfigurationError(.missingDeployment, "No deployment name provided")
    }
    return deployment
  }
}
