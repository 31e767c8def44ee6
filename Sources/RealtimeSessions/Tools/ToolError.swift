/// What a function throws to say to the model what went wrong.
///
/// The model is told nothing of any other error, since its text may say what the user of a voice session must not hear.
public struct ToolError: Error, Sendable, Hashable {
  /// The call's output.
  public let message: String

  /// - Parameter message: in words that help the model: whether to try again, what to ask the user.
  public init(_ message: String) { self.message = message }
}
