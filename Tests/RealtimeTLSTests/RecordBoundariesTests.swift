import Testing

@testable import RealtimeTLS

@Suite struct RecordBoundariesTests {
  /// Records of these body lengths, filled so that no byte of a body looks like the header that is expected there.
  private func stream(_ lengths: [Int]) -> [UInt8] {
    lengths.flatMap { [0x17, 3, 3, UInt8($0 >> 8), UInt8($0 & 0xFF)] + [UInt8](repeating: 0xEE, count: $0) }
  }

  /// Where the pieces end that are handed over when bytes arrive in `arrivals`.
  private func ends(_ bytes: [UInt8], arrivals: [Int], limit: Int = .max) -> [Int] {
    var records = RecordBoundaries()
    var ends: [Int] = []
    var offset = 0
    for arrival in arrivals {
      while offset < arrival {
        let count = bytes[offset..<arrival].withUnsafeBytes { records.advance(over: $0, upTo: limit) }
        #expect(count > 0)
        offset += count
        ends.append(offset)
      }
    }
    return ends
  }

  private let lengths = [3, 0, 300, 1, 16_640, 5]

  private var recordEnds: [Int] {
    var end = 0
    return lengths.map { length in
      end += 5 + length
      return end
    }
  }

  @Test func `a piece ends where its record ends`() {
    let bytes = stream(lengths)
    #expect(ends(bytes, arrivals: [bytes.count]) == recordEnds)
  }

  @Test func `wherever the stream is split, no piece goes beyond the end of a record`() {
    let bytes = stream(lengths)
    for split in 1..<bytes.count {
      let found = ends(bytes, arrivals: [split, bytes.count])
      #expect(found == Set(recordEnds + [split]).sorted(), "split at \(split)")
    }
  }

  @Test func `one byte at a time, no piece goes beyond the end of a record`() {
    let bytes = stream([2, 0, 260])
    #expect(ends(bytes, arrivals: Array(1...bytes.count)) == Array(1...bytes.count))
    #expect(ends(bytes, arrivals: [bytes.count], limit: 1) == Array(1...bytes.count))
    let inFours = [4, 7, 11, 12] + stride(from: 16, through: 276, by: 4) + [277]
    #expect(ends(bytes, arrivals: [bytes.count], limit: 4) == inFours)
  }
}
