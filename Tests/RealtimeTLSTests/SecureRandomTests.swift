import Testing
@testable import RealtimeTLS

@Suite struct SecureRandomTests {
  @Test func `memory is filled to its end, and differently each time`() {
    var words: Set<UInt64> = []
    for _ in 0..<100 {
      var block: (UInt64, UInt64, UInt64) = (0, 0, 0)
      #expect(withUnsafeMutableBytes(of: &block) { SecureRandom.fill($0) })
      words.formUnion([block.0, block.1, block.2])
    }
    #expect(words.count == 300)
  }

  @Test func `no memory needs no bytes`() {
    #expect(SecureRandom.fill(UnsafeMutableRawBufferPointer(start: nil, count: 0)))
  }
}
