/// What a Close frame says (RFC 6455 section 5.5.1).
struct CloseFrame: Hashable {
  static let maximumReasonByteCount = 123

  /// 1005 stands for a frame without a code.
  let code: CloseCode
  let reason: String

  init(_ code: CloseCode, reason: String = "") {
    self.code = code
    self.reason = reason
  }

  /// What a caller asks for; `nil` for a frame without a code.
  init(checking code: CloseCode?, reason: String) throws(WebSocketError) {
    guard code?.isAllowedOnTheWire ?? reason.isEmpty else { throw WebSocketError(.closeCodeNotSendable) }
    guard reason.utf8.count <= Self.maximumReasonByteCount else {
      throw WebSocketError(.closeReasonTooLong, limit: Self.maximumReasonByteCount)
    }
    self.init(code ?? .noStatusReceived, reason: reason)
  }

  /// What a peer's frame carries (RFC 6455 sections 7.1.5 and 7.4).
  init(payload: [UInt8]) throws(WebSocketError) {
    guard !payload.isEmpty else {
      self.init(.noStatusReceived)
      return
    }
    guard payload.count >= 2 else { throw WebSocketError(.closeFrameTooShort) }
    let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
    guard code.isAllowedOnTheWire else { throw WebSocketError(.invalidCloseCode) }
    guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
      throw WebSocketError(.closeReasonNotUTF8)
    }
    self.init(code, reason: reason)
  }

  var payload: [UInt8] {
    guard code != .noStatusReceived else { return [] }
    return [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)] + reason.utf8
  }
}
