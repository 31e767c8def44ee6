internal import RealtimeBuffers

/// Gives the caller's audio to the session as it comes. Loop-bound.
final class CallEar {
  private let session: RealtimeSession
  private let formats: CallFormats
  private let converter: AudioConverter?
  private var gaps: GapFiller?
  private var figures = CallReport.CallerAudio()
  private var byteCount = 0
  private lazy var timer = CallTimer(on: session.loop) { [unowned self] now in expire(at: now) }

  init(_ session: RealtimeSession, _ formats: CallFormats, fillsGaps: Bool) {
    self.session = session
    self.formats = formats
    converter = formats.inward(pool: session.loop.blockPool)
    if fillsGaps { gaps = GapFiller() }
  }

  var report: CallReport.CallerAudio {
    var report = figures
    report.milliseconds = byteCount * 1_000 / formats.caller.carrier.bytesPerSecond
    report.filledMilliseconds = gaps?.filledMilliseconds ?? 0
    report.lateFrameCount = gaps?.lateCount ?? 0
    return report
  }

  func take(_ audio: borrowing CarrierAudio) {
    let byteCount = audio.isBase64 ? audio.bytes.decodedByteCount : audio.bytes.byteCount
    let milliseconds = byteCount * 1_000 / formats.caller.carrier.bytesPerSecond
    if let silence = gaps?.receive(milliseconds: milliseconds, at: audio.position, now: session.loop.now) {
      append(silence: silence)
      timer.set(gaps?.nextDeadline)
    }
    figures.frameCount &+= 1
    self.byteCount &+= byteCount
    guard let converter else { return append(audio) }
    let isAudio = converter.convert(audio) { append($0) }
    if !isAudio { figures.droppedFrameCount &+= 1 }
  }

  private func append(_ audio: borrowing CarrierAudio) {
    let outcome = audio.isBase64 ? session.appendAudio(base64: audio.bytes) : session.appendAudio(audio.bytes)
    if !outcome.isAccepted { figures.droppedFrameCount &+= 1 }
  }

  /// The caller begins or ceases to speak.
  func speak(_ isSpeaking: Bool) {
    gaps?.speak(isSpeaking, now: session.loop.now)
    timer.set(gaps?.nextDeadline)
  }

  func stop() { timer.set(nil) }

  private func expire(at now: Duration) {
    append(silence: gaps?.expire(at: now) ?? 0)
    timer.set(gaps?.nextDeadline)
  }

  private func append(silence milliseconds: Int) {
    var left = milliseconds * formats.caller.session.bytesPerMillisecond
    while left > 0 {
      let second = Self.second(of: formats.caller.session)
      let byteCount = min(left, second.count)
      _ = unsafe session.appendAudio(second.span.bytes.extracting(first: byteCount))
      left -= byteCount
    }
  }

  private static func second(of encoding: AudioEncoding) -> [UInt8] {
    switch encoding {
    case .pcm16: linearSecond
    case .g711MuLaw: muLawSecond
    case .g711ALaw: aLawSecond
    }
  }

  private static let linearSecond = silence(of: .pcm16)
  private static let muLawSecond = silence(of: .g711MuLaw)
  private static let aLawSecond = silence(of: .g711ALaw)

  private static func silence(of encoding: AudioEncoding) -> [UInt8] {
    Array(repeating: encoding.silence, count: encoding.bytesPerSecond)
  }
}

extension RawSpan {
  /// How many bytes this base64 stands for, if it is some.
  fileprivate var decodedByteCount: Int {
    let last = extracting(last: 2)
    // Bound: each offset is one of `last`.
    let padding = (0..<last.byteCount).count {
      unsafe last.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == UInt8(ascii: "=")
    }
    return max(byteCount / 4 * 3 - padding, 0)
  }
}
