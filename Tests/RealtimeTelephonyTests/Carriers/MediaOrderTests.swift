import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct MediaOrderTests {
  /// The numbers that are passed on, for numbers as they come.
  private static func passed(_ numbers: [Int?], window: Int = 4, byteCount: Int = 2, position: Bool = true) -> [Int?] {
    var order = MediaOrder(window: window)
    var passed: [Int?] = []
    let pass = { (audio: borrowing CarrierAudio) in
      #expect(
        audio.bytes.byteCount == byteCount && (!position || audio.position == audio.number.map { $0 * 20 })
          && audio.isBase64)
      passed.append(audio.number)
    }
    let bytes = [UInt8](repeating: 65, count: byteCount)
    for number in numbers {
      order.take(
        CarrierAudio(base64: bytes.span.bytes, position: position ? number.map { $0 * 20 } : nil, number: number), pass)
    }
    order.flush(pass)
    return passed
  }

  @Test func `what comes early waits, what comes late or twice is dropped, and what is lost is waited for in vain`() {
    let table: [([Int?], [Int?])] = [
      ([1, 2, 3], [1, 2, 3]),
      ([7, 8], [7, 8]),
      ([1, 3, 2, 4], [1, 2, 3, 4]),
      ([1, 5, 4, 3, 2, 6], [1, 2, 3, 4, 5, 6]),
      ([1, 2, 2, 3, 3], [1, 2, 3]),
      ([1, 3, 3, 2], [1, 2, 3]),
      ([6, 5, 7], [6, 7]),
      // The first to come is not the first of the stream.
      ([2, 1, 3], [1, 2, 3]),
      ([4, 2, 3, 1, 5], [1, 2, 3, 4, 5]),
      ([5, 4, 6], [4, 5, 6]),
      ([3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8]),
      ([0, 2, 1, 3], [0, 1, 2, 3]),
      // 4 is lost after pieces that were mixed up.
      ([1, 3, 2, 6, 5, 8, 7, 9, 4, 10], [1, 2, 3, 5, 6, 7, 8, 9, 10]),
      // 2 is lost, which the sixth piece shows, or the end.
      ([1, 3, 4, 5, 6, 7, 2, 8], [1, 3, 4, 5, 6, 7, 8]),
      ([1, 3, 5], [1, 3, 5]),
      ([nil, nil], [nil, nil]),
      ([1, nil, 2], [1, nil, 2]),
    ]
    for (numbers, expected) in table { #expect(Self.passed(numbers) == expected) }
  }

  @Test func `a carrier that keeps the order has nothing wait`() {
    #expect(Self.passed([1, 3, 2, 4], window: 0) == [1, 3, 4])
  }

  @Test func `a carrier that counts anew is heard after a few pieces, and one that never counts too`() {
    #expect(Self.passed([900, 901, 1, 2, 3, 4, 5, 6]) == [900, 901, 5, 6])
    #expect(Self.passed([Int](repeating: 1, count: 12)) == [1, 1, 1])
  }

  @Test func `a number that has no successor is passed on`() {
    #expect(Self.passed([1, nil, .max, 2], position: false) == [1, nil, .max, 2])
  }

  @Test func `what waits is bounded in bytes`() {
    #expect(Self.passed([1, 3, 4, 2], byteCount: 40_000) == [1, 3, 4])
  }

  @Test func `any order within the window becomes the right one, and what is lost is all that is missing`() {
    var random = SeededGenerator(seed: 3)
    for round in 0..<400 {
      var numbers = Array(1...40)
      // No piece comes more than three places early.
      for start in stride(from: 0, to: 40, by: 4) { numbers[start..<start + 4].shuffle(using: &random) }
      let lost = Set((0..<round % 4).map { _ in Int.random(in: 1...40, using: &random) })
      numbers.removeAll { lost.contains($0) }
      #expect(Self.passed(numbers) == (1...40).filter { !lost.contains($0) })
    }
  }
}
