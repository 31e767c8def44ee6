public import RealtimeWebSocketProtocol

/// What a server answers to an upgrade request.
public struct UpgradeDecision: Sendable {
  enum Answer: Sendable {
    case accept(subprotocol: String?, headers: HTTPHeaders)
    case refuse(status: Int, headers: HTTPHeaders, body: [UInt8])
    case withhold(Withholding)
  }

  /// What the client gets that gets no response.
  package enum Withholding: Sendable {
    /// Nothing, until it ends the connection or the time limit does.
    case silence
    case endStream
    case reset
  }

  let answer: Answer

  /// Opens the WebSocket.
  ///
  /// - Parameters:
  ///   - subprotocol: one of those that the client offered, or `nil`.
  ///   - headers: further fields of the 101 response.
  public static func accept(subprotocol: String? = nil, headers: HTTPHeaders = HTTPHeaders()) -> UpgradeDecision {
    UpgradeDecision(answer: .accept(subprotocol: subprotocol, headers: headers))
  }

  /// Answers nothing, as no well-behaved server does.
  package static func withhold(_ withholding: Withholding) -> UpgradeDecision {
    UpgradeDecision(answer: .withhold(withholding))
  }

  /// Answers with an HTTP status from 300 to 599 and ends the connection.
  public static func refuse(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) -> UpgradeDecision {
    UpgradeDecision(answer: .refuse(status: status, headers: headers, body: body))
  }
}
