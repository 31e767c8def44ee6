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
    case unsupportedHTTPVersion, malformedExtensions, transportEndedInHandshake
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
    let what = kind.rule.message + (limit.map { " (limit: \($0))" } ?? "")
    return kind.advice.map { "\(what); \($0)" } ?? what
  }
}

extension WebSocketError.Fault {
  fileprivate var advice: String? {
    switch self {
    case .peerViolated: "update the peer, or report it to whoever runs it"
    case .peerUnsupported: "update the peer"
    case .limitExceeded: "raise the limit if this peer may send so much"
    case .environment: "try again"
    case .misuse: nil
    }
  }
}

// MARK: The table

extension WebSocketError.Kind {
  struct Rule {
    let fault: WebSocketError.Fault
    let closeCode: CloseCode?
    let message: String

    init(_ fault: WebSocketError.Fault, _ closeCode: CloseCode?, _ message: String) {
      self.fault = fault
      self.closeCode = closeCode
      self.message = message
    }
  }

  /// What to do about it; `nil` where the message says so.
  var advice: String? {
    switch self {
    case .transportEndedEarly, .closingHandshakeTimedOut: "connect again"
    case .keepAliveTimedOut: "connect again, or raise the keep-alive's time-out"
    case .transportEndedInHandshake: "check host, port and path, and the peer's log"
    case .randomUnavailable: "check the system's random source"
    case .compressionUnavailable: "check the memory that is left, or switch compression off"
    case .malformedHead, .foldedHeader, .upgradeMissing, .connectionUpgradeMissing, .acceptMismatch,
      .unsupportedHTTPVersion:
      "check that the peer speaks WebSocket at this host, port and path"
    case .connectionClosing: "open another one to send more"
    case .closeReasonTooLong, .controlPayloadTooLong: "shorten it"
    case .textNotUTF8: "cut the text between characters, or send it as binary"
    case .invalidHost, .invalidPath: "check the URL"
    case .invalidHeader: "remove it"
    case .reservedHeader: "leave it out"
    case .responseTooLarge: "shorten it, or raise the limit"
    case .invalidStatus: "use one of these"
    case .closeCodeNotSendable, .messageUnderWay, .invalidSubprotocol: nil
    default: rule.fault.advice
    }
  }

  /// The one place where a broken rule meets its close code.
  var rule: Rule {
    frameRule ?? messageRule ?? handshakeRule ?? httpRule ?? callerRule
  }

  private var frameRule: Rule? {
    switch self {
    case .reservedBits:
      return Rule(
        .peerViolated, .protocolError, "a frame has a reserved bit set that no extension gave a meaning")
    case .unknownOpcode:
      return Rule(.peerViolated, .protocolError, "a frame has a reserved opcode")
    case .nonMinimalLength:
      return Rule(.peerViolated, .protocolError, "a frame's length is not in its shortest form")
    case .lengthOutOfRange:
      return Rule(.peerViolated, .protocolError, "a frame's 64-bit length has its highest bit set")
    case .controlFrameFragmented:
      return Rule(.peerViolated, .protocolError, "a control frame is fragmented")
    case .controlFrameTooLong:
      return Rule(.peerViolated, .protocolError, "a control frame carries more than 125 bytes")
    case .unexpectedContinuation:
      return Rule(.peerViolated, .protocolError, "a continuation frame came without a message to continue")
    case .expectedContinuation:
      return Rule(.peerViolated, .protocolError, "a new message began inside a fragmented one")
    case .frameNotMasked:
      return Rule(.peerViolated, .protocolError, "a client sent a frame that is not masked")
    case .frameMasked:
      return Rule(.peerViolated, .protocolError, "a server sent a masked frame")
    default: return nil
    }
  }

  private var messageRule: Rule? {
    switch self {
    case .invalidUTF8:
      return Rule(.peerViolated, .invalidPayload, "a text message is not UTF-8")
    case .invalidCompressedData:
      return Rule(.peerViolated, .invalidPayload, "a compressed message cannot be inflated")
    case .messageTooBig:
      return Rule(.limitExceeded, .messageTooBig, "a message is larger than WebSocketLimits.messageByteCount")
    case .tooManyEmptyFragments:
      return Rule(
        .limitExceeded, .policyViolation,
        "a message has more empty fragments than WebSocketLimits.emptyFragmentCount")
    case .closeFrameTooShort:
      return Rule(.peerViolated, .protocolError, "a Close frame carries one byte, which is no close code")
    case .invalidCloseCode:
      return Rule(.peerViolated, .protocolError, "a Close frame carries a code that must not be sent")
    case .closeReasonNotUTF8:
      return Rule(.peerViolated, .invalidPayload, "the reason in a Close frame is not UTF-8")
    case .transportEndedEarly:
      return Rule(.environment, nil, "the transport ended before the closing handshake was complete")
    case .closingHandshakeTimedOut:
      return Rule(.environment, nil, "the peer did not finish the closing handshake in time")
    case .keepAliveTimedOut:
      return Rule(.environment, .internalError, "the peer was silent for longer than the keep-alive time-out")
    case .sendStalled:
      return Rule(
        .environment, nil,
        "bytes wait for the peer and it took none of them for as long as TimeLimits.sendStall allows")
    default: return nil
    }
  }

