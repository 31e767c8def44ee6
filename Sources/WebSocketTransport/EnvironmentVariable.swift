internal import RealtimeBuffers

/// The environment of this process: nothing else in the library reads it.
package enum EnvironmentVariable {
  /// The variable's text as it is, `nil` where there is none.
  package static func value(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

  /// The text without the space around it; `nil` where nothing is left, as for a variable that is not set.
  package static func trimmed(_ text: String?) -> String? {
    guard let text, let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return nil }
    return String(text[first...last])
  }
}
