/// Why an event was not sent. The cause of the error `could not send data`.
public enum RealtimeSendError: Error, Hashable, Sendable {
  /// The connection is not open yet, and nothing is kept for later.
  case notOpen
  /// The messages waiting for the connection to open would exceed the limit.
  case queueFull(maximumByteCount: Int)
  /// The peer reads too slowly: the bytes waiting to be sent would exceed the limit.
  case bufferFull(maximumByteCount: Int)
  /// The message alone exceeds that limit.
  case tooLarge(maximumByteCount: Int)
  /// The socket's user is sending a message in fragments, which no event may come between.
  case messageUnderWay
  /// Raw JSON that is not UTF-8.
  case notUTF8
  /// A translation session's input was ended with `session.close`.
  case inputIsClosed
}

extension RealtimeSendError: CustomStringConvertible {
  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .notOpen: "\(message); wait for the socket's open event, or let `sendingBeforeOpen` queue it"
    case .queueFull: "\(message); wait for the socket's open event, or raise `sendingBeforeOpen`"
    case .notUTF8: "\(message); send text as UTF-8"
    case .inputIsClosed: "\(message) Open another session to translate more."
    case .bufferFull, .tooLarge, .messageUnderWay: message
    }
  }

  /// What happened, in openai-node's words where it has any.
  public var message: String {
    switch self {
    case .notOpen: "WebSocket is not open: readyState 0 (CONNECTING)"
    case .queueFull(let limit):
      "send queue is full, message discarded: more than \(limit) bytes before the connection is open"
    case .bufferFull(let limit):
      "send buffer is full, message discarded: more than \(limit) bytes unsent; wait for the socket's drain event"
    case .tooLarge(let limit): "message discarded: it is larger than \(limit) bytes; send it in parts"
    case .messageUnderWay: "message discarded: a message in fragments is under way on the socket; finish it first"
    case .notUTF8: "message discarded: its bytes are not UTF-8"
    case .inputIsClosed: "Realtime Translation input is closed."
    }
  }
}
