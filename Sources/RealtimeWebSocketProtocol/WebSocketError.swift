/// Why a WebSocket connection or its opening handshake failed, or why a call was not carried out.
///
/// Never carries payload bytes, header values or keys, so it can be logged as it is.
public struct WebSocketError: Error, Sendable, Hashable {
  /// What happened. One case for each rule that can be broken.
  public let kind: Kind
  /// The limit that was exceeded, when `kind` is about one: bytes or a count, as the message says.
  public let limit: Int?

  public init(_ kind: Kind, limit: Int? = nil) {
    self.kind = kind
    self.limit = limit
  }

  /// Whose doing it was.
  public enum Fault: Sendable, Hashable {
    /// The peer broke RFC 6455 or RFC 7692.
    case peerViolated
    /// The peer asked for something valid that is not supported here.
    case peerUnsupported
    /// The peer went beyond a limit of ``WebSocketLimits``.
    case limitExceeded
    /// Network, operating system or library.
    case environment
    /// The caller passed something that cannot be sent.
    case misuse
  }

  /// The rules, by the name of what broke them.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    // Frames
    case reservedBits, unknownOpcode, nonMinimalLength, lengthOutOfRange
    case controlFrameFragmented, controlFrameTooLong
    case unexpectedContinuation, expectedContinuation
    case frameNotMasked, frameMasked
    // Messages
    case invalidUTF8, invalidCompressedData, messageTooBig, tooManyEmptyFragments
    // Closing handshake
    case closeFrameTooShort, invalidCloseCode, closeReasonNotUTF8
    case transportEndedEarly, closingHandshakeTimedOut, keepAliveTimedOut, sendStalled
    // Opening handshake, both sides
    case malformedHead, foldedHeader, headTooLarge, headLineTooLong, tooManyHeaders
    case unsupportedHTTPVersion, malformedExtensions, malformedSubprotocols, transportEndedInHandshake
    // Opening handshake, what a client refuses
    case upgradeMissing, connectionUpgradeMissing, acceptMismatch
    case subprotocolNotOffered, extensionNotOffered, extensionParameterInvalid
    case tooManyInterimResponses
    // Opening handshake, what a server refuses
    case methodNotGet, notAnUpgrade, hostMissing, keyInvalid, versionUnsupported, bodyNotAllowed
    case requestTargetInvalid
    // Messages of HTTP, both sides
    case contentLengthInvalid
    // Requests of HTTP, what a server refuses
    case transferEncodingInvalid, transferEncodingUnsupported, expectationUnsupported
    case lengthRequired, bodyTooLarge
    // The caller
    case connectionClosing, closeCodeNotSendable, closeReasonTooLong, controlPayloadTooLong
    case messageUnderWay, textNotUTF8
    case invalidHost, invalidPath, invalidHeader, reservedHeader, invalidSubprotocol, invalidStatus
    case responseTooLarge
    // The surroundings
    case randomUnavailable, compressionUnavailable
  }

  public var fault: Fault { kind.rule.fault }

  /// The code that a Close frame about this error carries, or `nil` when none is sent.
  public var closeCode: CloseCode? { kind.rule.closeCode }
}

extension WebSocketError: CustomStringConvertible {
  public var description: String {
    let rule = kind.rule
    let what = rule.message + (limit.map { " (limit: \($0))" } ?? "")
    return rule.advice.map { "\(what); \($0)" } ?? what
  }
}
