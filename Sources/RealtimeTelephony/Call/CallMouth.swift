internal import RealtimeBuffers
internal import RealtimeJSON

/// Sends the caller what the model says, and tells the session what was heard of it. Loop-bound.
///
/// Where the carrier paces, what comes goes out at once, cut into whole frames. Where this side paces, or while the carrier
/// takes nothing, it waits here.
final class CallMouth {
  /// Frames of the longest message: 180 ms, a multiple of three so that base64 can be cut.
  private static let pieceFrameCount = 9
  /// Frames after which a mark is sent: 100 ms.
  private static let markFrameCount = 5

  private let line: CarrierLine
  private let session: RealtimeSession
  private let format: CarrierFormat
  private let converter: AudioConverter?
  private var cutter: FrameCutter
  private let waiting: ByteBuffer
  private let maximumWaitingByteCount: Int
  private var pacer: FramePacer?
  /// Frames since the last mark, and whether no more of what waits will come.
  private var progress = (unmarkedFrames: 0, isItemDone: false, isStalled: false)
  /// From the carrier's bytes to the session's: of what was sent, and of what was heard.
  private var scale: ByteScale
  private var heardScale: ByteScale
  private(set) var figures = CallReport.SpokenAudio()
  private(set) var firstAudioTime: Duration?
  private lazy var timer = CallTimer(on: session.loop) { [unowned self] now in tick(at: now) }

  init(_ line: CarrierLine, _ session: RealtimeSession, _ formats: CallFormats, _ settings: CallSettings) {
    self.line = line
    self.session = session
    format = formats.played.carrier
    converter = formats.outward(pool: session.loop.blockPool)
    scale = ByteScale(from: format.bytesPerSecond, to: formats.played.session.bytesPerSecond)
    heardScale = scale
    let longest =
      line.abilities.longestAudio.map { max(Int(min($0, .seconds(1)) / FramePacer.frame), 1) } ?? Self.pieceFrameCount
    cutter = FrameCutter(
      frameByteCount: format.frameByteCount, pieceFrameCount: min(longest, Self.pieceFrameCount))
    waiting = ByteBuffer(pool: session.loop.blockPool)
    let limit = min(max(settings.maximumWaitingAudio, .seconds(1)), .seconds(3_600))
    maximumWaitingByteCount = Int(limit / .milliseconds(1)) * format.bytesPerSecond / 1_000
    pacer = settings.lead(for: line.abilities).map { FramePacer(lead: $0) }
  }

  // MARK: What the model says

  func take(_ event: borrowing ResponseOutputAudioDelta) {
    let audio = event.audio
    figures.milliseconds += audio.byteCount * 1_000 / scale.outputPerSecond
    if let converter {
      _ = converter.convert(CarrierAudio(bytes: audio)) { deliver($0.bytes, as: RawSpan()) }
    } else {
      let member = event.raw["delta"]
      deliver(audio, as: member.isEscaped ? RawSpan() : member.text)
    }
  }

  /// - Parameter text: The same as base64, if it came so.
  private func deliver(_ audio: RawSpan, as text: RawSpan) {
    guard pacer == nil, !progress.isStalled, waiting.isEmpty else { return wait(audio) }
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
      progress.isItemDone = true
      return pump(at: session.loop.now)
    }
    if let byteCount = cutter.finish(with: format.silence) {
      let held = cutter.held
      unsafe send(CarrierAudio(bytes: held.span.bytes), byteCount: byteCount)
    }
    mark()
  }

  /// The caller is to hear nothing of what was said and not heard yet.
  func clear() {
    cutter.clear()
    converter?.reset()
    waiting.consume(waiting.readableByteCount)
    waiting.releaseIfEmpty()
    pacer?.clear()
    progress.unmarkedFrames = 0
    progress.isItemDone = false
    timer.set(nil)
    if line.abilities.canClear { line.say(.clear) }
  }

  /// Whether all that was said went out, as far as this side knows.
  var isSilent: Bool { waiting.isEmpty && cutter.waitingByteCount == 0 }

  /// The carrier takes audio again.
  func resume() {
    progress.isStalled = false
    pump(at: session.loop.now)
  }

  func stop() { timer.set(nil) }

  // MARK: What waits

  private func wait(_ audio: RawSpan) {
    if cutter.waitingByteCount > 0 { unsafe waiting.append(cutter.held.span.bytes) }
    cutter.clear()
    progress.isItemDone = false
    let room = max(maximumWaitingByteCount - waiting.readableByteCount, 0)
    let taken = min(room, audio.byteCount)
    waiting.append(audio.extracting(first: taken))
    if taken < audio.byteCount { drop(audio.byteCount - taken) }
    pump(at: session.loop.now)
  }

  private func pump(at now: Duration) {
    while !progress.isStalled, let byteCount = nextWaiting(at: now) {
      waiting.withReadableBytes { bytes in
        send(CarrierAudio(bytes: bytes.extracting(first: byteCount)), byteCount: byteCount)
      }
      // What was sent may have ended the call.
      waiting.consume(min(byteCount, waiting.readableByteCount))
    }
    if waiting.isEmpty {
      waiting.releaseIfEmpty()
      if progress.isItemDone { mark() }
    }
    timer.set(nextTime)
  }

  /// Bytes of the next message that is due; `nil` if there is none.
  private func nextWaiting(at now: Duration) -> Int? {
    let frame = format.frameByteCount
    let rest = waiting.readableByteCount
    if progress.isItemDone, rest > 0, rest < frame {
      for _ in rest..<frame { waiting.append(format.silence) }
    }
    let frames = min(waiting.readableByteCount / frame, cutter.pieceByteCount / frame)
    let due = pacer?.send(atMost: frames, at: now) ?? frames
    return due > 0 ? due * frame : nil
  }

  private var nextTime: Duration? {
    guard let pacer else { return nil }
    let sending = waiting.readableByteCount >= format.frameByteCount && !progress.isStalled ? pacer.nextDeadline : nil
    let hearing = line.abilities.hasMarks ? nil : pacer.nextHearing
    return [sending, hearing].compactMap(\.self).min()
  }

  private func tick(at now: Duration) {
    if !line.abilities.hasMarks, let frames = pacer?.hear(at: now), frames > 0 {
      session.playback.played(heardScale.scale(frames * format.frameByteCount))
    }
    pump(at: now)
  }

  // MARK: Sending

  private func send(_ audio: CarrierAudio, byteCount: Int) {
    guard let outcome = line.send(audio), outcome.isAccepted else { return drop(byteCount) }
    progress.isStalled = outcome == .queued
    figures.messageCount += 1
    if firstAudioTime == nil { firstAudioTime = session.loop.now }
    session.playback.handOver(scale.scale(byteCount))
    progress.unmarkedFrames += (byteCount + format.frameByteCount - 1) / format.frameByteCount
    if progress.unmarkedFrames >= Self.markFrameCount { mark() }
  }

  private func mark() {
    guard progress.unmarkedFrames > 0, line.abilities.hasMarks else { return }
    progress.unmarkedFrames = 0
    line.say(.mark(session.playback.ledger.markName))
  }

  private func drop(_ byteCount: Int) {
    figures.droppedMilliseconds += byteCount * 1_000 / format.bytesPerSecond
    session.playback.dropped(scale.scale(byteCount))
  }
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
