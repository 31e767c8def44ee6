/// What a connection has to send, besides the bytes themselves: how far its sending half has come, when it flushes,
/// what libuv has in flight, and what its owner is to be told.
///
/// A value: it decides, and the connection does.
struct TCPSending {
  private enum Half {
    case open
    /// `shutdown()` was called, and queued bytes go out first.
    case ending
    /// libuv has been asked to send the FIN.
    case finishing
    case ended
  }

  private var half = Half.open
  private var isMarked = false
  /// Whether the owner is being told of the last bytes of a tick: what it writes then leaves as soon as it returns.
  private var isAnswering = false
  /// Whether the owner hears `didFlush`.
  var tellsFlushes = true
  private(set) var isAboveHighWatermark = false
  /// Bytes of libuv's request, 0 when there is none.
  private(set) var inFlightByteCount = 0
  /// Of what was in flight when the connection closed.
  private(set) var unsentByteCount = 0
  /// Bytes that the kernel has taken so far.
  private(set) var byteCount: UInt64 = 0

  // MARK: The half

  var isOpen: Bool { half == .open }
  var isEnding: Bool { half == .ending }
  var hasEnded: Bool { half == .ended }

  /// - Returns: whether this is news.
  mutating func shutdown() -> Bool {
    guard half == .open else { return false }
    half = .ending
    return true
  }

  /// All that was queued has been sent.
  ///
  /// - Returns: whether libuv is to be asked to send the FIN.
  mutating func finish() -> Bool {
    guard half == .ending else { return false }
    half = .finishing
    return true
  }

  mutating func didFinish() { half = .ended }

  // MARK: When to flush

  /// There is something to flush.
  ///
  /// - Returns: whether the loop is to be told. Not when it knows already, nor for an answer, which leaves before.
  mutating func mark() -> Bool {
    guard !isMarked else { return false }
    isMarked = true
    return !isAnswering
  }

  mutating func unmark() { isMarked = false }

  /// The owner is about to be told of the last bytes of a tick. A connection in the loop's list leaves from there.
  mutating func beginAnswer() { isAnswering = !isMarked }

  /// - Returns: whether there is an answer to flush.
  mutating func endAnswer() -> Bool {
    guard isAnswering else { return false }
    isAnswering = false
    return isMarked
  }

  // MARK: In flight

  var isInFlight: Bool { inFlightByteCount > 0 }

  /// The kernel has taken so many bytes at once.
  mutating func didSend(_ count: Int) { byteCount &+= UInt64(count) }

  mutating func begin(byteCount: Int) { inFlightByteCount = byteCount }

  /// What was in flight has been taken, or has failed.
  mutating func didWrite() {
    byteCount &+= UInt64(inFlightByteCount)
    inFlightByteCount = 0
  }

  /// The connection closes: from here on its counts stand still.
  mutating func close(unsentByteCount: Int) { self.unsentByteCount = unsentByteCount }

  mutating func didClose() {
    inFlightByteCount = 0
    unsentByteCount = 0
  }

  // MARK: Watermarks

  mutating func noteQueued(_ byteCount: Int, high: Int) {
    if byteCount > high { isAboveHighWatermark = true }
  }

  /// - Returns: whether the queue has come down from above the high watermark to the low one.
  mutating func drains(to byteCount: Int, low: Int) -> Bool {
    guard isAboveHighWatermark, byteCount <= low else { return false }
    isAboveHighWatermark = false
    return true
  }
}
