/// Decides how many frames are due when this side paces: as many as keep the carrier `lead` ahead of the ear.
///
/// Each frame's time is counted from the first one's, so that lateness never adds up. After a stall the carrier gets
/// what fills its lead again, at once, and no more: what was not sent in time is sent later than it was due, not
/// faster.
struct FramePacer {
  static var frame: Duration { .milliseconds(20) }

  let lead: Duration
  /// When the first frame is heard; `nil` before there is one.
  private var start: Duration?
  private var sentCount = 0
  private var heardCount = 0

  /// - Parameter lead: How far ahead of the ear a frame is sent; at least one frame.
  init(lead: Duration) { self.lead = max(lead, Self.frame) }

  /// How many of the frames that wait are to be sent now. They count as sent.
  mutating func send(atMost waitingCount: Int, at now: Duration) -> Int {
    guard waitingCount > 0 else { return 0 }
    let start = startOfFrames(at: now)
    let due = Self.frames(in: now + lead - start)
    let count = min(max(due - sentCount, 0), waitingCount)
    sentCount += count
    return count
  }

  /// When the next frame is due.
  var nextDeadline: Duration? { start.map { $0 + Self.frame * (sentCount + 1) - lead } }

  /// How many more frames have been heard by now.
  mutating func hear(at now: Duration) -> Int {
    guard let start else { return 0 }
    let count = min(Self.frames(in: now - start), sentCount) - heardCount
    heardCount += max(count, 0)
    return max(count, 0)
  }

  /// Whether something that was sent is still to be heard.
  var isHearing: Bool { heardCount < sentCount }
  /// When the next frame has been heard.
  var nextHearing: Duration? { isHearing ? start.map { $0 + Self.frame * (heardCount + 1) } : nil }

  /// Nothing that was sent will be heard. The next frame begins a new count.
  mutating func clear() {
    start = nil
    (sentCount, heardCount) = (0, 0)
  }

  /// Begins a new count where the carrier has run dry.
  private mutating func startOfFrames(at now: Duration) -> Duration {
    if let start, start + Self.frame * sentCount >= now { return start }
    let start = now - Self.frame * sentCount
    self.start = start
    return start
  }

  private static func frames(in duration: Duration) -> Int { max(Int(duration / frame), 0) }
}
