import Foundation
import OpenAIRealtime

/// Reads the terminal on a thread of its own, because reading blocks and a loop must not.
final class PromptReader {
  private let queue = DispatchQueue(label: "prompts")

  /// Calls back with the next line, or nil at the end of input, on the reader's thread.
  func read(_ answer: @escaping @Sendable (String?) -> Void) {
    queue.async { answer(readLine()) }
  }
}

/// Carries something that belongs to a loop through code on another thread, which can only hand it back.
///
/// `@unchecked Sendable`: the value is given out on its loop and nowhere else.
final class LoopBox<Value>: @unchecked Sendable {
  let loop: EventLoop
  private let stored: Value

  init(_ value: Value, on loop: EventLoop) {
    self.loop = loop
    stored = value
  }

  var value: Value {
    loop.preconditionOnLoop()
    return stored
  }
}
