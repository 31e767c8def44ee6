internal import Synchronization

/// A value that a task waits for, and that somebody gives once.
///
/// It takes the place of a continuation. A continuation resumes on the concurrent executor, whose threads may all be
/// blocked, and goes back to the waiting actor from there: events that an actor on a loop wants to hear next would be
/// gone by then. This actor is its own executor. It keeps the job of the task that calls `value` until there is an
/// answer, and the task then goes back to where it came from in one step.
///
/// An answer that was asked for on a loop is given on that loop, whichever thread gives it.
// Each of the two variables is written once, by the thread that has won the atomic before it.
package final actor Answer<Value: Sendable>: SerialExecutor {
  private nonisolated let loop = EventLoop.current
  private nonisolated let isClaimed = Atomic(false)
  private nonisolated let progress = Atomic(AnswerProgress.asked)
  /// Set before `taskWaits`.
  private nonisolated(unsafe) var waiting: UnownedJob?
  /// Set by the one who claims it, before `given`.
  private nonisolated(unsafe) var result: Result<Value, any Error>?

  /// Has `ask` arrange for an answer, and waits for it.
  ///
  /// - Throws: the error that was given; `CancellationError` when the task is cancelled before there is an answer.
  package nonisolated(nonsending) static func wait(_ ask: (Answer) -> Void) async throws -> Value {
    let answer = Answer()
    ask(answer)
    return try await withTaskCancellationHandler(
      operation: { try await answer.value() }, onCancel: { answer.cancel() }, isolation: #isolation)
  }

  /// Gives the answer. Only the first one counts. Any thread may call it.
  package nonisolated func give(_ result: Result<Value, any Error>) {
    guard claim(result) else { return }
    if let loop, !loop.isOnLoop { loop.executeDuty { self.letTaskGoOn() } } else { letTaskGoOn() }
  }

  /// The runtime calls this with the task's state locked, so the task goes on later.
  private nonisolated func cancel() {
    guard claim(.failure(CancellationError())) else { return }
    if let loop { loop.executeDuty { self.letTaskGoOn() } } else { Task.detached { self.letTaskGoOn() } }
  }

  private nonisolated func claim(_ result: Result<Value, any Error>) -> Bool {
    guard !isClaimed.exchange(true, ordering: .relaxed) else { return false }
    unsafe self.result = result
    return true
  }

  private nonisolated func letTaskGoOn() {
    let before = progress.exchange(.given, ordering: .acquiringAndReleasing)
    if before == .taskWaits { unsafe waiting?.runSynchronously(on: unownedExecutor) }
  }

  /// Runs once there is a result.
  private func value() throws -> Value {
    guard let result = unsafe result else { throw CancellationError() }
    return try result.get()
  }

  // MARK: Executor

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }

  /// Keeps the job of `value`.
  package nonisolated func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    unsafe waiting = job
    let (isKept, _) = progress.compareExchange(expected: .asked, desired: .taskWaits, ordering: .acquiringAndReleasing)
    if !isKept { unsafe job.runSynchronously(on: unownedExecutor) }
  }
}

private enum AnswerProgress: UInt8, AtomicRepresentable {
  case asked
  case taskWaits
  case given
}
