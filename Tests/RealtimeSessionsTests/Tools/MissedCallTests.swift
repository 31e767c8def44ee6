import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct MissedCallTests {
  private static func added(after previous: String) -> String {
    #"{"type":"conversation.item.added","previous_item_id":\#(previous),"item":{"id":"j","type":"message"}}"#
  }

  private static func retrieved(_ id: String, type: String = "function_call", status: String = "completed") -> String {
    #"{"type":"conversation.item.retrieved","item":{"id":"\#(id)","type":"\#(type)","status":"\#(status)","#
      + #""call_id":"c","name":"f","arguments":"{}"}}"#
  }

  private func asked(_ missed: inout MissedCall, _ json: String) throws -> String? {
    var copy = missed
    let event = try withEvent(json) { event in copy.receive(event) { $0 == "known" } }
    missed = copy
    guard case .conversationItemRetrieve(let itemID, _)? = event else { return nil }
    return itemID
  }

  @Test func `the item before the first one is asked for, where it is not known`() throws {
    for (previous, question) in [(#""i""#, "i"), (#""known""#, nil), ("null", nil)] as [(String, String?)] {
      var missed = MissedCall()
      #expect(try asked(&missed, Self.added(after: previous)) == nil, "nothing was missed")
      missed.connectionEnded()
      #expect(try asked(&missed, Self.added(after: previous)) == question)
      #expect(try asked(&missed, Self.added(after: #""k""#)) == nil, "only the first")
    }
  }

  @Test func `only a complete call that was asked for is one`() throws {
    let answers = [
      (Self.retrieved("i"), "c"), (Self.retrieved("k"), nil), (Self.retrieved("i", type: "message"), nil),
      (Self.retrieved("i", status: "incomplete"), nil),
    ]
    for (answer, callID) in answers {
      var missed = MissedCall()
      #expect(try withEvent(answer) { missed.call(in: $0)?.callID } == nil, "nobody has asked")
      missed.connectionEnded()
      #expect(try asked(&missed, Self.added(after: #""i""#)) == "i")
      #expect(try withEvent(answer) { missed.call(in: $0)?.callID } == callID)
    }
  }
}
