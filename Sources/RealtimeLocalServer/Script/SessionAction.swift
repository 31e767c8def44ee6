public import WebSocketTransport

/// Something that a session does because a test says so: at a moment of its ``SessionScript``, or on command by
/// `RealtimeLocalServer.perform(_:session:)`.
public enum SessionAction: Sendable, Equatable {
  // MARK: Events

  /// Sends this text as a message: an event of one's own, an unknown one, or what is no JSON at all.
  case send(String)
  /// Sends a binary message, which the service never does.
  case sendBinary([UInt8])
  /// Sends bytes in the stream of WebSocket frames as they are, headers included: malformed frames, text not in UTF-8.
  case sendRaw([UInt8])
  /// Sends an `error` event.
  case sendError(ServiceFailure)
  /// The event at hand is not sent, or the client's event is not taken.
  case drop
  /// The event at hand is sent twice, with the same bytes.
  case sendTwice
  /// The event at hand is sent at this moment instead, after what follows it.
  case holdBack(until: SessionMoment)
  /// Nothing more is sent for so long; what there is to say waits.
  case pause(Duration)
  /// Begins a response as turn detection does at the end of a turn, or owes it while one is in progress.
  case respond

  // MARK: Endings

  /// Ends the session as the service does when it has grown too old: `error` with code `session_expired`, then close
  /// 1001 with the error's message as the reason.
  case expire
  /// Begins the closing handshake. The reason is cut to 123 bytes.
  ///
  /// 1005 sends a Close frame without a code, 1006 and 1015, which no peer can send, are ``endStream``, and any other
  /// code that may not be sent is sent all the same.
  case close(CloseCode = .normalClosure, reason: String = "")
  /// Ends the connection without a Close frame: FIN, after `close_notify` where there is TLS.
  case endStream
  /// Ends the connection by a RST.
  case reset
  /// Reads and writes nothing more, but keeps the socket until the session's maximum duration is over. Answers no Ping.
  case fallSilent
}

extension SessionAction {
  /// Whether it ends the connection without a word to the client.
  var cutsConnection: Bool {
    switch self {
    case .endStream, .reset, .fallSilent: true
    case .close(let code, _): code == .abnormalClosure || code.rawValue == 1015
    case .send, .sendBinary, .sendRaw, .sendError, .drop, .sendTwice, .holdBack, .pause, .respond, .expire: false
    }
  }
}
