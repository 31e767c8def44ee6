extension EventLoopGroup {
  /// Ends the group at once like `stop()`, for callers whose thread must not block: another thread waits for the loops.
  ///
  /// - Returns: how many connections were cut.
  @discardableResult
  package func stopElsewhere() async -> Int {
    await withCheckedContinuation { continuation in
      let work: @Sendable () -> Void = { continuation.resume(returning: (try? self.stop()) ?? 0) }
      // Where the system has no thread left, the caller's has to wait.
      if let thread = SystemThread(name: "group-end", work) { thread.detach() } else { work() }
    }
  }
}
