extension RealtimeSession {
  /// What becomes of one of a session's connections. A value.
  public struct ConnectionEvent: Sendable {
    /// What has happened to the connection.
    public enum Kind: Sendable {
      /// A permit to dial was asked for; see ``DialGovernors``.
      case requested
      /// The permit is there, and the opening begins.
      case dialled
      /// The opening handshake is done.
      case opened
      /// The service has greeted with `session.created`: the id of its session.
      case greeted(sessionID: String)
      /// It is the one that the session talks over, until the next one is.
      case live
      /// The connection is over, exactly once. `nil` when it was given up before there was a socket.
      case ended(RealtimeCloseReport?)
    }

    /// Which connection of the session, counted from 1.
    public let number: Int
    /// Whether it was opened while another one still talked.
    public let isStandby: Bool
    /// When it happened, by the clock of `EventLoop.now`.
    public let time: Duration
    /// What has happened.
    public let kind: Kind

    /// For whoever watches a connection that has no session.
    package init(number: Int, isStandby: Bool, time: Duration, kind: Kind) {
      self.number = number
      self.isStandby = isStandby
      self.time = time
      self.kind = kind
    }
  }

  /// What a connection has carried so far. A value.
  public struct ConnectionFigures: Sendable, Hashable {
    /// Which connection of the session, counted from 1.
    public let number: Int
    /// Bytes on the wire, TLS and handshakes included.
    public let bytesReceived: UInt64
    /// As `bytesReceived`, for what the kernel took.
    public let bytesSent: UInt64
    /// Bytes that `send` accepted and the kernel has not taken.
    public let bufferedByteCount: Int

    package init(number: Int, _ socket: WebSocket) {
      self.number = number
      bytesReceived = socket.bytesReceived
      bytesSent = socket.bytesSent
      bufferedByteCount = socket.bufferedByteCount
    }
  }

  /// Adds a listener for what becomes of each connection that is dialled from now on, standbys too. It hears the end of
  /// every one of them, also that of the last, which comes after the end of the session.
  @discardableResult
  public func onConnection(_ listener: @escaping (ConnectionEvent) -> Void) -> Self {
    listeners.connection.add(listener)
    return self
  }

  /// Calls `body` with what each connection that is there now has carried: the live one, and those before and after it.
  public func forEachConnection(_ body: (ConnectionFigures) -> Void) {
    loop.preconditionOnLoop("RealtimeSession.forEachConnection")
    connections.forEachConnection(body)
  }

  /// Gives up the connection and opens another one at once, with the settings and the conversation.
  public func restart() { connections.restart() }

  /// Ends the session. A second call changes nothing.
  public func close(code: UInt16 = 1000, reason: String = "OK") {
    loop.preconditionOnLoop("RealtimeSession.close")
    connections.close(code: code, reason: reason)
  }
}
