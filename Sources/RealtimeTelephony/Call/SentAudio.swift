/// Counts what the model says and what of it the carrier is sent, and decides where marks belong.
struct SentAudio {
  /// Frames of the longest message, and of the longest way between two marks: 180 ms, a multiple of three so that
  /// base64 can be cut.
  static var longestFrameCount: Int { 9 }
  /// Frames after which a mark is sent: 100 ms.
  private static var markFrameCount: Int { 5 }

  /// The carrier's.
  let format: CarrierFormat
  /// From the carrier's bytes to the session's.
  private var scale: ByteScale
  private var unmarkedFrameCount = 0
  /// In the session's bytes.
  private var saidByteCount = 0
  /// In the carrier's bytes.
  private var droppedByteCount = 0
  private var messageCount = 0
  /// When the carrier was sent the first, by the loop's clock.
  private(set) var firstTime: Duration?

  init(_ formats: CallFormats.Direction) {
    format = formats.carrier
    scale = ByteScale(from: format.bytesPerSecond, to: formats.session.bytesPerSecond)
  }

  var figures: CallReport.SpokenAudio {
    var figures = CallReport.SpokenAudio()
    figures.milliseconds = saidByteCount * 1_000 / scale.outputPerSecond
    figures.droppedMilliseconds = droppedByteCount * 1_000 / format.bytesPerSecond
    figures.messageCount = messageCount
    return figures
  }

  /// Bytes of the session in so many frames of the carrier.
  func sessionByteCount(ofFrames count: Int) -> Int { count * scale.outputPerSecond / 50 }

  mutating func say(_ byteCount: Int) { saidByteCount += byteCount }

  /// - Returns: as how many bytes of the session it counts.
  mutating func send(_ byteCount: Int, at now: Duration) -> Int {
    messageCount += 1
    firstTime = firstTime ?? now
    unmarkedFrameCount += frameCount(of: byteCount)
    return scale.scale(byteCount)
  }

  /// - Returns: as how many bytes of the session it counts.
  mutating func drop(_ byteCount: Int) -> Int {
    droppedByteCount += byteCount
    return scale.scale(byteCount)
  }

  // MARK: Marks

  /// Whether something was sent since the last mark.
  var isUnmarked: Bool { unmarkedFrameCount > 0 }
  /// Whether it is long enough for one.
  var isMarkDue: Bool { unmarkedFrameCount >= Self.markFrameCount }

  /// Whether the way to the next mark would be too long with so many bytes more.
  func isMarkDue(before byteCount: Int) -> Bool {
    isUnmarked && unmarkedFrameCount + frameCount(of: byteCount) > Self.longestFrameCount
  }

  /// A mark is sent, or there is nothing left to be marked.
  mutating func mark() { unmarkedFrameCount = 0 }

  private func frameCount(of byteCount: Int) -> Int { (byteCount + format.frameByteCount - 1) / format.frameByteCount }
}
