/// Why a WebSocket connection or its opening handshake failed, or why a call was not carried out.
///
/// Never carries payload bytes, header values or keys, so it can be logged as it is.
public struct WebSocketError: Error, Sendable, Hashable {
  /// What happened. One case for each rule that can be broken.
  public let kind: Kind
  /// The limit that was exceeded, when `kind` is about one: bytes or a count, as the message says.
  public let limit: Int?

  /// An error of this kind.
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
    /// A frame has a reserved bit set that no extension gave a meaning.
    case reservedBits
    /// A frame has a reserved opcode.
    case unknownOpcode
    /// A frame's length is not in its shortest form.
    case nonMinimalLength
    /// A frame's 64-bit length has its highest bit set.
    case lengthOutOfRange
    /// A control frame is fragmented.
    case controlFrameFragmented
    /// A control frame carries more than 125 bytes.
    case controlFrameTooLong
    /// A continuation frame came without a message to continue.
    case unexpectedContinuation
    /// A new message began inside a fragmented one.
    case expectedContinuation
    /// A client sent a frame that is not masked.
    case frameNotMasked
    /// A server sent a masked frame.
    case frameMasked
    // Messages
    /// A text message is not UTF-8.
    case invalidUTF8
    /// A compressed message cannot be inflated.
    case invalidCompressedData
    /// A message is larger than WebSocketLimits.messageByteCount.
    case messageTooBig
    /// A message has more empty fragments than WebSocketLimits.emptyFragmentCount.
    case tooManyEmptyFragments
    // Closing handshake
    /// A Close frame carries one byte, which is no close code.
    case closeFrameTooShort
    /// A Close frame carries a code that must not be sent.
    case invalidCloseCode
    /// The reason in a Close frame is not UTF-8.
    case closeReasonNotUTF8
    /// The transport ended before the closing handshake was complete.
    case transportEndedEarly
    /// The peer did not finish the closing handshake in time.
    case closingHandshakeTimedOut
    /// The peer was silent for longer than the keep-alive time-out.
    case keepAliveTimedOut
    /// Bytes wait for the peer and it took none of them for as long as TimeLimits.sendStall allows.
    case sendStalled
    // Opening handshake, both sides
    /// The HTTP head is malformed.
    case malformedHead
    /// The HTTP head has a folded header line.
    case foldedHeader
    /// The HTTP head is larger than WebSocketLimits.headByteCount.
    case headTooLarge
    /// A line of the HTTP head is longer than WebSocketLimits.headLineByteCount.
    case headLineTooLong
    /// The HTTP head has more headers than WebSocketLimits.headerCount.
    case tooManyHeaders
    /// The peer does not speak HTTP/1.1.
    case unsupportedHTTPVersion
    /// Sec-WebSocket-Extensions is malformed.
    case malformedExtensions
    /// Sec-WebSocket-Protocol is malformed.
    case malformedSubprotocols
    /// The transport ended before the opening handshake was complete.
    case transportEndedInHandshake
    // Opening handshake, what a client refuses
    /// The 101 response lacks Upgrade: websocket.
    case upgradeMissing
    /// The 101 response lacks Connection: Upgrade.
    case connectionUpgradeMissing
    /// Sec-WebSocket-Accept does not answer our key.
    case acceptMismatch
    /// The server chose a subprotocol that was not offered.
    case subprotocolNotOffered
    /// The server chose an extension that was not offered.
    case extensionNotOffered
    /// Permessage-deflate was accepted with parameters that do not fit the offer.
    case extensionParameterInvalid
    /// The server sent too many interim responses.
    case tooManyInterimResponses
    // Opening handshake, what a server refuses
    /// An opening handshake must be a GET request.
    case methodNotGet
    /// The request does not ask for an upgrade to websocket.
    case notAnUpgrade
    /// The request must have exactly one Host header.
    case hostMissing
    /// Sec-WebSocket-Key must be 16 bytes in base64.
    case keyInvalid
    /// Sec-WebSocket-Version must be 13.
    case versionUnsupported
    /// An opening handshake has no body.
    case bodyNotAllowed
    /// The request target must be a path or a URL.
    case requestTargetInvalid
    // Messages of HTTP, both sides
    /// Content-Length must be one number, named once.
    case contentLengthInvalid
    // Responses of HTTP, what a client refuses
    /// The chunks of the response cannot be told apart.
    case chunkMalformed
    /// The body of the response is larger than HTTPRequest.maximumResponseBodyByteCount.
    case responseBodyTooLarge
    /// The response came in a content coding that cannot be read, although none was asked for.
    case contentCodingUnreadable
    /// The transport ended before the response was complete.
    case transportEndedInResponse
    // Requests of HTTP, what a server refuses
    /// Transfer-Encoding does not tell where the request ends.
    case transferEncodingInvalid
    /// A request may be coded for its transfer by chunked alone.
    case transferEncodingUnsupported
    /// No expectation but 100-continue can be met.
    case expectationUnsupported
    /// A request with a body must have a Content-Length.
    case lengthRequired
    /// The body is larger than WebSocketLimits.requestBodyByteCount.
    case bodyTooLarge
    // The caller
    /// The connection is closing and sends no more messages.
    case connectionClosing
    /// This close code must not be sent: use 1000 or 3000 to 4999.
    case closeCodeNotSendable
    /// A close reason has at most 123 bytes of UTF-8.
    case closeReasonTooLong
    /// A Ping or Pong carries at most 125 bytes.
    case controlPayloadTooLong
    /// A message in fragments is under way: finish it before another one begins.
    case messageUnderWay
    /// A fragment makes its text something else than UTF-8.
    case textNotUTF8
    /// The host has characters that a Host header cannot carry.
    case invalidHost
    /// The path must begin with / and be percent-encoded.
    case invalidPath
    /// The method of a request must be a token.
    case methodInvalid
    /// A header name is no token or its value has control characters.
    case invalidHeader
    /// A header that belongs to the opening handshake cannot be replaced.
    case reservedHeader
    /// A subprotocol must be a token, named once, and a server's choice must be among those that were offered.
    case invalidSubprotocol
    /// A refusal has a status from 300 to 599, and a response one from 200.
    case invalidStatus
    /// An HTTP response is larger than WebSocketLimits.responseByteCount.
    case responseTooLarge
    // The surroundings
    /// No secure random bytes are available.
    case randomUnavailable
    /// Zlib cannot compress.
    case compressionUnavailable
  }

  /// Whose doing it was.
  public var fault: Fault { kind.rule.fault }

  /// The code that a Close frame about this error carries, or `nil` when none is sent.
  public var closeCode: CloseCode? { kind.rule.closeCode }
}

extension WebSocketError: CustomStringConvertible {
  /// What happened, and what to do about it.
  public var description: String {
    let rule = kind.rule
    let what = rule.message + (limit.map { " (limit: \($0))" } ?? "")
    return rule.advice.map { "\(what); \($0)" } ?? what
  }
}
