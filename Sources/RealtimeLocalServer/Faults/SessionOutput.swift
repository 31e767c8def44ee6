internal import WebSocketTransport

/// What a session has the connection do.
enum SessionOutput {
  /// Send the event. With a limit, send only so many bytes of its JSON, in a frame whose header announces them all.
  case event(LocalServerEvent, byteLimit: Int?)
  case text(String)
  case binary([UInt8])
  /// Bytes in the stream of frames.
  case raw([UInt8])
  /// Nothing follows.
  case end(SessionEnd)
}

/// How a connection ends.
enum SessionEnd: Equatable {
  case close(CloseCode, reason: String)
  /// Send these bytes as a Close frame that the protocol itself would not send.
  case closeFrame([UInt8])
  case endStream
  case reset
  case silence
}

extension SessionEnd {
  /// The end that a close code asks for.
  init(_ code: CloseCode, reason: String) {
    let reason = Self.shortened(reason)
    switch code {
    case .noStatusReceived: self = .closeFrame([0x88, 0])
    case .abnormalClosure, CloseCode(rawValue: 1015): self = .endStream
    default:
      if code.isAllowedOnTheWire {
        self = .close(code, reason: reason)
      } else {
        let payload = [UInt8(code.rawValue >> 8), UInt8(truncatingIfNeeded: code.rawValue)] + reason.utf8
        self = .closeFrame([0x88, UInt8(payload.count)] + payload)
      }
    }
  }

  init(_ ending: SessionEnding) {
    switch ending {
    case .expired(let message): self = .close(.goingAway, reason: Self.shortened(message))
    case .closedByClient: self = .close(.normalClosure, reason: "")
    case .overflowed: self = .close(.policyViolation, reason: "events are not read")
    }
  }

  /// A control frame has 125 bytes, two of them for the code.
  private static func shortened(_ reason: String) -> String {
    var reason = reason
    while reason.utf8.count > 123 { reason.removeLast() }
    return reason
  }
}
