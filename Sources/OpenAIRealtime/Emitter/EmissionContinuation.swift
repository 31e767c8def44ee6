internal import Synchronization

/// Joins a waiter, which lives on the loop, with a task, which may be cancelled from any thread.
final class EmissionContinuation<Value: Sendable>: Sendable {
  private enum State {
    case idle
    case waiting(CheckedContinuation<Value, any Error>)
    case settled
  }

  private let state = Mutex(State.idle)

  /// Suspends the caller until the waiter that `start` makes answers, or the task is cancelled.
  static func wait(
    isolation: isolated (any Actor)?,
    _ start: (_ answer: @escaping (Result<Value, any Error>) -> Void) -> EmissionWaiter
  ) async throws -> Value {
    let shared = EmissionContinuation()
    let waiter = start { shared.settle($0) }
    // After a cancellation the registrations are taken off here, on the loop, and not by the thread that cancelled.
    defer { waiter.cancel() }
    return try await withTaskCancellationHandler(
      operation: {
        try await withCheckedThrowingContinuation(isolation: isolation) { shared.begin($0) }
      },
      onCancel: { shared.settle(.failure(CancellationError())) },
      isolation: isolation
    )
  }

  private func begin(_ continuation: CheckedContinuation<Value, any Error>) {
    let isCancelled = state.withLock { state in
      if case .settled = state { return true }
      state = .waiting(continuation)
      return false
    }
    if isCancelled { continuation.resume(throwing: CancellationError()) }
  }

  private func settle(_ result: Result<Value, any Error>) {
    let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
      defer { state = .settled }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(with: result)
  }
}
