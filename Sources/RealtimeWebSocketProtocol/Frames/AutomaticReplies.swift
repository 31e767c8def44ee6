/// The Pong that is owed to the peer, bounded against one that sends Pings and reads nothing.
struct AutomaticReplies {
  /// Pongs that may wait for the kernel.
  private let limit: Int
  /// The payload of the latest Ping that has no Pong yet. It keeps its memory; a connection that gets no Ping has none.
  private(set) var pongPayload: [UInt8] = []
  private var isPongOwed = false
  private var unflushedPongCount = 0

  init(limit: Int) { self.limit = limit }

  var isPongDue: Bool { isPongOwed && unflushedPongCount < limit }

  mutating func pingReceived(_ payload: UnsafeRawBufferPointer) {
    // It takes the place of an older one that has no Pong yet (RFC 6455 section 5.5.3).
    pongPayload.removeAll(keepingCapacity: true)
    unsafe pongPayload.append(contentsOf: payload)
    isPongOwed = true
  }

  mutating func pongWritten() {
    isPongOwed = false
    unflushedPongCount += 1
  }

  mutating func outputFlushed() { unflushedPongCount = 0 }
}
