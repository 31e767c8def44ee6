import RealtimeEvents
import RealtimeTestSupport
import Testing

@Suite struct EventBufferTests {
  private typealias Buffer = EventBuffer<Int>

  /// What the consumer gets, as a text: an item, `+` if reading goes on with it, `-` for nothing.
  private static func take(_ buffer: Buffer) -> String {
    var resumes = false
    do throws(TakeFailure) {
      let number = try buffer.take(&resumes)
      return resumes ? "\(number)+" : "\(number)"
    } catch {
      return switch error {
      case .nothingYet: "-"
      case .end(nil): "end"
      case .end(.overflow?): "overflow"
      case .end(.sessionFailed?): "failed"
      case .end(.secondIterator?): "second"
      }
    }
  }

  /// Runs steps such as `3:10`, an item of ten bytes, `t`, `f` to finish, `e` to fail, `c` to cancel, `x` to clear.
  private static func run(_ policy: OverflowPolicy, items: Int, bytes: Int, _ steps: String) -> String {
    let buffer = Buffer(EventSequenceLimits(itemCount: items, byteCount: bytes), policy)
    let results = steps.split(separator: " ").compactMap { step -> String? in
      switch step {
      case "t": return take(buffer)
      case "f": buffer.finish(nil)
      case "e": buffer.finish(.sessionFailed(OpenAIRealtimeError("lost")))
      case "c": buffer.cancel()
      case "x": buffer.clear()
      default:
        let numbers = step.split(separator: ":").compactMap { Int($0) }
        switch buffer.offer(numbers[0], byteCount: numbers[1]) {
        case .goOn: return nil
        case .pause: return "pause"
        case .stop: return "stop"
        }
      }
      return nil
    }
    return results.joined(separator: " ")
  }

  @Test(arguments: [
    ("1:1 2:1 t t t", "1 2 -"),
    // By items: full at four, on at two.
    ("1:1 2:1 3:1 4:1 t t t t t", "pause 1 2+ 3 4 -"),
    // By bytes: full at ten, on at five. One item may be larger than all of it.
    ("1:4 2:6 t t", "pause 1 2+"), ("1:11 t t", "pause 1+ -"), ("1:5 2:5 t t", "pause 1+ 2"),
    // What comes all the same is kept up to twice the limit.
    ("1:1 2:1 3:1 4:1 5:1 t", "pause 1"),
    ("1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1 9:1 t", "pause stop 1"),
    ("1:20 2:1 3:1 t t t", "pause stop 1 2 overflow"),
    // The end comes after what waits, once, and nothing follows it.
    ("1:1 f t t t", "1 end end"), ("f 1:1 t", "stop end"), ("1:1 e t t t", "1 failed end"),
    ("1:1 e f t t", "1 failed"), ("1:1 c t", "end"), ("c 1:1 t", "stop end"), ("1:1 c e t", "end"),
    ("1:1 2:1 3:1 4:1 f t t t t t", "pause 1 2 3 4 end"),
    ("1:1 2:1 3:1 4:1 x t 5:1 t", "pause - 5"),
  ])
  func `reading rests when it is full and goes on at half`(_ steps: String, _ results: String) {
    #expect(Self.run(.pauseReading, items: 4, bytes: 10, steps) == results)
  }

  @Test(arguments: [
    ("1:1 2:1 3:1 t t t", "2 3 -"), ("1:5 2:5 3:1 t t", "2 3"), ("1:1 2:50 t t", "2 -"), ("1:1 2:1 f t t t", "1 2 end"),
  ])
  func `the oldest makes room`(_ steps: String, _ results: String) {
    #expect(Self.run(.dropOldest, items: 2, bytes: 10, steps) == results)
  }

  @Test(arguments: [
    ("1:1 2:1 t 3:1 t t t", "1 2 3 -"), ("1:1 2:1 3:1 4:1 t t t t", "stop stop 1 2 overflow end"),
    ("1:50 t", "1"), ("1:6 2:5 t t", "stop 1 overflow"),
  ])
  func `one too many ends it`(_ steps: String, _ results: String) {
    #expect(Self.run(.fail, items: 2, bytes: 10, steps) == results)
  }

