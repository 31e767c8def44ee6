/// Which models there are. A session with another one is refused as the service does it: `error` with code
/// `model_not_found`, then close 4000.
public enum ModelPolicy: Sendable {
  /// Those that the service has. On an Azure path the model is a deployment, whose name is the customer's: any is accepted.
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

  private static let documentedModels: Set<String> = [
    "gpt-realtime", "gpt-realtime-2025-08-28", "gpt-realtime-1.5", "gpt-realtime-2", "gpt-realtime-2.1",
    "gpt-realtime-2.1-mini", "gpt-realtime-mini", "gpt-realtime-mini-2025-10-06",
    "gpt-realtime-mini-2025-12-15",
    "gpt-audio-1.5", "gpt-audio-mini", "gpt-audio-mini-2025-10-06", "gpt-audio-mini-2025-12-15",
    "gpt-4o-realtime-preview", "gpt-4o-realtime-preview-2024-10-01", "gpt-4o-realtime-preview-2024-12-17",
    "gpt-4o-realtime-preview-2025-06-03", "gpt-4o-mini-realtime-preview",
    "gpt-4o-mini-realtime-preview-2024-12-17", "gpt-realtime-translate",
    "whisper-1", "gpt-transcribe", "gpt-live-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe",
    "gpt-4o-mini-transcribe-2025-12-15", "gpt-4o-transcribe-diarize", "gpt-realtime-whisper",
  ]
}
