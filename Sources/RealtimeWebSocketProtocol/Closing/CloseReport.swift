/// How a connection ended.
public struct CloseReport: Sendable, Hashable {
  /// Who sent the first Close frame.
  public enum Initiator: Sendable, Hashable {
    /// This side.
    case local
    /// The other side.
    case peer
    /// No Close frame was sent or received.
    case nobody
  }

  /// Who sent the first Close frame.
  public let initiator: Initiator
  /// The code in our Close frame: 1005 when it had none, `nil` when none was sent.
  public let sentCode: CloseCode?
  /// The reason in our Close frame.
  public let sentReason: String
  /// The code in the peer's Close frame: 1005 when it had none, `nil` when none came.
  public let receivedCode: CloseCode?
  /// The reason in the peer's Close frame. Chosen by the peer: treat it as foreign text.
  public let receivedReason: String
  /// What broke the connection, or `nil` for a normal end.
  public let error: WebSocketError?

  /// Both Close frames were exchanged (RFC 6455 section 7.1.4).
  public var wasClean: Bool { sentCode != nil && receivedCode != nil }

  /// The one code that a browser would report: the peer's, or 1006 when it sent none (RFC 6455 section 7.1.5).
  public var code: CloseCode { receivedCode ?? .abnormalClosure }

  /// A report as a test may need one.
  public init(
    initiator: Initiator, sentCode: CloseCode?, sentReason: String, receivedCode: CloseCode?,
    receivedReason: String, error: WebSocketError?
  ) {
    self.initiator = initiator
    self.sentCode = sentCode
    self.sentReason = sentReason
    self.receivedCode = receivedCode
    self.receivedReason = receivedReason
    self.error = error
  }
}
