import OpenAIRealtime

/// A channel without a socket: it receives one message again and again, so many a tick, until it was enough.
final class MemoryChannel: RealtimeChannel {
  let loop: EventLoop
  let emitter = RealtimeEmitter { _ in }
  let state = RealtimeChannelState.open
  var onPassage: ((borrowing RealtimePassage) -> Void)?
  private let dispatcher: RealtimeEventDispatcher
  private let message: [UInt8]
  private let countPerTick: Int
  private var left = 0
  private var isPaused = false
  private var isUnderWay = false

  init(on loop: EventLoop, message: String, countPerTick: Int) {
    self.loop = loop
    self.message = Array(message.utf8)
    self.countPerTick = countPerTick
    dispatcher = RealtimeEventDispatcher(emitter: emitter)
  }

  func receive(_ count: Int) {
    left += count
    goOn()
  }

  func pauseReading() { isPaused = true }

  func resumeReading() {
    isPaused = false
    goOn()
  }

  private func goOn() {
    if isUnderWay || isPaused || left == 0 { return }
    isUnderWay = true
    loop.schedule(after: .zero) { [self] in
      isUnderWay = false
      let message = message
      for _ in 0..<countPerTick where left > 0 && !isPaused {
        left -= 1
        dispatcher.receive(message.span.bytes)
      }
      goOn()
    }
  }

  // Nothing is sent.
  func send(_ event: ClientEvent) -> SendOutcome { .accepted }
  func sendRaw(_ json: RawSpan) -> SendOutcome { .accepted }
  func appendAudio(_ audio: RawSpan, eventID: String?) -> SendOutcome { .accepted }
  func appendAudio(base64 audio: RawSpan, eventID: String?) -> SendOutcome { .accepted }
  func close(code: UInt16, reason: String) {}
  @discardableResult
  func onDrain(_ listener: @escaping () -> Void) -> Self { self }
}
