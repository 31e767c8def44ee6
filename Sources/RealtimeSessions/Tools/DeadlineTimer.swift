internal import RealtimeEvents

/// One timer for the deadlines of a value, set to the next of them whenever the value has changed.
final class DeadlineTimer {
  private let loop: EventLoop
  private let fire: () -> Void
  private var timer: LoopTimer?
  private var deadline: Duration?

  init(on loop: EventLoop, _ fire: @escaping () -> Void) {
    self.loop = loop
    self.fire = fire
  }

  deinit { timer?.cancel() }

  /// - Parameter deadline: by the loop's clock; `nil` for none.
  func set(_ deadline: Duration?) {
    guard deadline != self.deadline else { return }
    self.deadline = deadline
    guard let deadline else { return timer?.cancel() ?? () }
    if let timer { return timer.restart(at: deadline) }
    timer = loop.schedule(at: deadline) { [weak self] in
      self?.deadline = nil
      self?.fire()
    }
  }
}
