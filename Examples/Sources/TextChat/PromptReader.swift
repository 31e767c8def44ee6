import Foundation

/// Reads the terminal on a thread of its own, because reading blocks and a loop must not.
final class PromptReader {
  private let queue = DispatchQueue(label: "prompts")

  /// Calls back with the next line, or nil at the end of input, on the reader's thread.
  func read(_ answer: @escaping @Sendable (String?) -> Void) {
    queue.async { answer(readLine()) }
  }
}
