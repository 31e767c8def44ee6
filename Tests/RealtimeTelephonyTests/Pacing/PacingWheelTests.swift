import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct PacingWheelTests {
  private func due(_ wheel: inout PacingWheel<Int>, at tick: Int) -> [Int] {
    var due: [Int] = []
    wheel.advance(to: tick, into: &due)
    return due.sorted()
  }

  @Test func `what is due comes up at its tick, once`() {
    var wheel = PacingWheel<Int>(at: 100)
    for (element, tick) in [(1, 101), (2, 103), (3, 90), (4, 103)] { wheel.insert(element, at: tick) }
    #expect(wheel.count == 4)
    #expect(due(&wheel, at: 100) == [])
    #expect(due(&wheel, at: 101) == [1, 3])
    #expect(due(&wheel, at: 102) == [])
    #expect(due(&wheel, at: 103) == [2, 4])
    #expect(wheel.isEmpty && due(&wheel, at: 1_000) == [])
  }

  @Test(arguments: [1, 63, 64, 65, 1_000])
  func `what is turns away waits for its own`(distance: Int) {
    var wheel = PacingWheel<Int>(at: 7)
    wheel.insert(1, at: 7 + distance)
    for tick in 8..<7 + distance { #expect(due(&wheel, at: tick) == []) }
    #expect(due(&wheel, at: 7 + distance) == [1])
  }

  @Test func `after a stall all that was missed comes up`() {
    var wheel = PacingWheel<Int>(at: 0)
    for element in 1...500 { wheel.insert(element, at: element) }
    #expect(due(&wheel, at: 400) == Array(1...400))
    #expect(wheel.count == 100)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `it does what a list would do`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var wheel = PacingWheel<Int>(at: 0)
    var list: [(element: Int, tick: Int)] = []
    var tick = 0
    for element in 0..<500 {
      if Bool.random(using: &random) {
        let time = tick + Int.random(in: -3...200, using: &random)
        wheel.insert(element, at: time)
        list.append((element, max(time, tick + 1)))
      } else {
        tick += Int.random(in: 0...(seed.isMultiple(of: 2) ? 3 : 150), using: &random)
        let expected = list.filter { $0.tick <= tick }.map(\.element)
        list.removeAll { $0.tick <= tick }
        #expect(due(&wheel, at: tick) == expected.sorted())
      }
      #expect(wheel.count == list.count)
    }
  }
}
