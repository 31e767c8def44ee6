internal import RealtimeBuffers
internal import RealtimeReactor

/// Finds the streams that have become idle and has them and the loop's pool give memory back. One per loop.
///
/// A few busy streams keep their TLS buffers, because giving them back and taking them again with every record costs
/// more than the cipher does on a short one. Many share theirs: a thousand pairs of buffers, 33 KiB each, fit into no
/// cache, and the one that the stream before has just used does. A stream that was silent for a whole period holds
/// none.
final class IdleSweep {
  /// A stream is idle after one to two periods without a byte.
  static let period: Duration = .seconds(1)

  /// Busy streams that keep their buffers. Those of all of them fit into a core's second-level cache together.
  static let keepingStreamCount = 32

  private struct Watched {
    let stream: ByteStream
    var activityCount: UInt32
  }

  /// Not kept by the sweep: the loop keeps that.
  private unowned let loop: EventLoop
  private var watched: [Watched] = []
  private var timer: LoopTimer?

  init(loop: EventLoop) { self.loop = loop }

  func watch(_ stream: ByteStream) {
    stream.activity.sweepIndex = watched.count
    watched.append(Watched(stream: stream, activityCount: stream.activity.count))
    stream.shareMemory(isCrowded)
    startTimer()
  }

  func forget(_ stream: ByteStream) {
    guard let index = stream.activity.sweepIndex else { return }
    stream.activity.sweepIndex = nil
    watched.swapAt(index, watched.count - 1)
    watched.removeLast()
    if index < watched.count { watched[index].stream.activity.sweepIndex = index }
    if watched.isEmpty {
      timer?.cancel()
      timer = nil
    }
  }

  private func sweep() {
    timer = nil
    // From the end, because forgetting a stream moves the last one into its place.
    for index in watched.indices.reversed() {
      let stream = watched[index].stream
      if watched[index].activityCount == stream.activity.count {
        forget(stream)
        stream.releaseIdleMemory()
      } else {
        watched[index].activityCount = stream.activity.count
        stream.shareMemory(isCrowded)
      }
    }
    loop.blockPool.trim()
    // When nobody is busy there is no next period, so that what was kept for it goes too.
    if watched.isEmpty { loop.blockPool.trim() } else { startTimer() }
  }

  private var isCrowded: Bool { watched.count > IdleSweep.keepingStreamCount }

  private func startTimer() {
    guard timer == nil else { return }
    timer = loop.scheduleDeadline(after: IdleSweep.period, grace: .zero) { [unowned self] in sweep() }
  }
}
