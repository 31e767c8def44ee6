internal import RealtimeBuffers
public import RealtimeEvents
internal import WebSocketTransport

extension OpenAIRealtimeWS {
  static let sendFailure = "could not send data"
  static let closeFailure = "could not close the connection"

  /// Sends a client event as one text message, as `JSON.stringify` would write it.
  ///
  /// Nothing is added and nothing checked. Before the connection is open the message is queued, within
  /// `RealtimeOptions.sendingBeforeOpen`; after it was closed the message is dropped without an error.
  ///
  /// - Returns: `.queued` when the peer reads more slowly than this side sends: wait for the socket's
  ///   `.drain`. `.refused` when nothing was taken; unless the connection is closed, error listeners hear
  ///   `could not send data` with a `RealtimeSendError` as its cause.
  @discardableResult
  public func send(_ event: ClientEvent) -> SendOutcome {
    var isSessionClose = false
    if case .sessionClose = event { isSessionClose = true }
    return send(isSessionClose: isSessionClose) { event.write(into: $0) }
  }

  /// Sends JSON that the caller has made, byte for byte. Bytes that are not UTF-8 are refused. See `send`.
  @discardableResult
  public func sendRaw(_ json: RawSpan) -> SendOutcome {
    guard json.isUTF8 else { return refuse(.notUTF8) }
    return send { $0.append(json) }
  }

  /// Appends audio to the service's input buffer: `input_audio_buffer.append`, in a translation session
  /// `session.input_audio_buffer.append`.
  ///
  /// - Parameters:
  ///   - audio: In the session's input encoding; 24 kHz PCM16, little-endian, unless it was changed. At most
  ///     15 MiB. Borrowed for the call: its base64 is written straight into the frame.
  ///   - eventID: An id of the caller's choice, which an error caused by the event repeats.
  /// - Returns: See `send`.
  @discardableResult
  public func appendAudio(_ audio: RawSpan, eventID: String? = nil) -> SendOutcome {
    let input = audioInput
    return send { ClientEvent.writeAppend(audio, to: input, eventID: eventID, into: $0) }
  }

  /// The same for audio that is base64 already, as a carrier's media messages bring it: it is passed on
  /// without being decoded. The service checks it. Bytes that are not UTF-8 are refused.
  @discardableResult
  public func appendAudio(base64 audio: RawSpan, eventID: String? = nil) -> SendOutcome {
    guard audio.isUTF8 else { return refuse(.notUTF8) }
    let input = audioInput
    return send { ClientEvent.writeAppend(base64: audio, to: input, eventID: eventID, into: $0) }
  }

  /// Begins the closing handshake. A second call changes nothing.
  ///
  /// While connecting it gives the attempt up: an error and the socket's `close` with code 1006 follow.
  ///
  /// - Parameters:
  ///   - code: 1000 to 1003, 1007 to 1014 or 3000 to 4999. Another one leaves the connection as it was, and
  ///     error listeners hear `could not close the connection`.
  ///   - reason: At most 123 bytes of UTF-8.
  public func close(code: UInt16 = 1000, reason: String = "OK") {
    loop.preconditionOnLoop()
    do throws(WebSocketError) {
      try socket.close(CloseCode(rawValue: code), reason: reason)
    } catch {
      events.emit(OpenAIRealtimeError(Self.closeFailure, cause: error))
    }
  }

  // MARK: The way out

  /// Everything that is sent begins here. Nearly all of it finds the connection open, in a session without a
  /// rule, and nobody watching: then there is one more question than the socket's own.
  private func send(isSessionClose: Bool = false, _ compose: (ByteBuffer) -> Void) -> SendOutcome {
    loop.preconditionOnLoop()
    guard isPlain, socket.readyState == .open else { return sendWithCare(isSessionClose: isSessionClose, compose) }
    let outcome = socket.send(.text, compose: compose)
    if case .accepted = outcome { return outcome }
    return complete(outcome)
  }

  private func sendWithCare(isSessionClose: Bool, _ compose: (ByteBuffer) -> Void) -> SendOutcome {
    switch socket.readyState {
    case .closing, .closed: return .refused(.notOpen)
    case .connecting, .open: break
    }
    switch translation?.admit(isSessionClose: isSessionClose) ?? .send {
    case .send: break
    case .ignore: return .accepted
    case .refuse: return refuse(.inputIsClosed)
    }
    if socket.readyState == .connecting { return queue.append(compose).map(refuse) ?? .accepted }
    if onPassage == nil { return complete(socket.send(.text, compose: compose)) }
    // Apart from where it is framed, since a frame is masked before the socket says whether it took it.
    let message = ByteBuffer(pool: loop.blockPool)
    compose(message)
    return message.withReadableBytes { complete(pass($0)) }
  }

  /// Sends what waited for the connection to open.
  func sendQueued() { queue.drain { message in complete(pass(message)) } }

  /// Gives a whole message to the socket, and tells of it when it was taken.
  private func pass(_ message: RawSpan) -> SendOutcome {
    let outcome = socket.send(.text, message)
    if outcome.isAccepted { onPassage?(RealtimePassage(.sent, message, at: loop.now)) }
    return outcome
  }

  @discardableResult
  private func complete(_ outcome: SendOutcome) -> SendOutcome {
    RealtimeSendError(outcome, limit: maximumBufferedByteCount).map(refuse) ?? outcome
  }

  private func refuse(_ error: RealtimeSendError) -> SendOutcome {
    events.emit(OpenAIRealtimeError(Self.sendFailure, cause: error))
    return .refused(error.refusal)
  }
}

extension RealtimeSendError {
  /// The error of a socket's refusal; `nil` when it took the message, or is closing and drops it silently.
  init?(_ outcome: SendOutcome, limit: Int) {
    switch outcome {
    case .accepted, .queued, .refused(.notOpen): return nil
    case .refused(.queueFull): self = .queueFull(maximumByteCount: limit)
    case .refused(.inputIsClosed): self = .inputIsClosed
    case .refused(.bufferFull): self = .bufferFull(maximumByteCount: limit)
    case .refused(.tooLarge): self = .tooLarge(maximumByteCount: limit)
    case .refused(.messageUnderWay): self = .messageUnderWay
    case .refused(.textNotUTF8): self = .notUTF8
    }
  }

  fileprivate var refusal: SendRefusal {
    switch self {
    case .notOpen: .notOpen
    case .inputIsClosed: .inputIsClosed
    case .queueFull: .queueFull
    case .bufferFull: .bufferFull
    case .tooLarge: .tooLarge
    case .notUTF8: .textNotUTF8
    case .messageUnderWay: .messageUnderWay
    }
  }
}

extension WebSocketEndpoint {
  init(_ url: RealtimeURL) {
    let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
    self.init(host: host, port: UInt16(url.effectivePort), isSecure: !url.isPlain, resource: url.requestTarget)
  }
}
