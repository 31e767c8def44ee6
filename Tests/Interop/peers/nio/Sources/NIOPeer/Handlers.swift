import NIOCore
import NIOWebSocket

/// Puts messages together from frames, answers pings and Close frames, and sends in fragments.
class MessageHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let isClient: Bool
  private var kind = "text"
  private var message = ByteBuffer()
  private var isClosing = false
  var outcome = Outcome()

  init(isClient: Bool) {
    self.isClient = isClient
  }

  func didOpen(_ context: ChannelHandlerContext) {}
  func didReceive(_ kind: String, _ message: ByteBuffer, _ context: ChannelHandlerContext) {}
  func didReceivePong(_ payload: String, _ context: ChannelHandlerContext) {}
  func didEnd() {}

  func handlerAdded(context: ChannelHandlerContext) {
    // The HTTP handlers are still in the way until the upgrade has returned.
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.execute { bound.value.0.didOpen(bound.value.1) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    var payload = frame.unmaskedData
    switch frame.opcode {
    case .text, .binary, .continuation:
      if frame.opcode != .continuation {
        kind = frame.opcode == .text ? "text" : "binary"
        message = ByteBuffer()
      }
      message.writeBuffer(&payload)
      if frame.fin { didReceive(kind, message, context) }
    case .ping: send(.pong, payload, context)
    case .pong: didReceivePong(String(buffer: payload), context)
    case .connectionClose: didReceiveClose(payload, context)
    default: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    didEnd()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    outcome.failure = "\(error)"
    context.close(promise: nil)
  }

  private func didReceiveClose(_ payload: ByteBuffer, _ context: ChannelHandlerContext) {
    var rest = payload
    outcome.code = rest.readInteger(as: UInt16.self).map(Int.init) ?? 1005
    outcome.reason = String(buffer: rest)
    if !isClosing { send(.connectionClose, payload, context) }
    // The server ends the connection first (RFC 6455 section 7.1.1).
    if !isClient { context.close(promise: nil) }
  }

  func close(_ code: UInt16, _ reason: String, _ context: ChannelHandlerContext) {
    isClosing = true
    var payload = ByteBuffer(integer: code)
    payload.writeString(reason)
    send(.connectionClose, payload, context)
  }

  func send(_ kind: String, _ message: ByteBuffer, fragments count: Int, _ context: ChannelHandlerContext) {
    for i in 0..<count {
      let start = message.readableBytes * i / count
      let end = message.readableBytes * (i + 1) / count
      let part = message.getSlice(at: start, length: end - start) ?? ByteBuffer()
      let first: WebSocketOpcode = kind == "text" ? .text : .binary
      send(i == 0 ? first : .continuation, part, fin: i == count - 1, context)
    }
  }

  func send(
    _ opcode: WebSocketOpcode, _ payload: ByteBuffer, fin: Bool = true, _ context: ChannelHandlerContext
  ) {
    let mask = isClient ? WebSocketMaskingKey.random() : nil
    let frame = WebSocketFrame(fin: fin, opcode: opcode, maskKey: mask, data: payload)
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
  }
}

final class EchoHandler: MessageHandler {
  private let wish: Wish

  init(_ wish: Wish) {
    self.wish = wish
    super.init(isClient: false)
    outcome.step = wish.step
    outcome.pong = wish.ping == nil
  }

  override func didOpen(_ context: ChannelHandlerContext) {
    if let ping = wish.ping { send(.ping, ByteBuffer(string: ping), context) }
  }

  override func didReceivePong(_ payload: String, _ context: ChannelHandlerContext) {
    if payload == wish.ping { outcome.pong = true }
  }

  override func didReceive(_ kind: String, _ message: ByteBuffer, _ context: ChannelHandlerContext) {
    if let code = wish.code {
      close(code, wish.reason, context)
    } else {
      send(kind, message, fragments: wish.fragments, context)
    }
  }

  override func didEnd() { say(outcome) }
}

final class StepHandler: MessageHandler {
  private let step: Step
  private let promise: EventLoopPromise<Outcome>
  private var expected = ByteBuffer()
  private var sentCount = 0

  init(_ step: Step, outcome promise: EventLoopPromise<Outcome>) {
    self.step = step
    self.promise = promise
    super.init(isClient: true)
    outcome.step = step.step
  }

  override func didOpen(_ context: ChannelHandlerContext) {
    if let ping = step.ping {
      send(.ping, ByteBuffer(string: ping), context)
    } else {
      advance(context)
    }
  }

  override func didReceivePong(_ payload: String, _ context: ChannelHandlerContext) {
    if payload == step.ping { advance(context) } else { promise.fail(Failure.otherPong) }
  }

  override func didReceive(_ kind: String, _ message: ByteBuffer, _ context: ChannelHandlerContext) {
    guard sentCount > 0, kind == step.messages[sentCount - 1].kind else {
      return promise.fail(Failure.otherKind)
    }
    if message == expected { advance(context) } else { promise.fail(Failure.otherBytes) }
  }

  override func didEnd() { promise.succeed(outcome) }

  private func advance(_ context: ChannelHandlerContext) {
    if sentCount < step.messages.count {
      let message = step.messages[sentCount]
      sentCount += 1
      expected = Payload.make(message.kind, byteCount: message.byteCount)
      send(message.kind, expected, fragments: step.fragments, context)
    } else if let code = step.code {
      close(code, step.reason, context)
    } else {
      send(.text, ByteBuffer(string: "close"), context)
    }
  }
}
