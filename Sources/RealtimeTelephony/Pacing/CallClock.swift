/// The one timer of all calls of a loop: it ticks every 20 ms while any of them waits for a time, and only then keeps
/// the loop running. Loop-bound.
final class CallClock {
  private static let tick: Duration = .milliseconds(20)

  private struct Entry {
    let timer: CallTimer
    let tick: Int
  }

  private let loop: EventLoop
  private var wheel: PacingWheel<Entry>
  private var due: [Entry] = []
  private var ticking: LoopTimer?
  /// Timers that wait for a time.
  private var pendingCount = 0

  private init(_ loop: EventLoop) {
    self.loop = loop
    wheel = PacingWheel(at: Self.tick(at: loop.now))
  }

  static func of(_ loop: EventLoop) -> CallClock { loop.shared { CallClock(loop) } }

  /// Ticks are met at their end, so that no time comes early.
  static func tick(at time: Duration) -> Int { Int(time / tick) }

  func insert(_ timer: CallTimer, at tick: Int) {
    wheel.insert(Entry(timer: timer, tick: tick), at: tick)
  }

  func begin() {
    pendingCount += 1
    guard pendingCount == 1 else { return }
    if let ticking {
      ticking.restart(after: Self.tick)
    } else {
      ticking = loop.schedule(every: Self.tick) { [unowned self] _ in advance() }
    }
  }

  func end() {
    pendingCount -= 1
    if pendingCount == 0 { ticking?.cancel() }
  }

  private func advance() {
    var due = due
    self.due = []
    wheel.advance(to: Self.tick(at: loop.now), into: &due)
    for entry in due { entry.timer.comeUp(as: entry.tick, at: loop.now) }
    due.removeAll(keepingCapacity: true)
    self.due = due
  }
}

/// A time of one call, to the next tick of the loop's `CallClock`. Loop-bound.
final class CallTimer {
  /// The loop's, which has this for as long as it is pending.
  private unowned let clock: CallClock
  private let fire: (Duration) -> Void
  /// When it is due; `nil` for never.
  private var time: Duration? {
    didSet {
      if oldValue == nil, time != nil { clock.begin() }
      if oldValue != nil, time == nil { clock.end() }
    }
  }
  /// The tick at which the clock has it. At later ones it may be there too, and comes to nothing.
  private var insertedTick: Int?

  /// - Parameter fire: gets the time by the loop's clock.
  init(on loop: EventLoop, _ fire: @escaping (Duration) -> Void) {
    clock = .of(loop)
    self.fire = fire
  }

  /// Moving it further away costs next to nothing.
  func set(_ time: Duration?) {
    self.time = time
    guard let time else { return }
    let tick = CallClock.tick(at: time) + 1
    if let insertedTick, insertedTick <= tick { return }
    insertedTick = tick
    clock.insert(self, at: tick)
  }

  /// The clock has let go of it at one of its ticks.
  func comeUp(as tick: Int, at now: Duration) {
    guard tick == insertedTick else { return }
    insertedTick = nil
    guard let time else { return }
    if time > now { return set(time) }
    self.time = nil
    fire(now)
  }
}
