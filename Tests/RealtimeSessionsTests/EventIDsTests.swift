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

  @Test(arguments: EventIDs.Giver.allCases) func `every part's ids are known as own`(giver: EventIDs.Giver) {
    var ids = EventIDs(giver)
    let id = ids.next()
    #expect(EventIDs.isOwn(id) && ids.gave(id) && id != ids.next())
    #expect(!EventIDs.isOwn("x" + id) && !EventIDs.isOwn(giver.rawValue))
  }
}
