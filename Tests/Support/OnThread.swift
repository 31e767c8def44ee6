internal import Foundation

/// Runs `body` on a thread of its own. A loop that waits for a task must not hold one of the few threads that run
/// tasks.
public func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
