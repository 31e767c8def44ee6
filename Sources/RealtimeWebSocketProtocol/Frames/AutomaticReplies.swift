/// The Pongs that are owed to the peer, bounded against one that sends Pings and reads nothing.
struct AutomaticReplies {
  /// The payload of the latest Ping that was not answered yet. Reuses its memory; a connection that never gets a
  /// Ping has none.
  private(set) var pongPayload: [UInt8] = []
  private(set) var isPongOwed = false
  private var unflushedPongCount = 0

  mutating func notePing(_ payload: UnsafeRawBufferPointer) {
    // An older Ping that could not be answered yet is overtaken (RFC 6455, section 5.5.3).
    pongPayload.removeAll(keepingCapacity: true)
    pongPayload.append(contentsOf: payload)
    isPongOwed = true
  }

  var hasUnflushed: Bool { unflushedPongCount > 0 }

  func canAnswer(within limit: Int) -> Bool { isPongOwed && unflushedPongCount < limit }

  mutating func noteAnswered() {
    isPongOwed = false
    unflushedPongCount += 1
  }

  mutating func noteFlushed() { unflushedPongCount = 0 }
}
