internal import Glibc

extension EventLoopGroup {
  /// Ends the group at once like `stop()`, for callers whose thread must not be blocked: one of its own waits for the loops.
  ///
  /// - Returns: how many connections were cut.
  @discardableResult
  package func stopElsewhere() async -> Int {
    await withCheckedContinuation { continuation in
      runElsewhere { continuation.resume(returning: (try? self.stop()) ?? 0) }
    }
  }
}

/// Runs `work` on a thread that is there for nothing else; on the caller's where the system has none left.
private func runElsewhere(_ work: @escaping @Sendable () -> Void) {
  let job = unsafe Unmanaged.passRetained(ThreadJob(work))
  var thread = pthread_t()
  guard unsafe pthread_create(&thread, nil, runThreadJob, job.toOpaque()) == 0 else {
    return unsafe job.takeRetainedValue().work()
  }
  pthread_detach(thread)
}

private final class ThreadJob: Sendable {
  let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

private func runThreadJob(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<ThreadJob>.fromOpaque(argument).takeRetainedValue().work()
  return nil
}
