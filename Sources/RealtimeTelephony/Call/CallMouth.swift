internal import RealtimeJSON

/// Sends the caller what the model says, and tells the session what was heard of it. Loop-bound.
///
/// Where the carrier paces, what comes goes out at once, cut into whole frames. Where this side paces, or while the
/// carrier takes nothing, it waits here.
final class CallMouth {
  private let line: CarrierLine
  private let session: RealtimeSession
  private let converter: AudioConverter?
  private var cutter: FrameCutter
  private let waiting: WaitingAudio
  private var pacer: FramePacer?
  private var sent: SentAudio
  private var isStalled = false
  private lazy var timer = CallTimer(on: session.loop) { [unowned self] now in tick(at: now) }

  init(_ line: CarrierLine, _ session: RealtimeSession, _ formats: CallFormats, _ settings: CallSettings) {
    self.line = line
    self.session = session
    converter = formats.outward(pool: session.loop.blockPool)
    sent = SentAudio(formats.played)
    let longest = line.abilities.longestAudio.map { max(Int(min(max($0, .zero), .seconds(1)) / FramePacer.frame), 1) }
    cutter = FrameCutter(
      frameByteCount: sent.format.frameByteCount,
      pieceFrameCount: min(longest ?? SentAudio.longestFrameCount, SentAudio.longestFrameCount))
    waiting = WaitingAudio(sent.format, atMost: settings.maximumWaitingAudio, pool: session.loop.blockPool)
    pacer = settings.lead(for: line.abilities).map { FramePacer(lead: $0) }
  }

  var figures: CallReport.SpokenAudio { sent.figures }
  var firstAudioTime: Duration? { sent.firstTime }

  // MARK: What the model says

  func take(_ event: borrowing ResponseOutputAudioDelta) {
    let audio = event.audio
    sent.say(audio.byteCount)
    if let converter {
      _ = converter.convert(CarrierAudio(bytes: audio)) { deliver($0.bytes, as: RawSpan()) }
    } else {
      let member = event.raw["delta"]
      deliver(audio, as: member.isEscaped ? RawSpan() : member.text)
    }
  }

  /// - Parameter text: The same as base64, if it came so.
  private func deliver(_ audio: RawSpan, as text: RawSpan) {
    guard pacer == nil, !isStalled, waiting.isEmpty else { return wait(audio) }
    while let piece = cutter.next(of: audio) {
      switch piece {
      case .held:
        let held = cutter.held
        unsafe send(CarrierAudio(bytes: held.span.bytes), byteCount: held.count)
      case .range(let range):
        if let part = FrameCutter.Piece.text(range, of: audio.byteCount, base64ByteCount: text.byteCount) {
          send(CarrierAudio(base64: text.extracting(part)), byteCount: range.count)
        } else {
          send(CarrierAudio(bytes: audio.extracting(range)), byteCount: range.count)
        }
      }
    }
  }

  /// The model has said something to its end.
  func finishItem() {
    converter?.finish { deliver($0.bytes, as: RawSpan()) }
    guard waiting.isEmpty else {
      waiting.finish()
      return pump(at: session.loop.now)
    }
    if let byteCount = cutter.finish(with: sent.format.silence) {
      let held = cutter.held
      unsafe send(CarrierAudio(bytes: held.span.bytes), byteCount: byteCount)
    }
    mark()
  }

  /// The caller is to hear nothing of what was said and not heard yet.
  func clear() {
    cutter.clear()
    converter?.reset()
    waiting.clear()
    pacer?.clear()
    sent.mark()
    timer.set(nil)
    if line.abilities.canClear { line.say(.clear) }
  }

  /// Whether all that was said went out, as far as this side knows.
  var isSilent: Bool { waiting.isEmpty && cutter.waitingByteCount == 0 }

  /// The carrier takes audio again.
  func resume() {
    isStalled = false
    pump(at: session.loop.now)
  }

  func stop() { timer.set(nil) }

  // MARK: What waits

  private func wait(_ audio: RawSpan) {
    // What is held came before; there is room for it, since nothing waits.
    if cutter.waitingByteCount > 0 { unsafe _ = waiting.append(cutter.held.span.bytes) }
    cutter.clear()
    let excess = waiting.append(audio)
    if excess > 0 { drop(excess) }
    pump(at: session.loop.now)
  }

  private func pump(at now: Duration) {
    while !isStalled, case let count = dueFrameCount(at: now), count > 0 {
      waiting.take(count) { bytes in send(CarrierAudio(bytes: bytes), byteCount: bytes.byteCount) }
    }
    if waiting.isEmpty, waiting.isWhole { mark() }
    timer.set(nextTime)
  }

  /// Frames of the next message that is due.
  private func dueFrameCount(at now: Duration) -> Int {
    let count = min(waiting.frameCount(), cutter.pieceByteCount / cutter.frameByteCount)
    return pacer?.send(atMost: count, at: now) ?? count
  }

  private var nextTime: Duration? {
    guard let pacer else { return nil }
    let sending = waiting.hasFrame && !isStalled ? pacer.nextDeadline : nil
    let hearing = line.abilities.hasMarks ? nil : pacer.nextHearing
    return [sending, hearing].compactMap(\.self).min()
  }

  private func tick(at now: Duration) {
    if !line.abilities.hasMarks, let count = pacer?.hear(at: now), count > 0 {
      session.playback.played(sent.sessionByteCount(ofFrames: count))
    }
    pump(at: now)
  }

  // MARK: Sending

  private func send(_ audio: CarrierAudio, byteCount: Int) {
    if sent.isMarkDue(before: byteCount) { mark() }
    guard let outcome = line.send(audio), outcome.isAccepted else { return drop(byteCount) }
    isStalled = outcome == .queued
    session.playback.handOver(sent.send(byteCount, at: session.loop.now))
    if sent.isMarkDue { mark() }
  }

  private func mark() {
    guard sent.isUnmarked, line.abilities.hasMarks else { return }
    sent.mark()
    line.say(.mark(session.playback.ledger.markName))
  }

  private func drop(_ byteCount: Int) { session.playback.dropped(sent.drop(byteCount)) }
}

extension CallSettings {
  /// How far ahead of the ear this side sends; `nil` if the carrier paces.
  func lead(for abilities: CarrierAbilities) -> Duration? {
    switch pacing {
    case .paced(let lead): min(max(lead, FramePacer.frame), .seconds(1))
    case .automatic where abilities.canClear && abilities.hasMarks: nil
    case .automatic: min(max(lead, FramePacer.frame), .seconds(1))
    }
  }

  /// How it is known what was heard.
  func source(for abilities: CarrierAbilities) -> PlaybackSource { abilities.hasMarks ? .marks() : .device }
}
