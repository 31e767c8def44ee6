/// Those who wait to dial: live before standby, loops in turn, and first come first served on each loop.
struct DialLine: Sendable {
  private var live = Lane()
  private var standby = Lane()

  var count: Int { live.count + standby.count }

  /// Whether somebody waits who goes before a newcomer of this priority.
  func goesBefore(_ priority: DialPriority) -> Bool {
    switch priority {
    case .live: live.count > 0
    case .standby: count > 0
    }
  }

  /// - Parameter id: higher than all before.
  mutating func append(_ id: UInt64, _ priority: DialPriority, loop: Int) {
    switch priority {
    case .live: live.append(id, loop: loop)
    case .standby: standby.append(id, loop: loop)
    }
  }

  mutating func popFirst() -> UInt64? { live.popFirst() ?? standby.popFirst() }

  /// - Returns: false when it does not wait.
  mutating func remove(_ id: UInt64) -> Bool { live.remove(id) || standby.remove(id) }

  /// Loops in turn.
  private struct Lane {
    /// None is empty.
    private var queues: [Int: Queue] = [:]
    private(set) var count = 0
    /// The loops of `queues`.
    private var turns: [Int] = []
    private var next = 0

    mutating func append(_ id: UInt64, loop: Int) {
      if queues[loop] == nil { turns.append(loop) }
      queues[loop, default: Queue()].append(id)
      count += 1
    }

    mutating func popFirst() -> UInt64? {
      guard !turns.isEmpty else { return nil }
      let loop = turns[next]
      let id = queues[loop]?.popFirst()
      count -= 1
      next += 1
      if queues[loop]?.count == 0 { removeTurn(at: next - 1) }
      if next >= turns.count { next = 0 }
      return id
    }

    mutating func remove(_ id: UInt64) -> Bool {
      for (index, loop) in turns.enumerated() where queues[loop]?.remove(id) == true {
        count -= 1
        if queues[loop]?.count == 0 { removeTurn(at: index) }
        if next >= turns.count { next = 0 }
        return true
      }
      return false
    }

    private mutating func removeTurn(at index: Int) {
      queues[turns[index]] = nil
      turns.remove(at: index)
      if index < next { next -= 1 }
    }
  }

  /// First come first served. The ids rise, so one in the middle is found by halving.
  private struct Queue {
    private var ids: [UInt64] = []
    private var head = 0

    var count: Int { ids.count - head }

    mutating func append(_ id: UInt64) { ids.append(id) }

    mutating func popFirst() -> UInt64 {
      defer {
        head += 1
        // Moved when half of it is gone, so that each id is moved about once.
        if head * 2 >= ids.count {
          ids.removeFirst(head)
          head = 0
        }
      }
      return ids[head]
    }

    mutating func remove(_ id: UInt64) -> Bool {
      var (low, high) = (head, ids.count)
      while low < high {
        let middle = (low + high) / 2
        if ids[middle] < id { low = middle + 1 } else { high = middle }
      }
      guard low < ids.count, ids[low] == id else { return false }
      ids.remove(at: low)
      return true
    }
  }
}
