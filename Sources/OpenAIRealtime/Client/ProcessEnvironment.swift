internal import WebSocketTransport

/// Reads the environment as openai-node does: trimmed, and an empty variable counts as absent.
enum ProcessEnvironment {
  /// Looks a variable up; an argument of the clients, so that tests need not change the process.
  typealias Lookup = (_ name: String) -> String?

  static func value(_ name: String) -> String? {
    guard let text = EnvironmentVariable.value(name),
      let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return nil }
    return String(text[first...last])
  }
}
