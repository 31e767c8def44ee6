/// The only state of an event loop that other threads touch: work on its way to the loop's thread.
///
/// One lock, held for an append or a swap. The first thing put into an empty inbox asks for a wake-up, so a burst of work
/// costs one.
struct LoopInbox: ~Copyable {
  enum Entry {
    case work(@Sendable () -> Void)
    /// What the loop itself has asked for.
    case answer(@Sendable () -> Void)
    case job(UnownedJob)
  }

  /// Not private: the compiler (6.3.1) fails on a class that stores a lock over a type it cannot see.
  struct State {
    var entries: [Entry] = []
    var refusedCount = 0
    var isClosed = false
  }

  private let state = PosixMutex(State())
  private let maximumCount: Int

  init(maximumCount: Int) {
    self.maximumCount = maximumCount
  }

  /// Takes `entry`, or returns false. Jobs of the Swift runtime are exempt from the limit, because the runtime cannot be
  /// told no; answers are, because the loop waits for them.
  func put(_ entry: Entry, wake: () -> Void) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      if case .work = entry, state.entries.count >= maximumCount {
        state.refusedCount += 1
        return false
      }
      state.entries.append(entry)
      // Under the lock, so that the loop cannot be closed between the decision and the wake-up.
      if state.entries.count == 1 { wake() }
      return true
    }
  }

  /// Calls `wake` unless the loop is closed.
  func wakeUnlessClosed(_ wake: () -> Void) {
    state.withLock { state in
      if !state.isClosed { wake() }
    }
  }

  /// Exchanges the waiting entries for the empty `batch`, and tells how much was refused since the last time.
  func exchange(_ batch: inout [Entry]) -> Int {
    state.withLock { state in
      swap(&state.entries, &batch)
      defer { state.refusedCount = 0 }
      return state.refusedCount
    }
  }

  var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

  /// From here on everything is refused; what is inside can still be taken out.
  func close() {
    state.withLock { $0.isClosed = true }
  }
}
