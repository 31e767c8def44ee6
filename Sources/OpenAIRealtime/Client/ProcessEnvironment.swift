internal import WebSocketTransport

/// Reads the environment as openai-node does: trimmed, and an empty variable counts as absent.
enum ProcessEnvironment {
  /// Looks a variable up; an argument of the clients, so that tests need not change the process.
  typealias Lookup = (_ name: String) -> String?

  static func value(_ name: String) -> String? { EnvironmentVariable.trimmed(EnvironmentVariable.value(name)) }
}
