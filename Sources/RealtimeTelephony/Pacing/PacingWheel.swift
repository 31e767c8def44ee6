/// The times of all calls of a loop, so that one timer serves them: a hashed wheel (Varghese and Lauck, 1987).
///
/// Time is counted in ticks. What is further away than one turn stays in its slot for another. A value that is not due
/// any more is not taken out: whoever puts it in knows when it really is due, and passes over it.
struct PacingWheel<Element> {
  static var slotCount: Int { 64 }

  private var slots: [[(element: Element, tick: Int)]] = Array(repeating: [], count: Self.slotCount)
  /// Everything until then has come up.
  private(set) var tick: Int
  private(set) var count = 0

  init(at tick: Int) { self.tick = tick }

  var isEmpty: Bool { count == 0 }

  /// Puts in what is due at a tick; at the next one, if that has passed.
  mutating func insert(_ element: Element, at tick: Int) {
    let tick = max(tick, self.tick + 1)
    slots[tick % Self.slotCount].append((element, tick))
    count += 1
  }

  /// Takes out what has come up until `tick`, and appends it to `due`. Allocates nothing where both have had as many
  /// before.
  mutating func advance(to tick: Int, into due: inout [Element]) {
    guard tick > self.tick else { return }
    let turn = min(tick - self.tick, Self.slotCount)
    if !isEmpty {
      for step in 1...turn { empty((self.tick + step) % Self.slotCount, until: tick, into: &due) }
    }
    self.tick = tick
  }

  private mutating func empty(_ slot: Int, until tick: Int, into due: inout [Element]) {
    var kept = 0
    for index in slots[slot].indices {
      if slots[slot][index].tick <= tick {
        due.append(slots[slot][index].element)
      } else {
        slots[slot].swapAt(kept, index)
        kept += 1
      }
    }
    count -= slots[slot].count - kept
    slots[slot].removeLast(slots[slot].count - kept)
  }
}
