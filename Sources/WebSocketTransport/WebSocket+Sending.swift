package import ByteBuffers
internal import Reactor
public import WebSocketProtocol

extension WebSocket {
  /// Sends `text` as one text message.
  @discardableResult
  public func send(_ text: String) -> SendOutcome {
    var text = text
    return text.withUTF8 { utf8 in send(.text, UnsafeRawBufferPointer(utf8)) }
  }

  /// Sends a copy of `bytes` as one message. Bytes sent as `.text` must be UTF-8.
  ///
  /// - Returns: `.queued` when the caller should wait for `.drain`; `.refused` when nothing was taken.
  @discardableResult
  public func send(_ kind: MessageKind, _ bytes: RawSpan) -> SendOutcome {
    bytes.withUnsafeBytes { send(kind, $0) }
  }

  private func send(_ kind: MessageKind, _ bytes: UnsafeRawBufferPointer) -> SendOutcome {
    if bytes.count > configuration.maximumBufferedByteCount { return .refused(.tooLarge) }
    return send(kind) { $0.append(bytes) }
  }

  /// Sends the message that `compose` appends to the loop's compose buffer: it is written once, where it is
  /// framed.
  ///
  /// `compose` must not send on any socket of the loop.
  @discardableResult
  package func send(_ kind: MessageKind, compose: (ByteBuffer) -> Void) -> SendOutcome {
    loop.preconditionOnLoop()
    guard readyState == .open, let machine, let stream, machine.isOpenForSending else {
      return .refused(.notOpen)
    }
    let buffer = loop.composeBuffer
    buffer.reset(headroom: WebSocketMachine.headroomByteCount)
    compose(buffer)
    guard stream.canQueue(byteCount: buffer.readableByteCount + WebSocketMachine.headroomByteCount) else {
      let isTooLarge = buffer.readableByteCount > configuration.maximumBufferedByteCount
      buffer.truncate(toByteCount: 0)
      return .refused(isTooLarge ? .tooLarge : .bufferFull)
    }
    do throws(WebSocketError) {
      try machine.send(kind, buffer)
    } catch {
      buffer.truncate(toByteCount: 0)
      fail(error)
      return .refused(.notOpen)
    }
    messagesSent &+= 1
    stream.write(buffer)
    return stream.isBackpressured ? .queued : .accepted
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
    _ payload: RawSpan,
    _ append: (WebSocketMachine, ByteBuffer) throws(WebSocketError) -> Void
  ) -> SendOutcome {
    loop.preconditionOnLoop()
    guard payload.byteCount <= 125 else { return .refused(.tooLarge) }
    guard readyState == .open, let machine, let stream, machine.isOpenForSending else {
      return .refused(.notOpen)
    }
    guard stream.canQueue(byteCount: 256) else { return .refused(.bufferFull) }
    let buffer = loop.composeBuffer
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

  /// Pongs and Close frames that the machine owes.
  func writeControlOutput() {
    guard let machine, let stream, machine.hasControlOutput else { return }
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    machine.drainControlOutput(into: buffer)
    stream.write(buffer)
  }
}
