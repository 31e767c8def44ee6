import Testing

@testable import RealtimeSessions

@Suite struct CallIDTests {
  @Test(arguments: [0, 31, 32]) func `an id that is short enough stays`(count: Int) {
    let id = String(repeating: "c", count: count)
    #expect(CallID.shortened(id) == id)
  }

  @Test func `longer ids are shortened to different ones, the same each time`() {
    let ids = (0..<10_000).map { "call_with_a_long_common_beginning_\($0)" }
    let short = ids.map(CallID.shortened)
    #expect(short.allSatisfy { $0.utf8.count == 32 } && Set(short).count == ids.count)
    #expect(short == ids.map(CallID.shortened) && short == short.map(CallID.shortened))
  }
}
