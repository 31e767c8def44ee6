internal import Synchronization

/// Counts what comes to a server, over all loops of a group where there is one. Any thread may use it.
final class SessionTally: Sendable {
  private let connections = Atomic(0)
  private let requests = Atomic(0)
  private let refused = Atomic(0)
  private let opened = Atomic(0)
  private let open = Atomic(0)
  private let mostOpen = Atomic(0)

  var counts: RealtimeLocalServer.Counts {
    RealtimeLocalServer.Counts(
      connections: connections.load(ordering: .relaxed), upgradeRequests: requests.load(ordering: .relaxed),
      refusedRequests: refused.load(ordering: .relaxed), openedSessions: opened.load(ordering: .relaxed),
      openSessions: openCount, mostOpenSessions: mostOpen.load(ordering: .relaxed))
  }

  /// Sessions open now.
  var openCount: Int { open.load(ordering: .relaxed) }

  func noteConnection() { connections.wrappingAdd(1, ordering: .relaxed) }

  /// - Returns: the number of the request, from 1.
  func noteRequest() -> Int { requests.wrappingAdd(1, ordering: .relaxed).newValue }

  func noteRefusal() { refused.wrappingAdd(1, ordering: .relaxed) }

  /// - Returns: the number of the session, from 1, or `nil` when `limit` are open.
  func open(limit: Int) -> Int? {
    let count = open.wrappingAdd(1, ordering: .relaxed).newValue
    guard count <= limit else {
      close()
      return nil
    }
    mostOpen.max(count, ordering: .relaxed)
    return opened.wrappingAdd(1, ordering: .relaxed).newValue
  }

  func close() { open.wrappingSubtract(1, ordering: .relaxed) }
}
