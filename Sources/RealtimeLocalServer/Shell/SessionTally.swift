internal import Synchronization

/// Counts sessions, over all loops of a group where there is one. Any thread may use it.
final class SessionTally: Sendable {
  private let opened = Atomic(0)
  private let open = Atomic(0)

  /// Sessions opened so far.
  var openedCount: Int { opened.load(ordering: .relaxed) }
  /// Sessions open now.
  var openCount: Int { open.load(ordering: .relaxed) }

  /// - Returns: the number of the session, from 1, or nil when `limit` are open.
  func open(limit: Int) -> Int? {
    guard open.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
      close()
      return nil
    }
    return opened.wrappingAdd(1, ordering: .relaxed).newValue
  }

  func close() {
    open.wrappingSubtract(1, ordering: .relaxed)
  }
}
