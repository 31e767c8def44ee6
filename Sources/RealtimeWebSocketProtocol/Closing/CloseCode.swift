/// The status code of a Close frame (RFC 6455 section 7.4).
public struct CloseCode: RawRepresentable, ExpressibleByIntegerLiteral, Sendable, Hashable {
  /// The number in the Close frame.
  public let rawValue: UInt16

  /// Any number; ``isAllowedOnTheWire`` tells whether it can be sent.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A code as people write it: `report.code == 1000`, `close(4000)`.
  public init(integerLiteral code: UInt16) { rawValue = code }

  /// The purpose of the connection is fulfilled.
  public static let normalClosure = CloseCode(rawValue: 1000)
  /// The endpoint goes away: a server shuts down, a page is left.
  public static let goingAway = CloseCode(rawValue: 1001)
  /// The peer broke the protocol.
  public static let protocolError = CloseCode(rawValue: 1002)
  /// The endpoint cannot take this kind of data.
  public static let unsupportedData = CloseCode(rawValue: 1003)
  /// No code was in the Close frame. Reported, never sent.
  public static let noStatusReceived = CloseCode(rawValue: 1005)
  /// The transport ended without a Close frame. Reported, never sent.
  public static let abnormalClosure = CloseCode(rawValue: 1006)
  /// A message was not of its type: text that is not UTF-8, data that does not inflate.
  public static let invalidPayload = CloseCode(rawValue: 1007)
  /// A message broke a rule of the endpoint that no other code names.
  public static let policyViolation = CloseCode(rawValue: 1008)
  /// A message is larger than the endpoint takes.
  public static let messageTooBig = CloseCode(rawValue: 1009)
  /// The client needs an extension that the server did not accept.
  public static let mandatoryExtension = CloseCode(rawValue: 1010)
  /// The server met a condition that it cannot go on from.
  public static let internalError = CloseCode(rawValue: 1011)
  /// The service restarts.
  public static let serviceRestart = CloseCode(rawValue: 1012)
  /// The service is overloaded.
  public static let tryAgainLater = CloseCode(rawValue: 1013)
  /// A gateway got an invalid response from its upstream.
  public static let badGateway = CloseCode(rawValue: 1014)

  /// Whether a Close frame may carry the code (RFC 6455 section 7.4.2, and the IANA registry).
  public var isAllowedOnTheWire: Bool { [1000...1003, 1007...1014, 3000...4999].contains { $0.contains(rawValue) } }
}

extension CloseCode: CustomStringConvertible {
  public var description: String { String(rawValue) }
}
