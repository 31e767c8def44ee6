import Testing

@testable import RealtimeSessions

@Suite struct EventIDsTests {
  @Test func `ids differ, and are known again`() {
    var ids = EventIDs(prefix: "tool")
    let first = ids.next()
    #expect(first != ids.next())
    #expect(ids.gave(first))
    #expect(!ids.gave("toolbox_1") && !ids.gave(nil))
  }
}
