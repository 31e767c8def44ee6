package import RealtimeReactor

extension RealtimeHandle {
  /// Opens a channel, lends it to `body`, and closes it, however that ends.
  ///
  /// - Parameters:
  ///   - loop: where the channel lives; `nil` for the caller's loop, or else one of the process.
  ///   - open: runs on the loop.
  ///   - close: the same. It returns at once if the task is cancelled.
  ///   - abort: called on the loop when the task is cancelled while `body` runs.
  ///   - body: runs where the caller does.
  nonisolated(nonsending) package static func withChannel<Value>(
    on loop: EventLoop?,
    open: nonisolated(nonsending) @escaping @Sendable (EventLoop) async throws -> Channel,
    close: nonisolated(nonsending) @escaping @Sendable (Channel) async -> Void,
    abort: @escaping @Sendable (Channel) -> Void,
    _ body: nonisolated(nonsending) (RealtimeHandle) async throws -> Value
  ) async throws -> Value {
    let loop = try loop ?? EventLoop.current ?? EventLoopGroup.shared.nextLoop()
    let handle = try await onLoop(loop) { RealtimeHandle(try await open(loop)) }
    let result: Result<Value, any Error>
    do {
      let value = try await withTaskCancellationHandler(
        operation: { try await body(handle) }, onCancel: { handle.execute(abort) }, isolation: #isolation)
      result = .success(value)
    } catch {
      result = .failure(error)
    }
    try? await handle.run { channel in
      // A sequence that somebody still holds may have paused reading, and with it the closing handshake.
      channel.emitter.finishSequences()
      await close(channel)
    }
    return try result.get()
  }

  nonisolated(nonsending) private static func onLoop<Value: Sendable>(
    _ loop: EventLoop, _ work: nonisolated(nonsending) @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    // Not `isOnLoop`: a loop that was just made counts as its maker's until its thread runs it.
    if EventLoop.current === loop { return try await work() }
    return try await withTaskExecutorPreference(loop) { try await whereItPrefers(loop, work) }
  }

  /// Without isolation, and so where the task prefers to be.
  private static func whereItPrefers<Value: Sendable>(
    _ loop: EventLoop, _ work: nonisolated(nonsending) @Sendable () async throws -> Value
  ) async throws -> Value {
    // Without anything to be done here the compiler (6.3.1) leaves the way to here out.
    loop.preconditionOnLoop("RealtimeHandle")
    return try await work()
  }
}
