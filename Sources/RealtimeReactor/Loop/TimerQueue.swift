internal import CRealtimeUV

/// All timers of one loop: a binary heap over one libuv timer.
///
/// A timer that is moved further away keeps its place in the heap until that place comes up. Neither that nor a
/// cancellation tells libuv, which then wakes the loop once for nothing.
///
/// libuv runs timers before it polls. A deadline judges what a peer did, so it is set aside and fires after the poll.
final class TimerQueue {
  static let notPending = -1
  /// In place of an index, for a deadline that is set aside.
  private static let awaitsPoll = -2

  private let timer: LoopHandle
  private var heap: [LoopTimer] = []
  /// Deadlines that have passed and wait for the poll, and some that were taken back since.
  private var passed: [LoopTimer] = []
  private var lastSequence: UInt64 = 0
  private var armedDeadline: UInt64?
  private var isFiring = false
  private var isArmingPutOff = false
  private var isClosed = false

  init(_ timer: LoopHandle) { self.timer = timer }

  func contains(_ timer: LoopTimer) -> Bool { timer.heapIndex != TimerQueue.notPending }

  func schedule(_ timer: LoopTimer, at deadline: UInt64) {
    guard !isClosed else { return }
    timer.deadline = deadline
    if timer.heapIndex >= 0 {
      if deadline >= timer.heapDeadline { return }
      place(timer, at: deadline)
      siftUp(timer.heapIndex)
    } else {
      place(timer, at: deadline)
      timer.heapIndex = heap.count
      heap.append(timer)
      siftUp(timer.heapIndex)
    }
    arm()
  }

  func remove(_ timer: LoopTimer) {
    let index = timer.heapIndex
    timer.heapIndex = TimerQueue.notPending
    guard index >= 0 else { return }
    let last = heap.removeLast()
    if last !== timer {
      heap[index] = last
      last.heapIndex = index
      siftUp(index)
      siftDown(last.heapIndex)
    }
    if heap.isEmpty { arm() }
  }

  /// Drops every timer and refuses further ones.
  func cancelAll() {
    isClosed = true
    for timer in heap + passed { timer.heapIndex = TimerQueue.notPending }
    heap.removeAll()
    passed.removeAll()
    arm()
  }

  /// Whether deadlines wait for the poll that follows, which then must not wait itself.
  var hasPassedDeadlines: Bool { !passed.isEmpty }

  /// Fires what is due, and sets deadlines aside. Timers that are started meanwhile wait for the next tick, even with
  /// no delay, so that a timer that restarts itself cannot keep the loop from its other work.
  func fireDue(now: UInt64) {
    armedDeadline = nil
    isFiring = true
    let lastSequence = lastSequence
    while let first = heap.first, first.heapDeadline <= now, first.sequence <= lastSequence {
      if first.deadline > first.heapDeadline {
        place(first, at: first.deadline)
        siftDown(0)
      } else {
        remove(first)
        settle(first, first.outcome(now: now))
      }
    }
    isFiring = false
    if let first = heap.first, first.heapDeadline <= now { isArmingPutOff = true }
    // Since 1.45 libuv ends a tick with its timers, and looks then whether anything is alive.
    if isArmingPutOff || hasPassedDeadlines { start(delay: 1) } else { arm() }
  }

  private func settle(_ timer: LoopTimer, _ outcome: LoopTimer.Outcome) {
    switch outcome {
    case .fire: timer.fire()
    case .comeBack(let deadline): schedule(timer, at: deadline)
    case .waitForPoll:
      timer.heapIndex = TimerQueue.awaitsPoll
      passed.append(timer)
    }
  }

  /// Fires the deadlines that had passed when the poll that is over began.
  func firePassedDeadlines() {
    var batch: [LoopTimer] = []
    swap(&batch, &passed)
    for timer in batch where timer.heapIndex == TimerQueue.awaitsPoll {
      timer.heapIndex = TimerQueue.notPending
      timer.fire()
    }
    batch.removeAll(keepingCapacity: true)
    if passed.isEmpty { swap(&batch, &passed) }
    arm()
  }

  /// Sets libuv's timer for what became due while timers were fired. Set any earlier, libuv would fire it in the same
  /// tick, again and again.
  func armBeforePoll() {
    guard isArmingPutOff else { return }
    isArmingPutOff = false
    arm()
  }

  /// Sets libuv's timer for the earliest deadline, unless it is set for that or an earlier time.
  private func arm() {
    guard !isFiring, !timer.isClosing else { return }
    guard let first = heap.first else {
      armedDeadline = nil
      unsafe uv_timer_stop(timer.raw.rebound())
      return
    }
    if let armedDeadline, armedDeadline <= first.heapDeadline { return }
    armedDeadline = first.heapDeadline
    let now = unsafe uv_now(timer.raw.pointee.loop)
    start(delay: first.heapDeadline > now ? first.heapDeadline - now : 0)
  }

  private func start(delay: UInt64) { unsafe uv_timer_start(timer.raw.rebound(), timersAreDue, delay, 0) }

  // MARK: Heap

  private func place(_ timer: LoopTimer, at deadline: UInt64) {
    lastSequence += 1
    timer.heapDeadline = deadline
    timer.sequence = lastSequence
  }

  /// Equal deadlines keep the order in which they were set.
  private func isBefore(_ left: LoopTimer, _ right: LoopTimer) -> Bool {
    left.heapDeadline == right.heapDeadline ? left.sequence < right.sequence : left.heapDeadline < right.heapDeadline
  }

  private func siftUp(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard isBefore(heap[index], heap[parent]) else { return }
      exchange(index, parent)
      index = parent
    }
  }

  private func siftDown(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
        if isBefore(heap[child], heap[least]) { least = child }
      }
      guard least != index else { return }
      exchange(index, least)
      index = least
    }
  }

  private func exchange(_ left: Int, _ right: Int) {
    heap.swapAt(left, right)
    heap[left].heapIndex = left
    heap[right].heapIndex = right
  }
}

private func timersAreDue(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
  guard let handle = unsafe handle else { return }
  unsafe EventLoop.with(handle.pointee.loop) { unsafe $0.timers.fireDue(now: uv_now($0.uv)) }
}
