internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

/// Where a socket is in its life, and what went wrong first.
struct SocketLife {
  private(set) var state = WebSocket.ReadyState.connecting
  private(set) var error: WebSocketTransportError?
  private var closeTimer: LoopTimer?

  mutating func open() { state = .open }
  mutating func beginClosing() { state = .closing }

  mutating func end() {
    state = .closed
    closeTimer?.cancel()
    closeTimer = nil
  }

  /// Keeps `error`, unless something went wrong before.
  mutating func note(_ error: WebSocketTransportError) {
    if self.error == nil { self.error = error }
  }

  /// Calls `body` at this time, unless it is going to be called already.
  mutating func askAgain(at time: Duration, on loop: EventLoop, _ body: @escaping () -> Void) {
    guard closeTimer?.isPending != true else { return }
    closeTimer = loop.scheduleDeadline(at: time, body)
  }
}
