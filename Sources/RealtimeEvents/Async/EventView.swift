package import RealtimeReactor

/// The shell of an `EventBuffer`: a loop puts in, one consumer takes out, on any executor.
///
/// What waits is taken without a hop. A consumer that finds nothing gives its job to this actor, whose executor it is
/// itself, and which keeps the job until there is something: neither a continuation nor an allocation is needed for
/// that, and a consumer on the loop goes on in the same tick.
package final actor EventView<Element: Sendable>: SerialExecutor {
  package nonisolated let loop: EventLoop
  private nonisolated let state = PosixMutex(EventViewState())
  /// For `locked` alone. It is not in the state, because a lock over a generic type looks that type up at every call.
  private nonisolated(unsafe) let buffer: EventBuffer<Element>
  /// Touched on the loop only.
  private nonisolated(unsafe) var source: EventSource?

  package init(on loop: EventLoop, _ limits: EventSequenceLimits, _ policy: OverflowPolicy) {
    self.loop = loop
    unsafe buffer = EventBuffer(limits, policy)
  }

  private nonisolated func locked<Result, Failure>(
    _ body: (EventBuffer<Element>, inout EventViewState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { state throws(Failure) in try unsafe body(buffer, &state) }
  }

  // MARK: Any thread

  package nonisolated var droppedCount: Int { locked { buffer, _ in buffer.droppedCount } }

  /// Whether the caller is the first who wants to iterate.
  nonisolated func takeIterator() -> Bool {
    state.withLock { state in
      defer { state.hasIterator = true }
      return !state.hasIterator
    }
  }

  /// The consumer is gone: nothing is kept any more, and reading goes on.
  nonisolated func cancel() {
    locked { buffer, _ in buffer.cancel() }
    onLoop { $0.detach() }
  }

  private nonisolated func onLoop(_ work: @escaping @Sendable (EventView) -> Void) {
    if loop.isOnLoop { work(self) } else { loop.executeDuty { work(self) } }
  }

  // MARK: The loop

  /// Begins to be fed.
  package nonisolated func attach(_ source: EventSource) {
    unsafe self.source = source
    if locked({ buffer, _ in buffer.isOver }) { detach() }
  }

  package nonisolated func offer(_ element: Element, byteCount: Int) {
    let (offered, consumer) = locked { buffer, state in
      (buffer.offer(element, byteCount: byteCount), state.takeConsumer())
    }
    switch offered {
    case .goOn: break
    case .pause: adjustReading()
    case .stop: detach()
    }
    resume(consumer)
  }

  /// Nothing more comes.
  package nonisolated func finish(_ error: EventSequenceError?) {
    let consumer = locked { buffer, state in
      buffer.finish(error)
      return state.takeConsumer()
    }
    detach()
    resume(consumer)
  }

  /// What waits is not wanted any more.
  package nonisolated func clear() {
    locked { buffer, _ in buffer.clear() }
    adjustReading()
  }

  /// Does what the buffer wants now: what it wanted when this was asked for may be over.
  private nonisolated func adjustReading() {
    let isPaused = locked { buffer, _ in buffer.isPaused }
    unsafe source?.setPaused(isPaused)
  }

  private nonisolated func detach() {
    guard let source = unsafe source else { return }
    unsafe self.source = nil
    source.setPaused(false)
    source.remove()
  }

  // MARK: The consumer

  /// What waits, if anything does; never waits for it.
  nonisolated func take() throws(TakeFailure) -> Element {
    var resumes = false
    defer { if resumes { onLoop { $0.adjustReading() } } }
    return try locked { buffer, _ throws(TakeFailure) in try buffer.take(&resumes) }
  }

  /// Returns when there may be something to take.
  func wait(isolation: isolated (any Actor)?) async {
    await withTaskCancellationHandler(
      operation: { await noteArrival() }, onCancel: { cancelWait() }, isolation: isolation)
  }

  /// Runs once there is something to take. It does something, because an optimised build leaves the way to a method
  /// with nothing to do out. It returns nothing, because the way back with a result leads over the concurrent executor.
  private func noteArrival() { state.withLock { $0.consumer = nil } }

  /// The runtime calls this with the task's state locked, so the task goes on later.
  private nonisolated func cancelWait() {
    let consumer = locked { buffer, state in
      buffer.cancel()
      return state.takeConsumer()
    }
    loop.executeDuty {
      self.detach()
      self.resume(consumer)
    }
  }

  private nonisolated func resume(_ consumer: UnownedJob?) {
    if let consumer { unsafe consumer.runSynchronously(on: unownedExecutor) }
  }

  // MARK: Executor

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }

  /// Keeps the job of `noteArrival`, with which a consumer waits.
  package nonisolated func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isKept = locked { buffer, state in
      if buffer.isReadable { return false }
      state.consumer = job
      return true
    }
    if !isKept { resume(job) }
  }
}

/// Not private: the compiler (6.3.1) fails on a class that stores a lock over a type it cannot see.
struct EventViewState {
  /// The job of the consumer, which waits.
  var consumer: UnownedJob?
  var hasIterator = false

  mutating func takeConsumer() -> UnownedJob? {
    defer { consumer = nil }
    return consumer
  }
}
