internal import Synchronization

/// What the Swift runtime calls, on any thread. Not for direct use.
///
/// A job runs as what it was enqueued for: a job of an actor with the loop as its serial executor, a job of a task that
/// prefers the loop with the loop as its task executor. The runtime compares the two each time a function asks whether
/// it is where it has to be. Where they differ it enqueues again, and events would be gone by a caller's next line.
extension EventLoop {
  /// Takes a job of an actor that lives on the loop.
  public func enqueue(_ job: consuming ExecutorJob) { submitWithoutLimit(.job(UnownedJob(job))) }

  /// Takes a job of a task that prefers the loop.
  @_implements(TaskExecutor,enqueue(_:))
  public func enqueueForTask(_ job: consuming ExecutorJob) { submitWithoutLimit(.taskJob(UnownedJob(job))) }

  /// Traps unless the caller is on the loop, for `assumeIsolated`.
  public func checkIsolated() { preconditionOnLoop("assumeIsolated") }

  /// Whether the caller is on the loop.
  public func isIsolatingCurrentContext() -> Bool? { isOnLoop }

  func submitWithoutLimit(_ entry: LoopInbox.Entry) {
    if submit(entry) == .takenWithoutLoop { runAfterClosing() }
  }

  // MARK: After the end

  /// A closed loop has no thread, and a task that waits for it would wait for ever. So tasks go on by turns on the
  /// concurrent executor, one after the other, and the thread of each turn counts as the loop's.
  private func runAfterClosing() { Task.detached { self.runTurnAfterClosing() } }

  private func runTurnAfterClosing() {
    let outer = CurrentLoop.get()
    let owner = takeOver()
    repeat { settle() } while hasWaitingWork
    ownerThread.store(owner, ordering: .relaxed)
    CurrentLoop.set(outer)
    if inbox.endTurn() { runAfterClosing() }
  }
}
