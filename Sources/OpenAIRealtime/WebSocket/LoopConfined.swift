internal import WebSocketTransport

/// Carries something that belongs to a loop through code that does not run on it, and gives it out on the loop only.
// Sendable, because after `init`, which also runs on the loop, the value is only touched by `take`, which traps off the
// loop and leaves no reference behind. A value that nobody takes is released wherever its last holder is: that happens
// only when the loop was closed and runs nothing any more.
final class LoopConfined<Value>: @unchecked Sendable {
  private let loop: EventLoop
  private var value: Value?

  init(_ value: Value, on loop: EventLoop) {
    self.loop = loop
    self.value = value
  }

  /// The value, once.
  func take() -> Value? {
    loop.preconditionOnLoop()
    return value.take()
  }
}
