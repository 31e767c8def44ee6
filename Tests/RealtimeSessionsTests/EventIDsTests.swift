import Testing

@testable import RealtimeSessions

@Suite struct EventIDsTests {
  @Test func `ids differ, and are known for the session's own`() {
    var ids = EventIDs(prefix: "tool")
    let first = ids.next()
    #expect(first != ids.next())
    #expect(EventIDs.isOwn(first))
    #expect(!EventIDs.isOwn("toolbox_1"))
  }
}
