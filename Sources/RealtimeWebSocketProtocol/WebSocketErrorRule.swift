extension WebSocketError {
  /// What is to be known about each kind of error.
  struct Rule {
    let message: String
    let fault: Fault
    let closeCode: CloseCode?
    /// What to do about it; `nil` where the message says so.
    let advice: String?
  }
}

extension WebSocketError.Kind {
  private static let elsewhere = "check that the peer speaks WebSocket at this host, port and path"

  /// The one place where an error meets its close code.
  var rule: WebSocketError.Rule {
    switch self {
    // Frames
    case .reservedBits: violated("a frame has a reserved bit set that no extension gave a meaning", .protocolError)
    case .unknownOpcode: violated("a frame has a reserved opcode", .protocolError)
    case .nonMinimalLength: violated("a frame's length is not in its shortest form", .protocolError)
    case .lengthOutOfRange: violated("a frame's 64-bit length has its highest bit set", .protocolError)
    case .controlFrameFragmented: violated("a control frame is fragmented", .protocolError)
    case .controlFrameTooLong: violated("a control frame carries more than 125 bytes", .protocolError)
    case .unexpectedContinuation: violated("a continuation frame came without a message to continue", .protocolError)
    case .expectedContinuation: violated("a new message began inside a fragmented one", .protocolError)
    case .frameNotMasked: violated("a client sent a frame that is not masked", .protocolError)
    case .frameMasked: violated("a server sent a masked frame", .protocolError)
    // Messages
    case .invalidUTF8: violated("a text message is not UTF-8", .invalidPayload)
    case .invalidCompressedData: violated("a compressed message cannot be inflated", .invalidPayload)
    case .messageTooBig: limited("a message is larger than WebSocketLimits.messageByteCount", .messageTooBig)
    case .tooManyEmptyFragments:
      limited("a message has more empty fragments than WebSocketLimits.emptyFragmentCount", .policyViolation)
    // Closing handshake
    case .closeFrameTooShort: violated("a Close frame carries one byte, which is no close code", .protocolError)
    case .invalidCloseCode: violated("a Close frame carries a code that must not be sent", .protocolError)
    case .closeReasonNotUTF8: violated("the reason in a Close frame is not UTF-8", .invalidPayload)
    case .transportEndedEarly:
      environment("the transport ended before the closing handshake was complete", advice: "connect again")
    case .closingHandshakeTimedOut:
      environment("the peer did not finish the closing handshake in time", advice: "connect again")
    case .keepAliveTimedOut:
      environment(
        "the peer was silent for longer than the keep-alive time-out", .internalError,
        advice: "connect again, or raise the keep-alive's time-out")
    case .sendStalled:
      environment("bytes wait for the peer and it took none of them for as long as TimeLimits.sendStall allows")
    // Opening handshake, both sides
    case .malformedHead: violated("the HTTP head is malformed", advice: Self.elsewhere)
    case .foldedHeader: violated("the HTTP head has a folded header line", advice: Self.elsewhere)
    case .headTooLarge: limited("the HTTP head is larger than WebSocketLimits.headByteCount")
    case .headLineTooLong: limited("a line of the HTTP head is longer than WebSocketLimits.headLineByteCount")
    case .tooManyHeaders: limited("the HTTP head has more headers than WebSocketLimits.headerCount")
    case .unsupportedHTTPVersion: unsupported("the peer does not speak HTTP/1.1", advice: Self.elsewhere)
    case .malformedExtensions: violated("Sec-WebSocket-Extensions is malformed")
    case .malformedSubprotocols: violated("Sec-WebSocket-Protocol is malformed")
    case .transportEndedInHandshake:
      environment(
        "the transport ended before the opening handshake was complete",
        advice: "check host, port and path, and the peer's log")
    // Opening handshake, what a client refuses
    case .upgradeMissing: violated("the 101 response lacks Upgrade: websocket", advice: Self.elsewhere)
    case .connectionUpgradeMissing: violated("the 101 response lacks Connection: Upgrade", advice: Self.elsewhere)
    case .acceptMismatch: violated("Sec-WebSocket-Accept does not answer our key", advice: Self.elsewhere)
    case .subprotocolNotOffered: violated("the server chose a subprotocol that was not offered")
    case .extensionNotOffered: violated("the server chose an extension that was not offered")
    case .extensionParameterInvalid:
      violated("permessage-deflate was accepted with parameters that do not fit the offer")
    case .tooManyInterimResponses: limited("the server sent too many interim responses")
    // Opening handshake, what a server refuses
    case .methodNotGet: violated("an opening handshake must be a GET request")
    case .notAnUpgrade: violated("the request does not ask for an upgrade to websocket")
    case .hostMissing: violated("the request must have exactly one Host header")
    case .keyInvalid: violated("Sec-WebSocket-Key must be 16 bytes in base64")
    case .versionUnsupported: unsupported("Sec-WebSocket-Version must be 13")
    case .bodyNotAllowed: violated("an opening handshake has no body")
    case .requestTargetInvalid: violated("the request target must be a path or a URL")
    // Messages of HTTP, both sides
    case .contentLengthInvalid: violated("Content-Length must be one number, named once")
    // Responses of HTTP, what a client refuses
    case .chunkMalformed: violated("the chunks of the response cannot be told apart")
    case .responseBodyTooLarge: limited("the body is larger than HTTPRequest.maximumResponseBodyByteCount")
    case .contentCodingUnreadable:
      unsupported("the response came in a content coding that cannot be read, although none was asked for")
    case .transportEndedInResponse: environment("the transport ended before the response was complete")
    // Requests of HTTP, what a server refuses
    case .transferEncodingInvalid: violated("Transfer-Encoding does not tell where the request ends")
    case .transferEncodingUnsupported: unsupported("a request may be coded for its transfer by chunked alone")
    case .expectationUnsupported: unsupported("no expectation but 100-continue can be met")
    case .lengthRequired: unsupported("a request with a body must have a Content-Length")
    case .bodyTooLarge: limited("the body is larger than WebSocketLimits.requestBodyByteCount")
    // The caller
    case .connectionClosing:
      misuse("the connection is closing and sends no more messages", advice: "open another one to send more")
    case .closeCodeNotSendable: misuse("this close code must not be sent: use 1000 or 3000 to 4999")
    case .closeReasonTooLong: misuse("a close reason has at most 123 bytes of UTF-8", advice: "shorten it")
    case .controlPayloadTooLong: misuse("a Ping or Pong carries at most 125 bytes", advice: "shorten it")
    case .messageUnderWay: misuse("a message in fragments is under way: finish it before another one begins")
    case .textNotUTF8:
      misuse(
        "a fragment makes its text something else than UTF-8",
        advice: "cut the text between characters, or send it as binary")
    case .invalidHost: misuse("the host has characters that a Host header cannot carry", advice: "check the URL")
    case .invalidPath: misuse("the path must begin with / and be percent-encoded", advice: "check the URL")
    case .methodInvalid: misuse("the method of a request must be a token", advice: "use one such as GET or POST")
    case .invalidHeader: misuse("a header name is no token or its value has control characters", advice: "remove it")
    case .reservedHeader:
      misuse("a header that belongs to the opening handshake cannot be replaced", advice: "leave it out")
    case .invalidSubprotocol:
      misuse("a subprotocol must be a token, named once, and a server's choice must be among those that were offered")
    case .invalidStatus:
      misuse("a refusal has a status from 300 to 599, and a response one from 200", advice: "use one of these")
    case .responseTooLarge:
      misuse(
        "an HTTP response is larger than WebSocketLimits.responseByteCount",
        advice: "shorten it, or raise the limit")
    // The surroundings
    case .randomUnavailable:
      environment("no secure random bytes are available", .internalError, advice: "check the system's random source")
    case .compressionUnavailable:
      environment(
        "zlib cannot compress", .internalError,
        advice: "check the memory that is left, or switch compression off")
    }
  }

  private func violated(
    _ message: String, _ code: CloseCode? = nil, advice: String = "update the peer, or report it to whoever runs it"
  ) -> WebSocketError.Rule { .init(message: message, fault: .peerViolated, closeCode: code, advice: advice) }

  private func unsupported(_ message: String, advice: String = "update the peer") -> WebSocketError.Rule {
    .init(message: message, fault: .peerUnsupported, closeCode: nil, advice: advice)
  }

  private func limited(_ message: String, _ code: CloseCode? = nil) -> WebSocketError.Rule {
    .init(
      message: message, fault: .limitExceeded, closeCode: code,
      advice: "raise the limit if this peer may send so much")
  }

  private func environment(
    _ message: String, _ code: CloseCode? = nil, advice: String = "try again"
  ) -> WebSocketError.Rule { .init(message: message, fault: .environment, closeCode: code, advice: advice) }

  private func misuse(_ message: String, advice: String? = nil) -> WebSocketError.Rule {
    .init(message: message, fault: .misuse, closeCode: nil, advice: advice)
  }
}
