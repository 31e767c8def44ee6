/// Which models there are. A session with another one is refused as the service does it: `error` with code
/// `model_not_found`, then close 4000.
public enum ModelPolicy: Sendable {
  /// Those that the service has. On an Azure path the model is a deployment, whose name is the customer's: any will do.
  case documented
  /// These alone, on every path.
  case only(Set<String>)
  /// Whatever the client names.
  case any

  func accepts(_ model: String, isDeployment: Bool) -> Bool {
    switch self {
    case .documented: isDeployment || Self.documentedModels.contains(model)
    case .only(let models): models.contains(model)
    case .any: true
    }
  }

  private static let documentedModels = namedModels.union(["gpt-realtime-translate"])
}
