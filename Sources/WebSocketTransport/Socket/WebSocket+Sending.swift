package import RealtimeBuffers
public import RealtimeReactor
public import RealtimeWebSocketProtocol

extension WebSocket {
  /// Sends `text` as one text message.
  @discardableResult
  public func send(_ text: String) -> SendOutcome {
    var text = text
    return text.withUTF8 { utf8 in unsafe send(.text, UnsafeRawBufferPointer(utf8)) }
  }

  /// Sends a copy of `bytes` as one message. Bytes sent as `.text` must be UTF-8.
  ///
  /// - Returns: `.queued` when the caller should wait for `.drain`; `.refused` when nothing was taken.
  @discardableResult
  public func send(_ kind: MessageKind, _ bytes: RawSpan) -> SendOutcome {
    unsafe bytes.withUnsafeBytes { unsafe send(kind, $0) }
  }

  private func send(_ kind: MessageKind, _ bytes: UnsafeRawBufferPointer) -> SendOutcome {
    if bytes.count > maximumBufferedByteCount { return .refused(.tooLarge) }
    return send(kind) { unsafe $0.append(bytes) }
  }

  /// Sends a copy of `bytes` as the next fragment of one message, so that a message can go out while it is being made
  /// (RFC 6455 section 5.4). The first fragment begins the message, the one with `isFinal` ends it.
  ///
  /// Until the message has ended, `send` and fragments of the other kind are refused with `.messageUnderWay`. Pings,
  /// Pongs and the closing handshake go in between.
  ///
  /// A fragment may be empty. One of `.text` may end inside a character, and is refused with `.textNotUTF8` if the
  /// message could not be UTF-8 with it. A refused fragment changes nothing: send it again, or another one. The peer
  /// receives the fragments of a message that is never ended, but has no message. Where compression was agreed on, the
  /// size of the first fragment decides whether the message is compressed.
  ///
  /// - Returns: `.queued` when the caller should wait for `.drain`; `.refused` when nothing was taken.
  @discardableResult
  public func sendFragment(_ kind: MessageKind, _ bytes: RawSpan, isFinal: Bool) -> SendOutcome {
    if bytes.byteCount > maximumBufferedByteCount { return .refused(.tooLarge) }
    return frame(
      compose: { buffer in
        buffer.append(bytes)
        return true
      }, countsMessage: isFinal
    ) { machine, buffer throws(WebSocketError) in try machine.sendFragment(kind, buffer, isFinal: isFinal) }
  }

  /// Sends the message that `compose` appends to the loop's compose buffer: it is written once, where it is framed.
  ///
  /// `compose` must not send on any socket of the loop.
  @discardableResult
  package func send(_ kind: MessageKind, compose: (ByteBuffer) -> Void) -> SendOutcome {
    frame(
      compose: { buffer in
        compose(buffer)
        return true
      }, countsMessage: true
    ) { machine, buffer throws(WebSocketError) in try machine.send(kind, buffer) }
  }

  /// The same where it may turn out that there is nothing to send: `compose` returns `false` then.
  ///
  /// - Returns: `nil` for that.
  package func sendIfAny(_ kind: MessageKind, compose: (ByteBuffer) -> Bool) -> SendOutcome? {
    var isAny = true
    let outcome = frame(
      compose: { buffer in
        isAny = compose(buffer)
        return isAny
      }, countsMessage: true
    ) { machine, buffer throws(WebSocketError) in try machine.send(kind, buffer) }
    return isAny ? outcome : nil
  }

