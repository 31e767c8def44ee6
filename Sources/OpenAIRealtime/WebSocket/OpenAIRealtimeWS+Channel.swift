public import RealtimeEvents
internal import WebSocketTransport

extension OpenAIRealtimeWS {
  public var state: RealtimeChannelState {
    switch socket.readyState {
    case .connecting: .connecting
    case .open: .open
    case .closing: .closing
    case .closed: .closed
    }
  }

  public func pauseReading() { socket.pauseReading() }
  public func resumeReading() { socket.resumeReading() }

  /// Adds a listener for the socket's `.drain`: `send` may go on after it returned `.queued`.
  @discardableResult
  public func onDrain(_ listener: @escaping () -> Void) -> Self {
    socket.on(.drain, listener)
    return self
  }

  /// When the service answered the opening handshake, in seconds since 1970 by its own `Date`; `nil` if it did not say.
  package var serverDate: Int64? { socket.headers.date }
}