  @Test func `what is dropped is counted, and what is cleared is not`() {
    let buffer = Buffer(EventSequenceLimits(itemCount: 2, byteCount: 10), .dropOldest)
    for number in 0..<5 { _ = buffer.offer(number, byteCount: 1) }
    #expect(buffer.droppedCount == 3)
    buffer.clear()
    #expect(buffer.droppedCount == 3 && buffer.count == 0 && buffer.byteCount == 0 && !buffer.isReadable)
  }

  @Test func `limits may be the largest numbers`() {
    #expect(Self.run(.pauseReading, items: 1, bytes: .max, "1:1 2:1 3:1 t t t") == "pause stop 1 2 overflow")
    #expect(Self.run(.pauseReading, items: .max, bytes: 1, "1:1 2:1 3:1 4:1 t") == "pause stop 1")
  }

  private final class Item {}

  @Test(arguments: [OverflowPolicy.pauseReading, .dropOldest])
  func `what it does not keep it lets go, once`(_ policy: OverflowPolicy) {
    weak var last: Item?
    var gone: [() -> Bool] = []
    func offer(_ count: Int, to buffer: EventBuffer<Item>) {
      for _ in 0..<count {
        let item = Item()
        last = item
        gone.append { [weak item] in item == nil }
        _ = buffer.offer(item, byteCount: 1)
      }
    }
    var buffer = EventBuffer<Item>(EventSequenceLimits(itemCount: 12), policy)
    var resumes = false
    // Around the end of the memory, and to more of it.
    offer(6, to: buffer)
    for _ in 0..<5 { _ = try? buffer.take(&resumes) }
    offer(11, to: buffer)
    #expect(gone.map { $0() } == Array(repeating: true, count: 5) + Array(repeating: false, count: 12))
    offer(1, to: buffer)
    #expect(last != nil && gone[5]() == (policy == .dropOldest))
    buffer.clear()
    #expect(gone.allSatisfy { $0() })
    offer(9, to: buffer)
    buffer.cancel()
    #expect(last == nil)
    buffer = EventBuffer(EventSequenceLimits(), policy)
    offer(9, to: buffer)
    #expect(last != nil)
    buffer = EventBuffer(EventSequenceLimits(), policy)
    #expect(gone.allSatisfy { $0() })
  }

  @Test func `a limit is one item at least`() {
    let limits = EventSequenceLimits(itemCount: -1, byteCount: -1)
    #expect(limits.itemCount == 1 && limits.byteCount == 0)
    #expect(Self.run(.pauseReading, items: 0, bytes: 0, "1:1 t") == "pause 1+")
    // Also when it is set later: below zero reading would never go on.
    var later = EventSequenceLimits()
    (later.itemCount, later.byteCount) = (.min, .min)
    #expect(later == limits)
  }

  @Test(arguments: [OverflowPolicy.pauseReading, .dropOldest, .fail])
  func `at random it holds what a list would, within its limits`(_ policy: OverflowPolicy) {
    var random = SeededGenerator(seed: 2026)
    for _ in 0..<300 {
      let limits = EventSequenceLimits(
        itemCount: .random(in: 1...9, using: &random), byteCount: .random(in: 0...40, using: &random))
      let buffer = Buffer(limits, policy)
      var model: [(Int, Int)] = []
      var droppedCount = 0
      for number in 0..<200 {
        if Bool.random(using: &random) {
          // A reader that obeys.
          if buffer.isPaused { continue }
          let byteCount = Int.random(in: 0...20, using: &random)
          let offered = buffer.offer(number, byteCount: byteCount)
          if offered == .stop { break }
          model.append((number, byteCount))
          let kept = buffer.count
          if policy == .dropOldest {
            droppedCount += model.count - kept
            model.removeFirst(model.count - kept)
          }
          #expect((offered == .pause) == buffer.isPaused)
        } else {
          var resumes = false
          let taken = try? buffer.take(&resumes)
          #expect(taken == (model.isEmpty ? nil : model.removeFirst().0))
          #expect(!resumes || buffer.count <= limits.itemCount / 2 && buffer.byteCount <= limits.byteCount / 2)
        }
        #expect(buffer.count == model.count && buffer.byteCount == model.reduce(0) { $0 + $1.1 })
        #expect(buffer.count <= limits.itemCount && (buffer.count < 2 || buffer.byteCount < limits.byteCount + 20))
      }
      #expect(buffer.droppedCount == droppedCount)
    }
  }
}
