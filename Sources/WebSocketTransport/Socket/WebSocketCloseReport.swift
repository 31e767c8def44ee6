public import RealtimeWebSocketProtocol

/// How a WebSocket ended, and what it had carried. A value.
public struct WebSocketCloseReport: Sendable {
  /// Both Close frames, who sent the first, and which rule was broken if one was.
  public let handshake: CloseReport
  /// Why the connection could not be opened, or what cut it; `nil` for a normal end.
  public let error: WebSocketTransportError?
  /// How it had been opened, as far as it came.
  public let connection: ConnectionReport
  /// Bytes on the wire, TLS and handshakes included.
  public let bytesReceived: UInt64
  /// Bytes on the wire that the kernel took, TLS and handshakes included.
  public let bytesSent: UInt64
  /// Bytes that `send` had accepted and the kernel never took.
  public let unsentByteCount: Int
  /// Whole messages received.
  public let messagesReceived: UInt64
  /// Messages accepted by `send`.
  public let messagesSent: UInt64

  /// The code that a browser would report: the peer's, or 1006 when it sent none (RFC 6455 section 7.1.5).
  public var code: CloseCode { handshake.code }
  /// The peer's reason. Chosen by the peer: treat it as foreign text.
  public var reason: String { handshake.receivedReason }
  /// Both Close frames were exchanged.
  public var wasClean: Bool { handshake.wasClean }
}