  @inline(__always)
  private func frame(
    compose: (ByteBuffer) -> Bool, countsMessage: Bool,
    _ seal: (WebSocketMachine, ByteBuffer) throws(WebSocketError) -> Void
  ) -> SendOutcome {
    whileOpen { machine, stream, buffer in
      buffer.reset(headroom: WebSocketMachine.headroomByteCount)
      guard compose(buffer) else {
        buffer.truncate(toByteCount: 0)
        return .accepted
      }
      guard stream.canQueue(byteCount: buffer.readableByteCount + WebSocketMachine.headroomByteCount) else {
        let isTooLarge = buffer.readableByteCount > maximumBufferedByteCount
        buffer.truncate(toByteCount: 0)
        return .refused(isTooLarge ? .tooLarge : .bufferFull)
      }
      do throws(WebSocketError) {
        try seal(machine, buffer)
      } catch {
        buffer.truncate(toByteCount: 0)
        return refuse(error)
      }
      if countsMessage { unsafe counts.sent &+= 1 }
      stream.write(buffer)
      return stream.isBackpressured ? .queued : .accepted
    }
  }

  /// Runs `body` with the machine, the stream and the buffer that a message is made in, if the socket is open.
  /// References to them are not counted, here and in `ByteStream.write`, which takes 190 instructions out of a sent
  /// message by Benchmarks/Guard: the loop keeps its buffer, and the socket the others until `streamDidClose`, which
  /// never comes inside of a call.
  @inline(__always)
  private func whileOpen(_ body: (WebSocketMachine, ByteStream, ByteBuffer) -> SendOutcome) -> SendOutcome {
    loop.preconditionOnLoop()
    guard readyState == .open, let machine = unsafe machine.map(Unmanaged.passUnretained),
      let stream = unsafe stream.map(Unmanaged.passUnretained)
    else { return .refused(.notOpen) }
    let buffer = unsafe Unmanaged.passUnretained(loop.composeBuffer)
    return unsafe machine._withUnsafeGuaranteedRef { machine in
      unsafe stream._withUnsafeGuaranteedRef { stream in
        // All at once: they are waited for together then.
        prefetch(machine, byteCount: 256)
        stream.prepareToWrite()
        guard machine.isOpenForSending else { return .refused(.notOpen) }
        return unsafe buffer._withUnsafeGuaranteedRef { body(machine, stream, $0) }
      }
    }
  }

  /// The caller's mistakes are told to the caller; anything else breaks the connection.
  private func refuse(_ error: WebSocketError) -> SendOutcome {
    switch error.kind {
    case .messageUnderWay: return .refused(.messageUnderWay)
    case .textNotUTF8: return .refused(.textNotUTF8)
    default:
      fail(error)
      return .refused(.notOpen)
    }
  }

  /// Sends a Ping with up to 125 bytes of payload.
  @discardableResult
  public func ping(_ payload: RawSpan = RawSpan()) -> SendOutcome {
    control(payload) { machine, buffer throws(WebSocketError) in try machine.ping(payload, into: buffer) }
  }

  /// Sends an unsolicited Pong with up to 125 bytes of payload. Pings are answered without it.
  @discardableResult
  public func pong(_ payload: RawSpan = RawSpan()) -> SendOutcome {
    control(payload) { machine, buffer throws(WebSocketError) in try machine.pong(payload, into: buffer) }
  }

  private func control(
    _ payload: RawSpan, _ append: (WebSocketMachine, ByteBuffer) throws(WebSocketError) -> Void
  ) -> SendOutcome {
    guard payload.byteCount <= 125 else { return .refused(.tooLarge) }
    return whileOpen { machine, stream, buffer in
      guard stream.canQueue(byteCount: 256) else { return .refused(.bufferFull) }
      buffer.reset(headroom: 0)
      do throws(WebSocketError) {
        try append(machine, buffer)
      } catch {
        fail(error)
        return .refused(.notOpen)
      }
      stream.write(buffer)
      return stream.isBackpressured ? .queued : .accepted
    }
  }

  /// Pongs and Close frames that the machine owes.
  func writeControlOutput() {
    guard let machine, let stream, machine.hasControlOutput else { return }
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    machine.drainControlOutput(into: buffer)
    stream.awaitFlush()
    stream.write(buffer)
  }
}
