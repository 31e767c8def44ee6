/// The connections with bytes to send at the end of the tick, linked through themselves: marking one allocates nothing.
struct FlushList {
  private var first: TCPConnection?
  private var last: TCPConnection?

  var isEmpty: Bool { first == nil }

  mutating func append(_ connection: TCPConnection) {
    if let last { last.nextToFlush = connection } else { first = connection }
    last = connection
  }

  mutating func popFirst() -> TCPConnection? {
    guard let connection = first else { return nil }
    first = connection.nextToFlush
    connection.nextToFlush = nil
    if first == nil { last = nil }
    return connection
  }
}

extension EventLoop {
  /// Runs each connection that waits now once. Those that its callbacks mark again wait for the next turn.
  func flushConnections() {
    guard !flushList.isEmpty else { return }
    var waiting = flushList
    flushList = FlushList()
    while let connection = waiting.popFirst() { connection.flushAtEndOfTick() }
  }
}
