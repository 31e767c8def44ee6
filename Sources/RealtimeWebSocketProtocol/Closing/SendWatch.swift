/// Judges whether a peer still takes what is sent to it, by what its system has acknowledged. Times are
/// monotonic, from any origin.
///
/// The length of the queue tells nothing: the kernel takes megabytes for a peer that reads nothing, and the
/// buffers of a slow peer report progress once in a minute. What the peer's system has acknowledged tells,
/// because its buffer empties only as the peer reads.
package struct SendWatch {
  package enum Decision: Sendable, Hashable {
    /// Switched off: do not ask again.
    case off
    case wait(until: Duration)
    /// For the whole limit bytes waited and none was taken.
    case stalled
  }

  private let limit: Duration?
  /// When bytes were first seen to wait of which none has been taken since; `nil` while none wait.
  private var stuckSince: Duration?
  private var acknowledgedByteCount = 0

  /// - Parameter limit: how long bytes may wait while none is taken; `nil` for ever.
  package init(limit: Duration?) {
    // Within what can be added to a clock's time.
    self.limit = limit.map { KeepAliveConfiguration(timeout: $0).bounded.timeout }
  }

  /// - Parameters:
  ///   - waitingByteCount: bytes that were given to be sent and are not acknowledged, wherever they are.
  ///   - acknowledgedByteCount: bytes acknowledged so far, from any origin.
  package mutating func decision(now: Duration, waitingByteCount: Int, acknowledgedByteCount: Int) -> Decision {
    guard let limit else { return .off }
    // Four looks in a limit: a peer is cut at the latest a quarter of it after its time.
    let nextLook = now + limit / 4
    if waitingByteCount == 0 {
      stuckSince = nil
      return .wait(until: nextLook)
    }
    guard let since = stuckSince, acknowledgedByteCount <= self.acknowledgedByteCount else {
      self.acknowledgedByteCount = acknowledgedByteCount
      stuckSince = now
      return .wait(until: nextLook)
    }
    return now >= since + limit ? .stalled : .wait(until: min(nextLook, since + limit))
  }
}
