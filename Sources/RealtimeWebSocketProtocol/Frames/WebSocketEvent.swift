/// What the machine found in the bytes it was given.
///
/// Payloads are borrowed: they point into the receive buffer or into the buffer of an assembled message, and
/// are valid until the next call of `nextEvent()`, `receivingBuffer()` or `endReading()`.
package enum WebSocketEvent: ~Escapable {
  /// A whole message. Text is valid UTF-8.
  case message(MessageKind, RawSpan)
  /// The next part of a message, in streaming mode. A part may end inside a character.
  case fragment(MessageKind, RawSpan, isFinal: Bool)
  /// A Ping. Its Pong waits in the control output already.
  case ping(RawSpan)
  case pong(RawSpan)
  /// The peer's Close frame; 1005 when it carried no code. The reply waits in the control output already.
  case close(CloseCode, reason: RawSpan)
  /// Nothing more in these bytes: at least so many are missing for the next event.
  case needMoreBytes(Int)
  /// The peer broke a rule or a limit. The Close frame that says so waits in the control output. Comes once.
  case failed(WebSocketError)
  /// The connection has received its last event; whatever else arrives is discarded.
  case ended
}
