/// What callbacks leave for later in a tick: closures, and work that the loop's own thread put into its inbox.
final class TickWork {
  /// Tells ticks apart, for what is limited per tick.
  private(set) var tick: UInt64 = 0
  /// Whether the inbox is to be emptied before the poll.
  private(set) var hasInboxWork = false
  private var closures: [() -> Void] = []
  /// Empty, with the memory of the batch before.
  private var spareBatch: [LoopInbox.Entry] = []

  var hasClosures: Bool { !closures.isEmpty }

  func beginTick() { tick &+= 1 }

  func append(_ closure: @escaping () -> Void) {
    // Taken out while it grows: an access that lasts while something else may run is checked at run time, and every
    // other access with it.
    var waiting = takeClosures()
    waiting.append(closure)
    closures = waiting
  }

  func takeClosures() -> [() -> Void] {
    var taken: [() -> Void] = []
    swap(&taken, &closures)
    return taken
  }

  func noteInboxWork() { hasInboxWork = true }

  /// The inbox is about to be emptied into the batch that this returns; `giveBack` follows.
  func takeBatch() -> [LoopInbox.Entry] {
    hasInboxWork = false
    var batch: [LoopInbox.Entry] = []
    swap(&batch, &spareBatch)
    return batch
  }

  /// The memory is kept for the next batch, unless a burst made it large.
  func giveBack(_ batch: consuming [LoopInbox.Entry]) {
    batch.removeAll(keepingCapacity: batch.capacity <= 1024)
    spareBatch = batch
  }
}
