internal import Synchronization

/// Work on its way to the loop's thread. Other threads touch no other state of a loop.
///
/// It has one lock, which is held for an append or a swap. Only what is put into an empty inbox asks for a wake-up, so
/// a burst of work costs one.
struct LoopInbox: ~Copyable {
  enum Entry {
    case work(@Sendable () -> Void)
    /// Work that somebody waits for. Like the jobs of the Swift runtime it cannot be refused.
    case duty(@Sendable () -> Void)
    /// A job whose serial executor the loop is.
    case job(UnownedJob)
    /// A job whose task prefers the loop as its executor.
    case taskJob(UnownedJob)

    fileprivate var isLimited: Bool { if case .work = self { true } else { false } }
  }

  /// What may still be put in.
  enum Phase {
    case open
    /// No work any more. The loop takes out what else comes.
    case closing
    /// The same, but no loop takes it out any more.
    case closed
  }

  enum Placement {
    case taken
    case refused
    /// It was taken, but the loop is closed, and the caller has to see to it that somebody takes it out.
    case takenWithoutLoop
  }

  /// Not private: the compiler (6.3.1) fails on a class that stores a lock over a type it cannot see.
  struct State {
    var entries: [Entry] = []
    var refusedCount = 0
    var phase = Phase.open
    /// Whether somebody takes out what is put in after the end of the loop.
    var hasTurn = false

    /// Whether the caller is the one to do so.
    mutating func beginTurn() -> Bool {
      guard phase == .closed, !hasTurn else { return false }
      hasTurn = true
      return true
    }
  }

  private let state = PosixMutex(State())
  private let stopIsRequested = Atomic(false)
  private let maximumCount: Int

  init(maximumCount: Int) { self.maximumCount = maximumCount }

  /// Takes `entry`, unless it is work and the inbox is full or the loop is closing.
  func put(_ entry: Entry, wake: () -> Void) -> Placement {
    state.withLock { state in
      switch state.phase {
      case .open: break
      case .closing, .closed:
        if entry.isLimited { return .refused }
        state.entries.append(entry)
        return state.beginTurn() ? .takenWithoutLoop : .taken
      }
      if entry.isLimited, state.entries.count >= maximumCount {
        state.refusedCount += 1
        return .refused
      }
      state.entries.append(entry)
      // Under the lock, so that the loop cannot be closed between the decision and the wake-up.
      if state.entries.count == 1 { wake() }
      return .taken
    }
  }

  /// Asks the loop to stop, and calls `wake` unless it is closed.
  func requestStop(wake: () -> Void) {
    stopIsRequested.store(true, ordering: .releasing)
    state.withLock { state in
      if state.phase == .open { wake() }
    }
  }

  var isStopRequested: Bool { stopIsRequested.load(ordering: .acquiring) }

  /// Whether the loop was asked to stop since this was asked last.
  func takeStopRequest() -> Bool { stopIsRequested.exchange(false, ordering: .acquiringAndReleasing) }

  /// Exchanges the waiting entries for the empty `batch`, and tells how much was refused since the last time.
  func exchange(_ batch: inout [Entry]) -> Int {
    state.withLock { state in
      swap(&state.entries, &batch)
      defer { state.refusedCount = 0 }
      return state.refusedCount
    }
  }

  var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

  /// From here on work is refused; what is inside can still be taken out.
  func beginClosing() { state.withLock { $0.phase = .closing } }

  /// The loop takes nothing out any more.
  ///
  /// - Returns: false when something is inside that it has to take out first.
  func finishClosing() -> Bool {
    state.withLock { state in
      guard state.entries.isEmpty else { return false }
      state.phase = .closed
      return true
    }
  }

  /// Ends the turn of whoever took entries out after the end of the loop.
  ///
  /// - Returns: whether more has come meanwhile, so that another turn has to follow.
  func endTurn() -> Bool {
    state.withLock { state in
      state.hasTurn = !state.entries.isEmpty
      return state.hasTurn
    }
  }
}
