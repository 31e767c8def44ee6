import RealtimeSessions

/// What every session does.
struct Call: Sendable {
  let client: OpenAI
  let options: RealtimeOptions
  let model: String
  let recording: [UInt8]
  let turns: Int
}

/// One session. Loop-bound; its listeners keep it alive until it is closed.
final class Session {
  private let call: Call
  private let number: Int
  private let totals: Totals
  private var row = SessionRow()
  private var turnsLeft: Int
  private var askedAt: Duration = .zero
  private var isWaitingForAudio = false

  init(_ call: Call, _ number: Int, totals: Totals) {
    self.call = call
    self.number = number
    self.totals = totals
    turnsLeft = call.turns
  }

  func open(on loop: EventLoop) {
    askedAt = loop.now
    do {
      listen(to: try OpenAIRealtimeWS(call.client, .model(call.model), on: loop, options: call.options))
    } catch {
      fail(error)
      didClose()
    }
  }

  private func listen(to rt: OpenAIRealtimeWS) {
    rt.on(.event) { _ in self.row.counters.events += 1 }
    rt.once(.sessionCreated) { _ in
      self.row.opening = rt.loop.now - self.askedAt
      self.row.counters.open = 1
      let audio = SessionAudio(input: AudioInput(format: .pcm, turnDetection: .null))
      rt.send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio], audio: audio)))
    }
    rt.once(.sessionUpdated) { _ in self.speak(to: rt) }
    rt.on(.responseOutputAudioDelta) { event in self.hear(event.audio.byteCount, at: rt.loop.now) }
    rt.on(.responseDone) { _ in
      self.row.counters.turns += 1
      self.turnsLeft -= 1
      self.turnsLeft > 0 ? self.speak(to: rt) : rt.close()
    }
    rt.on(.error) { error in
      self.fail(error)
      rt.close()
    }
    rt.socket.on(.close) { _ in self.didClose() }
  }

  /// A whole utterance at once: a gateway in a hurry. The connection queues it within its limit.
  private func speak(to rt: OpenAIRealtimeWS) {
    row.state = "turn \(row.counters.turns + 1)"
    report()
    askedAt = rt.loop.now
    isWaitingForAudio = true
    rt.appendAudio(call.recording)
    rt.send(.inputAudioBufferCommit())
    rt.send(.responseCreate())
  }

  private func hear(_ byteCount: Int, at now: Duration) {
    row.counters.audioBytes += byteCount
    guard isWaitingForAudio else { return }
    isWaitingForAudio = false
    row.firstAudio.record(now - askedAt)
  }

  private func fail(_ error: any Error) {
    row.counters.failures += 1
    totals.tell(error)
  }

  private func didClose() {
    row.counters.closed = 1
    row.state = row.counters.failures > 0 ? "failed" : "closed"
    report()
  }

  private func report() { totals.report(row, of: number) }
}
