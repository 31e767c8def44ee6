internal import CRealtimeUV
internal import RealtimeBuffers

/// Decides which lines about errors that nobody listens to are written, so that a flood of them fills no disk.
struct ErrorLineLimit {
  /// Lines that are written in `interval`; the others are counted.
  static let lineCount = 10
  static let interval = Duration.seconds(10)

  enum Verdict: Equatable {
    /// Write it. The time before left `leftOutCount` lines out, and nobody was told yet.
    case write(leftOutCount: Int)
    case leaveOut
  }

  private var intervalStart: Duration?
  private var writtenCount = 0
  private var leftOutCount = 0

  mutating func next(now: Duration) -> Verdict {
    if let intervalStart, now - intervalStart < ErrorLineLimit.interval {
      guard writtenCount < ErrorLineLimit.lineCount else {
        leftOutCount += 1
        return .leaveOut
      }
    } else {
      intervalStart = now
      writtenCount = 0
    }
    writtenCount += 1
    return .write(leftOutCount: takeLeftOutCount())
  }

  /// How many lines were left out since it was told last.
  mutating func takeLeftOutCount() -> Int {
    defer { leftOutCount = 0 }
    return leftOutCount
  }
}

/// What becomes of errors that nobody listens to: lines on standard error, all loops' together at most 10 in 10 s.
enum UnhandledErrorLines {
  private static let limit = PosixMutex(ErrorLineLimit())
  private static let epoch = ContinuousClock.now

  static func write(_ error: any Error) {
    switch limit.withLock({ $0.next(now: ContinuousClock.now - epoch) }) {
    case .leaveOut: EventLoop.current?.tellLeftOutLinesLater()
    case .write(let leftOutCount):
      tell(leftOutCount)
      writeToStandardError(onOneLine("unhandled error: \(error)"))
    }
  }

  /// What a peer said could look like lines of others in a log.
  private static func onOneLine(_ text: String) -> String {
    let breaks: Set<Unicode.GeneralCategory> = [.control, .lineSeparator, .paragraphSeparator]
    let scalars = text.unicodeScalars.map { breaks.contains($0.properties.generalCategory) ? " " : $0 }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Tells how many lines were left out, unless none was or another loop has told it.
  static func tellLeftOut() { tell(limit.withLock { $0.takeLeftOutCount() }) }

  private static func tell(_ leftOutCount: Int) {
    guard leftOutCount > 0 else { return }
    writeToStandardError("unhandled errors: \(leftOutCount) more were left out")
  }
}

/// Tells at the end of an interval, or with the end of its loop, how many lines were left out. Keeps no loop running.
final class LeftOutLines: LoopHandle {
  private var isPending = false

  init(on loop: EventLoop) throws(ReactorError) {
    let raw = try unsafe LoopHandle.make(UV_TIMER, operation: "report errors") {
      unsafe uv_timer_init(loop.uv, $0.rebound())
    }
    unsafe uv_unref(raw)
    unsafe super.init(raw)
  }

  func tellLater() {
    guard !isPending, !isClosing else { return }
    isPending = true
    let delay = ErrorLineLimit.interval.roundedUpToMilliseconds
    unsafe uv_timer_start(raw.rebound(), intervalEnded, delay, 0)
  }

  fileprivate func tell() {
    isPending = false
    UnhandledErrorLines.tellLeftOut()
  }

  override func closeWithLoop() {
    if isPending { tell() }
    super.closeWithLoop()
  }
}

extension EventLoop {
  fileprivate func tellLeftOutLinesLater() {
    // Without memory for it, the next line tells.
    guard isOpen else { return }
    let lines = try? shared { () throws(ReactorError) in try LeftOutLines(on: self) }
    lines?.tellLater()
  }
}

/// Not more than the system takes at once: a reader that is slow must not stop a loop for longer than that.
func writeToStandardError(_ text: String) {
  var line = text + "\n"
  line.withUTF8 { _ = unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Writes the message itself: an optimised build traps without the text of its preconditions.
func trap(_ message: String) -> Never {
  writeToStandardError(message)
  preconditionFailure(message)
}

private func intervalEnded(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<LeftOutLines>.fromOpaque(data).takeUnretainedValue().tell()
}
