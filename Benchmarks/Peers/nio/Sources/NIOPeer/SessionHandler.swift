import CMeasurement
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOWebSocket

/// Receives frames of one session, decodes what they carry and answers in echo and paced runs.
final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let run: Run
  private let decoder = JSONDecoder()
  private let encoder = JSONEncoder()
  private let echo = ByteBuffer(string: String(cString: bench_echo_event))
  private var echoSent: UInt64 = 0
  private var echoCount = 0

  init(run: Run) {
    self.run = run
  }

  func handlerAdded(context: ChannelHandlerContext) {
    run.didOpen()
    guard run.mode == BENCH_ECHO else { return }
    // The HTTP handlers are still in the way until the upgrade has returned.
    context.eventLoop.assumeIsolated().execute { self.sendEcho(context: context) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    switch frame.opcode {
    case .text, .binary: didReceive(frame.unmaskedData, context: context)
    case .connectionClose: didReceiveClose(frame.unmaskedData, context: context)
    default: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    bench_did_fail("\(error)")
    context.close(promise: nil)
  }

  private func didReceive(_ payload: ByteBuffer, context: ChannelHandlerContext) {
    bench_did_receive(payload.readableBytes)
    if run.decodes { decode(payload) }
    if run.mode == BENCH_ECHO { didEcho(context: context) }
    if run.mode == BENCH_PACED { sendAppend(context: context) }
  }

  private func decode(_ payload: ByteBuffer) {
    do {
      switch try decoder.decode(ServerEvent.self, from: payload) {
      case .audioDelta(let event):
        guard let audio = Data(base64Encoded: event.delta) else { return bench_did_fail("not base64") }
        audio.withUnsafeBytes { bench_did_decode_audio($0.baseAddress, $0.count) }
        if run.mode == BENCH_PACED { readTime(event.eventID) }
      case .textDelta(let event):
        bench_did_decode_text(event.delta.utf8.count)
      case .responseDone(let event):
        if event.response.usage == nil || event.response.output.isEmpty {
          bench_did_fail("response.done is incomplete")
        }
      case .other:
        break
      }
    } catch {
      bench_did_fail("\(error)")
    }
  }

  private func readTime(_ eventID: String) {
    bench_did_read_sent_nanoseconds(UInt64(eventID.dropFirst("event_".count)) ?? 0)
  }

  private func sendAppend(context: ChannelHandlerContext) {
    do {
      let event = AppendAudio(audio: run.appendAudio.base64EncodedString())
      send(
        .text, try encoder.encodeAsByteBuffer(event, allocator: context.channel.allocator), context: context)
    } catch {
      bench_did_fail("\(error)")
    }
  }

  private func sendEcho(context: ChannelHandlerContext) {
    echoSent = bench_now()
    send(.text, echo, context: context)
  }

  private func didEcho(context: ChannelHandlerContext) {
    bench_did_echo(bench_now() - echoSent)
    echoCount += 1
    if echoCount < run.events { return sendEcho(context: context) }
    bench_did_close("", 0)
    finish(context: context)
  }

  private func didReceiveClose(_ payload: ByteBuffer, context: ChannelHandlerContext) {
    let reason =
      payload.readableBytes > 2
      ? String(
        buffer: payload.getSlice(at: payload.readerIndex + 2, length: payload.readableBytes - 2)
          ?? ByteBuffer()) : ""
    bench_did_close(reason, reason.utf8.count)
    send(
      .connectionClose, payload.getSlice(at: payload.readerIndex, length: 2) ?? ByteBuffer(), context: context
    )
    finish(context: context)
  }

  private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, context: ChannelHandlerContext) {
    let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
  }

  private func finish(context: ChannelHandlerContext) {
    context.close(promise: nil)
    run.didFinish()
  }
}
