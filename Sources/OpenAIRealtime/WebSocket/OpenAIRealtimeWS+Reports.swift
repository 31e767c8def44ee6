public import WebSocketTransport

extension OpenAIRealtimeWS {
  /// How the session came about, as far as it has come. Complete once `session.created` has come.
  public var connectionReport: RealtimeConnectionReport {
    loop.preconditionOnLoop()
    return record.connectionReport(socket)
  }

  /// How the session ended; `nil` before that.
  public var closeReport: RealtimeCloseReport? {
    loop.preconditionOnLoop()
    return record.close
  }

  /// Adds a listener for the end of the connection, or of the attempt to open it: told exactly
  /// once, before the `close` of `socket`. One that is added after the end is told later in the tick.
  @discardableResult
  public func onClose(_ listener: @escaping (RealtimeCloseReport) -> Void) -> Self {
    loop.preconditionOnLoop()
    if let report = record.close {
      loop.enqueueLocally { listener(report) }
    } else {
      record.closeListeners.append(listener)
    }
    return self
  }

  /// Ends the connection, or the attempt to open it, from any thread: without a closing handshake, and with
  /// its error and its `close` told on the loop.
  public var cancellation: ConnectionCancellation {
    loop.preconditionOnLoop()
    return socket.cancellation
  }
}