  private var httpRule: Rule? {
    switch self {
    case .contentLengthInvalid:
      return Rule(.peerViolated, nil, "Content-Length must be one number, named once")
    case .transferEncodingInvalid:
      return Rule(.peerViolated, nil, "Transfer-Encoding does not tell where the request ends")
    case .transferEncodingUnsupported:
      return Rule(.peerUnsupported, nil, "a request may be coded for its transfer by chunked alone")
    case .expectationUnsupported:
      return Rule(.peerUnsupported, nil, "no expectation but 100-continue can be met")
    case .lengthRequired:
      return Rule(.peerUnsupported, nil, "a request with a body must have a Content-Length")
    case .bodyTooLarge:
      return Rule(.limitExceeded, nil, "the body is larger than WebSocketLimits.requestBodyByteCount")
    default: return nil
    }
  }

  private var handshakeRule: Rule? {
    switch self {
    case .malformedHead: return Rule(.peerViolated, nil, "the HTTP head is malformed")
    case .foldedHeader: return Rule(.peerViolated, nil, "the HTTP head has a folded header line")
    case .headTooLarge:
      return Rule(.limitExceeded, nil, "the HTTP head is larger than WebSocketLimits.headByteCount")
    case .headLineTooLong:
      return Rule(
        .limitExceeded, nil, "a line of the HTTP head is longer than WebSocketLimits.headLineByteCount")
    case .tooManyHeaders:
      return Rule(.limitExceeded, nil, "the HTTP head has more headers than WebSocketLimits.headerCount")
    case .unsupportedHTTPVersion: return Rule(.peerUnsupported, nil, "the peer does not speak HTTP/1.1")
    case .malformedExtensions: return Rule(.peerViolated, nil, "Sec-WebSocket-Extensions is malformed")
    case .transportEndedInHandshake:
      return Rule(.environment, nil, "the transport ended before the opening handshake was complete")
    case .upgradeMissing: return Rule(.peerViolated, nil, "the 101 response lacks Upgrade: websocket")
    case .connectionUpgradeMissing:
      return Rule(.peerViolated, nil, "the 101 response lacks Connection: Upgrade")
    case .acceptMismatch: return Rule(.peerViolated, nil, "Sec-WebSocket-Accept does not answer our key")
    case .subprotocolNotOffered:
      return Rule(.peerViolated, nil, "the server chose a subprotocol that was not offered")
    case .extensionNotOffered:
      return Rule(.peerViolated, nil, "the server chose an extension that was not offered")
    case .extensionParameterInvalid:
      return Rule(
        .peerViolated, nil, "permessage-deflate was accepted with parameters that do not fit the offer")
    case .tooManyInterimResponses:
      return Rule(.limitExceeded, nil, "the server sent too many interim responses")
    case .methodNotGet: return Rule(.peerViolated, nil, "an opening handshake must be a GET request")
    case .notAnUpgrade:
      return Rule(.peerViolated, nil, "the request does not ask for an upgrade to websocket")
    case .hostMissing: return Rule(.peerViolated, nil, "the request must have exactly one Host header")
    case .keyInvalid: return Rule(.peerViolated, nil, "Sec-WebSocket-Key must be 16 bytes in base64")
    case .versionUnsupported: return Rule(.peerUnsupported, nil, "Sec-WebSocket-Version must be 13")
    case .bodyNotAllowed: return Rule(.peerViolated, nil, "an opening handshake has no body")
    case .requestTargetInvalid: return Rule(.peerViolated, nil, "the request target must be a path or a URL")
    default: return nil
    }
  }

  private var callerRule: Rule {
    switch self {
    case .connectionClosing: return Rule(.misuse, nil, "the connection is closing and sends no more messages")
    case .closeCodeNotSendable:
      return Rule(.misuse, nil, "this close code must not be sent: use 1000 or 3000 to 4999")
    case .closeReasonTooLong: return Rule(.misuse, nil, "a close reason has at most 123 bytes of UTF-8")
    case .controlPayloadTooLong: return Rule(.misuse, nil, "a Ping or Pong carries at most 125 bytes")
    case .messageUnderWay:
      return Rule(.misuse, nil, "a message in fragments is under way: finish it before another one begins")
    case .textNotUTF8: return Rule(.misuse, nil, "a fragment makes its text something else than UTF-8")
    case .invalidHost: return Rule(.misuse, nil, "the host has characters that a Host header cannot carry")
    case .invalidPath: return Rule(.misuse, nil, "the path must begin with / and be percent-encoded")
    case .invalidHeader:
      return Rule(.misuse, nil, "a header name is no token or its value has control characters")
    case .reservedHeader:
      return Rule(.misuse, nil, "a header that belongs to the opening handshake cannot be replaced")
    case .invalidSubprotocol:
      return Rule(
        .misuse, nil, "a subprotocol must be a token, without spaces, commas or line ends; name each once")
    case .invalidStatus:
      return Rule(.misuse, nil, "a refusal has a status from 300 to 599, and a response one from 200")
    case .responseTooLarge:
      return Rule(.misuse, nil, "an HTTP response is larger than WebSocketLimits.responseByteCount")
    case .randomUnavailable: return Rule(.environment, .internalError, "no secure random bytes are available")
    case .compressionUnavailable: return Rule(.environment, .internalError, "zlib cannot compress")
    default: return Rule(.environment, nil, "the connection failed")
    }
  }
}
