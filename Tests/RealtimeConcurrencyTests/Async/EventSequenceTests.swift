import OpenAIRealtime
import RealtimeTestSupport
import Testing

/// Offers the numbers from 0, on a loop, as fast as it may: a step a tick, so that others come between.
///
/// `@unchecked Sendable`: it is touched on the loop only.
private final class Counter: @unchecked Sendable {
  private let view: EventView<Int>
  private let end: Int
  private var next = 0
  private var isPaused = false
  private(set) var isRemoved = false
  let log: Locked<[String]>

  init(_ view: EventView<Int>, to end: Int, _ log: Locked<[String]>) {
    self.view = view
    self.end = end
    self.log = log
    view.attach(
      EventSource(
        remove: { [self] in
          isRemoved = true
          log.withLock { $0.append("removed") }
        },
        pause: { [self] isPaused in
          self.isPaused = isPaused
          log.withLock { $0.append(isPaused ? "paused" : "resumed") }
          if !isPaused { step() }
        }))
    step()
  }

  private func step() { view.loop.execute { self.offer() } }

  private func offer() {
    for _ in 0..<100 where !isPaused && !isRemoved {
      if next == end { return view.finish(nil) }
      view.offer(next, byteCount: 8)
      next += 1
    }
    if !isPaused && !isRemoved { step() }
  }
}

extension LoopActor {
  fileprivate func sum(_ numbers: EventSequence<Int>) async throws -> (count: Int, isInOrder: Bool) {
    var (count, isInOrder) = (0, true)
    for try await number in numbers {
      #expect(loop.isOnLoop)
      isInOrder = isInOrder && number == count
      count += 1
    }
    return (count, isInOrder)
  }
}

@Suite struct EventSequenceTests {
  private let log = Locked<[String]>([])

  private func numbers(
    to end: Int, on loop: EventLoop, _ overflow: OverflowPolicy = .pauseReading, items: Int = 16
  ) -> EventSequence<Int> {
    EventSequence(on: loop, EventSequenceLimits(itemCount: items), overflow) { [log] view in
      _ = Counter(view, to: end, log)
    }
  }

  @Test func `a consumer on the default executor gets all, in order`() async throws {
    try await withLoopThread { loop in
      var count = 0
      for try await number in numbers(to: 20_000, on: loop) {
        #expect(number == count)
        count += 1
      }
      #expect(count == 20_000)
    }
    #expect(log.withLock { $0.last } == "removed")
    #expect(log.withLock { $0.contains("paused") })
  }

  @Test func `a consumer on an actor of the loop gets all, in order, on the loop`() async throws {
    let (count, isInOrder) = try await LoopActor.run { actor, loop in
      try await actor.sum(numbers(to: 20_000, on: loop))
    }
    #expect(count == 20_000 && isInOrder)
  }

  @Test func `what a slow consumer does not get is counted`() async throws {
    try await withLoopThread { loop in
      let numbers = numbers(to: 10_000, on: loop, .dropOldest, items: 10)
      var got: [Int] = []
      for try await number in numbers { got.append(number) }
      #expect(got == got.sorted() && got.last == 9_999)
      #expect(got.count + numbers.droppedCount == 10_000)
    }
  }

  @Test func `a consumer that is too slow for the policy is told so, after what waits`() async throws {
    try await LoopActor.run { _, loop in
      // Nobody reads until this returns to the loop.
      let numbers = EventSequence<Int>(on: loop, EventSequenceLimits(itemCount: 3), .fail) { view in
        for number in 0..<9 { view.offer(number, byteCount: 1) }
      }
      var got: [Int] = []
      do {
        for try await number in numbers { got.append(number) }
        Issue.record("it ended without an error")
      } catch let error as EventSequenceError {
        #expect("\(error)".hasPrefix("more than 3 items"))
      }
      #expect(got == [0, 1, 2])
    }
  }

  @Test func `a second iterator throws, and the first goes on`() async throws {
    try await withLoopThread { loop in
      let numbers = numbers(to: 100, on: loop)
      var first = numbers.makeAsyncIterator()
      #expect(try await first.next() == 0)
      var second = numbers.makeAsyncIterator()
      do {
        _ = try await second.next()
        Issue.record("a second iterator iterates")
      } catch EventSequenceError.secondIterator {}
      #expect(try await first.next() == 1)
    }
  }

  @Test func `leaving the loop by break ends it, though the sequence is still there`() async throws {
    try await withLoopThread { loop in
      let numbers = numbers(to: .max, on: loop)
      for try await number in numbers where number == 1_000 { break }
      try await log.waits(for: "removed")
      #expect(numbers.droppedCount == 0)
    }
  }

  @Test func `a sequence that nobody iterates holds no more than it may, and ends with its last copy`() async throws {
    try await withLoopThread { loop in
      do {
        let numbers = numbers(to: .max, on: loop)
        try await log.waits(for: "paused")
        #expect(numbers.droppedCount == 0)
      }
      try await log.waits(for: "removed")
    }
    #expect(log.withLock { $0 } == ["paused", "resumed", "removed"])
  }

  @Test func `a consumer that is cancelled at any moment gets nil, and only its sequence ends`() async throws {
    try await withLoopThread { loop in
      let others = numbers(to: 30_000, on: loop)
      for round in 0..<300 {
        let log = Locked<[String]>([])
        let numbers = EventSequence<Int>(on: loop, EventSequenceLimits(itemCount: 4), .pauseReading) { view in
          // Every third one finds nothing, and waits.
          _ = Counter(view, to: .max, log)
          if round % 3 == 0 { view.clear() }
        }
        let task = Task {
          var count = 0
          for try await _ in numbers { count += 1 }
          return count
        }
        if round % 2 == 0 { await Task.yield() }
        task.cancel()
        _ = try await task.value
        try await log.waits(for: "removed")
      }
      var count = 0
      for try await _ in others { count += 1 }
      #expect(count == 30_000)
    }
  }

  @Test func `a consumer that waits when it is cancelled goes on`() async throws {
    try await withLoopThread { loop in
      for _ in 0..<200 {
        let numbers = EventSequence<Int>(on: loop, .init(), .pauseReading) { _ in }
        let task = Task {
          var iterator = numbers.makeAsyncIterator()
          return try await iterator.next() ?? -1
        }
        await Task.yield()
        task.cancel()
        let value = try await task.value
        #expect(value == -1)
      }
    }
  }

  @TaskLocal private static var name = "none"

  @Test func `task-local values and priority stay the consumer's`() async throws {
    try await LoopActor.run { actor, loop in
      try await Self.$name.withValue("mine") {
        var count = 0
        for try await _ in numbers(to: 100, on: loop) {
          #expect(Self.name == "mine")
          count += 1
        }
        #expect(count == 100)
      }
    }
    try await withLoopThread { loop in
      let numbers = numbers(to: 100, on: loop)
      let priorities = try await Task.detached(priority: .low) {
        var priorities: Set<UInt8> = []
        for try await _ in numbers { priorities.insert(Task.basePriority?.rawValue ?? 0) }
        return priorities
      }.value
      #expect(priorities == [TaskPriority.low.rawValue])
    }
  }
}

extension Locked where Value == [String] {
  /// Waits until there is such a word.
  fileprivate func waits(for word: String) async throws {
    while !withLock({ $0.contains(word) }) {
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
