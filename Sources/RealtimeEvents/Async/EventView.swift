package import RealtimeReactor

/// The shell of an `EventBuffer`: a loop puts in, one consumer takes out, on any executor.
///
/// What waits is taken without a hop. A consumer that finds nothing gives its job to this actor, whose executor it is itself,
/// and which keeps the job until there is something: neither a continuation nor an allocation is needed for that, and a
/// consumer on the loop goes on in the same tick.
// What is `nonisolated(unsafe)` is touched on the loop only.
package final actor EventView<Element: Sendable>: SerialExecutor {
  /// Not private: the compiler (6.3.1) fails on a class that stores a lock over a type it cannot see.
  struct State {
    var buffer: EventBuffer<Element>
    /// The job of the consumer, which waits.
    var consumer: UnownedJob?
    var hasIterator = false

    mutating func takeConsumer() -> UnownedJob? {
      defer { consumer = nil }
      return consumer
    }
  }

  package nonisolated let loop: EventLoop
  private nonisolated let state: PosixMutex<State>
  private nonisolated(unsafe) var source: EventSource?

  package init(on loop: EventLoop, _ limits: EventSequenceLimits, _ policy: OverflowPolicy) {
    self.loop = loop
    state = PosixMutex(State(buffer: EventBuffer(limits, policy)))
  }

  // MARK: Any thread

  package nonisolated var droppedCount: Int { state.withLock { $0.buffer.droppedCount } }

  /// Whether the caller is the first who wants to iterate.
  nonisolated func takeIterator() -> Bool {
    state.withLock { state in
      defer { state.hasIterator = true }
      return !state.hasIterator
    }
  }

  /// The consumer is gone: nothing is kept any more, and reading goes on.
  nonisolated func cancel() {
    state.withLock { $0.buffer.cancel() }
    onLoop { $0.detach() }
  }

  private nonisolated func onLoop(_ work: @escaping @Sendable (EventView) -> Void) {
    if loop.isOnLoop { work(self) } else { loop.executeDuty { work(self) } }
  }

  // MARK: The loop

  /// Begins to be fed.
  package nonisolated func attach(_ source: EventSource) {
    unsafe self.source = source
    if state.withLock({ $0.buffer.isOver }) { detach() }
  }

  package nonisolated func offer(_ element: Element, byteCount: Int) {
    let (offered, consumer) = state.withLock { ($0.buffer.offer(element, byteCount: byteCount), $0.takeConsumer()) }
    switch offered {
    case .goOn: break
    case .pause: adjustReading()
    case .stop: detach()
    }
    resume(consumer)
  }

  /// Nothing more comes.
  package nonisolated func finish(_ error: EventSequenceError?) {
    let consumer = state.withLock { state in
      state.buffer.finish(error)
      return state.takeConsumer()
    }
    detach()
    resume(consumer)
  }

  /// What waits is not wanted any more.
  package nonisolated func clear() {
    state.withLock { $0.buffer.clear() }
    adjustReading()
  }

  /// Does what the buffer wants now: what it wanted when this was asked for may be over.
  private nonisolated func adjustReading() {
    let isPaused = state.withLock { $0.buffer.isPaused }
    unsafe source?.setPaused(isPaused)
  }

  private nonisolated func detach() {
    guard let source = unsafe source else { return }
    unsafe self.source = nil
    source.setPaused(false)
    source.remove()
  }

  // MARK: The consumer

  func next(isolation: isolated (any Actor)?) async throws(EventSequenceError) -> Element? {
    if Task.isCancelled {
      cancel()
      return nil
    }
    var taken = state.withLock { $0.buffer.take() }
    while case .nothing = taken {
      taken = await withTaskCancellationHandler(
        operation: { await waitAndTake() }, onCancel: { cancelWait() }, isolation: isolation)
    }
    switch taken {
    case .element(let element, let resumes):
      if resumes { onLoop { $0.adjustReading() } }
      return element
    case .end(let error?): throw error
    case .end(nil), .nothing: return nil
    }
  }

  /// Runs once there is something to take. It takes it here, because a method with nothing to do would not be waited for: an
  /// optimised build leaves the way to it out.
  private func waitAndTake() -> EventBuffer<Element>.Taken { state.withLock { $0.buffer.take() } }

  /// The runtime calls this with the task's state locked, so the task goes on later.
  private nonisolated func cancelWait() {
    let consumer = state.withLock { state in
      state.buffer.cancel()
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

  /// Keeps the job of `waitAndTake`.
  package nonisolated func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isKept = state.withLock { state in
      if state.buffer.isReadable { return false }
      state.consumer = job
      return true
    }
    if !isKept { resume(job) }
  }
}
