package import RealtimeReactor
package import RealtimeWebSocketProtocol
internal import Synchronization

/// The open connections of a server, and what waits for the last of them to go. Loop-bound.
///
/// The sockets keep it, so that it does its work to the end, whatever becomes of the server.
package final class ServerConnections {
  private static let closingReason = "the server is closing"

  private let loop: EventLoop
  private var sockets: [ObjectIdentifier: WebSocket] = [:]
  private var completions: [(Int) -> Void] = []
  private var deadlines: [LoopTimer] = []
  private var closedCount = 0
  /// Counts those of several servers.
  var tally: ConnectionTally?

  package init(_ loop: EventLoop) { self.loop = loop }

  package var count: Int { sockets.count }

  package func add(_ socket: WebSocket) {
    sockets[ObjectIdentifier(socket)] = socket
    tally?.add(1)
  }

  /// Forgets `socket` when it is closed, after the listeners that it has by now have heard of it.
  package func watch(_ socket: WebSocket) {
    let identifier = ObjectIdentifier(socket)
    socket.on(.close) { _ in
      self.sockets[identifier] = nil
      self.tally?.add(-1)
      self.finishDrainingIfIdle()
    }
  }

  /// `body` may close any of them.
  package func forEach(_ body: (WebSocket) -> Void) {
    for socket in sockets.values where socket.readyState != .closed { body(socket) }
  }

  package func close(_ code: CloseCode, reason: String) throws(WebSocketError) {
    try WebSocketMachine.checkClose(code, reason: reason)
    // It has just been found sendable.
    forEach { try? $0.close(code, reason: reason) }
  }

  /// - Parameters:
  ///   - deadline: how long they may go on; `nil` for as long as they like.
  ///   - completion: told once the last is gone how many had to be closed. At once when there is none.
  package func drain(deadline: Duration?, completion: @escaping (Int) -> Void) {
    completions.append(completion)
    if let deadline { limit(deadline) }
    finishDrainingIfIdle()
  }

  private func limit(_ deadline: Duration) {
    guard deadline > .zero else { return closeRest() }
    deadlines.append(loop.scheduleDeadline(after: deadline, grace: .zero) { self.closeRest() })
  }

  private func closeRest() {
    forEach { socket in
      guard socket.readyState == .open else { return }
      closedCount += 1
      try? socket.close(.goingAway, reason: Self.closingReason)
    }
  }

  private func finishDrainingIfIdle() {
    guard sockets.isEmpty, !completions.isEmpty else { return }
    for timer in deadlines { timer.cancel() }
    let (told, count) = (completions, closedCount)
    (deadlines, completions, closedCount) = ([], [], 0)
    for completion in told { completion(count) }
  }
}

/// Counts the connections of a group's servers. Any thread may ask.
final class ConnectionTally: Sendable {
  private let openCount = Atomic(0)

  var count: Int { openCount.load(ordering: .relaxed) }

  func add(_ change: Int) { openCount.wrappingAdd(change, ordering: .relaxed) }
}
