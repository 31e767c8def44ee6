internal import RealtimeEvents

/// Who has deadlines.
protocol DeadlineOwner: AnyObject {
  /// Does what is due. The timer is set anew by then, or rests.
  func expire()
}

/// One timer for the deadlines of a value, set to the next of them whenever the value has changed. There is none before
/// the first deadline.
struct DeadlineTimer {
  private var timer: LoopTimer?
  private var deadline: Duration?

  /// - Parameters:
  ///   - deadline: by the loop's clock; `nil` for none. It is judged after what has arrived was read, because most are
  ///     the service's.
  ///   - owner: told at the deadline. It is the same each time, and calls `cancel` before it goes.
  mutating func set(_ deadline: Duration?, on loop: EventLoop, for owner: some DeadlineOwner) {
    guard deadline != self.deadline || timer?.isPending == false else { return }
    self.deadline = deadline
    guard let deadline else { return cancel() }
    if let timer { return timer.restart(at: deadline) }
    timer = loop.scheduleDeadline(at: deadline) { [unowned owner] in owner.expire() }
  }

  mutating func cancel() {
    deadline = nil
    timer?.cancel()
  }
}
