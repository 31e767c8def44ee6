/// The connections with bytes to send at the end of the tick, linked through themselves: marking one allocates nothing.
struct FlushList {
  var first: TCPConnection?
  var last: TCPConnection?

  var isEmpty: Bool { first == nil }
}

extension EventLoop {
  /// Has `connection`, which is not in the list, flushed at the end of the tick.
  func markForFlush(_ connection: TCPConnection) {
    if let last = flushList.last { last.nextToFlush = connection } else { flushList.first = connection }
    flushList.last = connection
  }

  /// Runs each connection that waits now once. Those that its callbacks mark again wait for the next turn.
  func flushConnections() {
    guard var next = flushList.first else { return }
    flushList = FlushList()
    while true {
      let connection = next
      let following = connection.nextToFlush
      connection.nextToFlush = nil
      connection.flushMarked()
      guard let following else { return }
      next = following
    }
  }
}
