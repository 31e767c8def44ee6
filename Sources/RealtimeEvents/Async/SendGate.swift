internal import RealtimeReactor

/// Counts what other threads send on its way to the loop, so that it is bounded. Any thread.
package final class SendGate: Sendable {
  /// Bytes on their way to the loop, as JSON. One event alone may have more.
  package static let maximumByteCount = 1 << 20

  /// Not private: the compiler (6.3.1) fails on a class that stores a lock over a type it cannot see.
  struct State {
    var byteCount = 0
    /// Whether the connection has said that it sends more slowly than it is given.
    var isAboveMark = false
    var isClosed = false
  }

  private let state = PosixMutex(State())

  /// What becomes of an event, as far as it is known here.
  func begin(_ byteCount: Int) -> SendOutcome {
    state.withLock { state in
      if state.isClosed { return .refused(.notOpen) }
      if state.byteCount > 0, state.byteCount + byteCount > Self.maximumByteCount { return .refused(.bufferFull) }
      state.byteCount += byteCount
      return state.isAboveMark ? .queued : .accepted
    }
  }

  /// It has come to the loop, and this became of it there.
  func end(_ byteCount: Int, _ outcome: SendOutcome? = nil) {
    state.withLock { state in
      state.byteCount -= byteCount
      if outcome == .queued { state.isAboveMark = true }
    }
  }

  var isAboveMark: Bool { state.withLock { $0.isAboveMark } }
  func noteQueued() { state.withLock { $0.isAboveMark = true } }
  func drained() { state.withLock { $0.isAboveMark = false } }
  func close() { state.withLock { $0.isClosed = true } }
}
