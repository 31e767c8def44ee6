package import RealtimeBuffers
package import RealtimeReactor
package import RealtimeWebSocketProtocol

/// What no well-behaved peer does, for the servers that tests are made with.
extension WebSocket {
  /// Ends the connection without a Close frame: FIN after what is queued, and after `close_notify` where there is TLS.
  /// What comes until the peer has ended its half too is discarded; the time limit for closing holds.
  package func endStream() {
    loop.preconditionOnLoop()
    guard readyState == .open, let machine else { return }
    unsafe life.beginClosing()
    machine.abandon(WebSocketError(.transportEndedEarly))
    resumeReading()
    advanceClosing()
  }

  /// Ends the connection by a RST. What is queued is dropped.
  package func reset() {
    loop.preconditionOnLoop()
    guard let stream, readyState != .closed else { return }
    unsafe life.beginClosing()
    stream.connection.reset()
  }

  /// Reads nothing more and sends no Ping, and keeps the socket. Whoever calls it sends nothing more either.
  package func fallSilent() {
    loop.preconditionOnLoop()
    pauseReading()
    unsafe watch.stop()
  }

  /// Sends bytes in the stream of frames as they are.
  package func sendRaw(_ bytes: [UInt8]) -> SendOutcome {
    loop.preconditionOnLoop()
    guard readyState == .open, let stream else { return .refused(.notOpen) }
    guard stream.canQueue(byteCount: bytes.count) else { return .refused(.bufferFull) }
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    unsafe bytes.withUnsafeBytes { unsafe buffer.append($0) }
    stream.write(buffer)
    return stream.isBackpressured ? .queued : .accepted
  }

  /// Sends the frame of the message that `compose` appends, its header whole and so many bytes of its payload. A
  /// message that is no longer is sent whole.
  package func sendPart(_ kind: MessageKind, byteLimit: Int, compose: (ByteBuffer) -> Void) -> SendOutcome {
    loop.preconditionOnLoop()
    guard readyState == .open, let machine, machine.isOpenForSending, let stream else { return .refused(.notOpen) }
    let buffer = loop.composeBuffer
    buffer.reset(headroom: WebSocketMachine.headroomByteCount)
    compose(buffer)
    let excess = max(buffer.readableByteCount - max(byteLimit, 0), 0)
    do throws(WebSocketError) {
      guard stream.canQueue(byteCount: buffer.readableByteCount + WebSocketMachine.headroomByteCount) else {
        buffer.truncate(toByteCount: 0)
        return .refused(.bufferFull)
      }
      try machine.send(kind, buffer)
    } catch {
      buffer.truncate(toByteCount: 0)
      fail(error)
      return .refused(.notOpen)
    }
    buffer.truncate(toByteCount: max(buffer.readableByteCount - excess, 0))
    stream.write(buffer)
    return stream.isBackpressured ? .queued : .accepted
  }
}
