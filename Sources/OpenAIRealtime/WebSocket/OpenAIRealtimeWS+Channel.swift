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
}
