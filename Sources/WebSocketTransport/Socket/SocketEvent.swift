/// The name of something a `WebSocket` reports, carrying the type its listeners receive.
///
/// ```swift
/// socket.on(.open) { … }
/// socket.on(.message) { message in … }
/// socket.on(.close) { report in … }
/// ```
public struct SocketEvent<Payload: ~Escapable>: Sendable {
  enum Slot: Sendable {
    case open, drain, close, error, message, fragment, ping, pong
  }

  let slot: Slot
}

extension SocketEvent where Payload == Void {
  /// The opening handshake is done; messages may be sent.
  public static var open: Self { Self(slot: .open) }
  /// Queued bytes have fallen to the low watermark after they had risen above the high one.
  public static var drain: Self { Self(slot: .drain) }
}

extension SocketEvent where Payload == WebSocketCloseReport {
  /// The connection is gone; the last event, exactly once.
  public static var close: Self { Self(slot: .close) }
}

extension SocketEvent where Payload == WebSocketTransportError {
  /// The connection could not be opened, or the peer broke the protocol. `.close` follows.
  public static var error: Self { Self(slot: .error) }
}

extension SocketEvent where Payload == WebSocketMessage {
  /// A whole message arrived.
  public static var message: Self { Self(slot: .message) }
  /// A part of a message arrived; only with `WebSocketConfiguration.deliversFragments`.
  public static var fragment: Self { Self(slot: .fragment) }
}

extension SocketEvent where Payload == RawSpan {
  /// A Ping arrived; it is answered already.
  public static var ping: Self { Self(slot: .ping) }
  /// A Pong arrived.
  public static var pong: Self { Self(slot: .pong) }
}
