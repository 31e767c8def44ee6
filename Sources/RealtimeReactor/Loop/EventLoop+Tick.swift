internal import CRealtimeUV
internal import RealtimeBuffers
internal import Synchronization

// What a tick consists of.
//
//   timers · prepare · poll for I/O and wake-ups · check, deadlines · close callbacks
//
// What callbacks leave for later (closures, writes to be flushed) is done in prepare and in check, so that it never
// waits for a poll. Deadlines that have passed fire after the poll, when what had arrived by then has been read.

extension EventLoop {
  /// Begins to run the loop on the calling thread, and returns the loop that it was running, for `leave(to:)`.
  func enter() -> EventLoop? {
    life.beginRun()
    let outer = CurrentLoop.get()
    takeOver()
    return outer
  }

  /// Makes the calling thread the loop's thread, and returns the one that was.
  @discardableResult
  func takeOver() -> UInt {
    CurrentLoop.set(self)
    return ownerThread.exchange(UInt(pthread_self()), ordering: .relaxed)
  }

  func leave(to outer: EventLoop?) {
    if life.endRun() { finishClosing() }
    CurrentLoop.set(outer)
  }

  /// Whether work waits for the next tick.
  package var hasWaitingWork: Bool { work.hasClosures || !flushList.isEmpty || !inbox.isEmpty }

  /// Tells ticks apart, for what is limited per tick.
  package var tickCount: UInt64 { work.tick }

  var isAlive: Bool { unsafe uv_loop_alive(uv) != 0 || hasWaitingWork }

  /// Runs `work` later in this tick or in the next, on the loop only, without the lock and the wake-up of
  /// `execute`. A closed loop has no next tick, and runs it at once.
  package func enqueueLocally(_ work: @escaping () -> Void) {
    preconditionOnLoop()
    if life.isClosed { work() } else { self.work.append(work) }
  }

  /// Puts `entry` into the inbox. From inside a tick no wake-up is needed, because the tick empties the inbox
  /// before it polls; an actor on the loop then hops without a system call.
  func submit(_ entry: LoopInbox.Entry) -> LoopInbox.Placement {
    // Not `isOnLoop`: the thread that made the loop may still be the loop's while another begins to run it.
    guard CurrentLoop.get() === self else { return inbox.put(entry, wake: machinery.wake) }
    work.noteInboxWork()
    return inbox.put(entry, wake: {})
  }

  var isOpen: Bool { life.isOpen }

  // MARK: Callbacks of the machinery

  func wasWoken() {
    runInbox()
    if inbox.isStopRequested { unsafe uv_stop(uv) }
  }

  func willPoll() {
    timers.armBeforePoll()
    runWhatTheTickLeft()
    // A callback of the above may have left more: then the poll must not wait.
    if hasLeftWork || timers.hasPassedDeadlines { machinery.startSpinning() }
  }

  func didPoll() {
    work.beginTick()
    machinery.stopSpinning()
    runWhatTheTickLeft()
    guard timers.hasPassedDeadlines else { return }
    timers.firePassedDeadlines()
    runWhatTheTickLeft()
  }

  private var hasLeftWork: Bool { work.hasInboxWork || work.hasClosures || !flushList.isEmpty }

  private func runWhatTheTickLeft() {
    guard hasLeftWork else { return }
    if work.hasInboxWork { runInbox() }
    runLocalWork()
    flushConnections()
  }

  // MARK: Waiting work

  /// Runs everything that was left outside of a tick.
  func settle() {
    // Without a handle libuv runs no tick, and what waits for the next one would wait for ever.
    work.beginTick()
    runInbox()
    runLocalWork()
    flushConnections()
  }

  private func runInbox() {
    var batch = work.takeBatch()
    let refusedCount = inbox.exchange(&batch)
    for entry in batch {
      switch entry {
      case .work(let work), .duty(let work): work()
      case .job(let job): unsafe job.runSynchronously(on: asUnownedSerialExecutor())
      case .taskJob(let job): unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }
    if refusedCount > 0 { reportRefusals(refusedCount) }
    work.giveBack(batch)
  }

  private func runLocalWork() {
    guard work.hasClosures else { return }
    for closure in work.takeClosures() { closure() }
  }

  private func reportRefusals(_ count: Int) {
    reportUnhandled(
      ReactorError(
        code: .limitExceeded,
        operation: "execute",
        message: "\(count) closures were refused, maximumInboxCount (\(configuration.maximumInboxCount)) "
          + "were waiting; raise it or send less to this loop"))
  }
}
