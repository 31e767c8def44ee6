import Testing

@testable import RealtimeSessions

@Suite struct StuckSessionTests {
  private static func done(_ status: String, _ details: String = "null") -> String {
    #"{"type":"response.done","response":{"id":"r","status":"\#(status)","status_details":\#(details)}}"#
  }

  private static let failed = done("failed", #"{"type":"failed","error":{"type":"server_error","code":null}}"#)
  private static let limited = done("failed", #"{"type":"failed","error":{"type":"x","code":"rate_limit_exceeded"}}"#)
  private static let completed = done("completed")
  private static let cancelled = done("cancelled")
  private static func refused(_ id: String) -> String {
    #"{"type":"error","error":{"type":"server_error","message":"m","event_id":"\#(id)"}}"#
  }

  @Test(arguments: [
    ([failed], false), ([failed, failed], true), ([failed, completed, failed], false),
    ([failed, cancelled, failed], true), ([failed, limited, failed], true), ([limited, limited, limited], false),
    ([refused("response_1"), refused("response_2")], true), ([refused("mine"), refused("mine")], false),
    ([refused("response_1"), failed], true),
  ])
  func `two failures of the service in a row are one too many`(events: [String], isStuck: Bool) throws {
    var session = StuckSession()
    var result = false
    for event in events { result = try withEvent(event) { session.receive($0, $0.wholeResponse) } }
    #expect(result == isStuck)
  }

  @Test func `a new session begins anew`() throws {
    var session = StuckSession()
    let results = try (1...4).map { _ in try withEvent(Self.failed) { session.receive($0, $0.wholeResponse) } }
    #expect(results == [false, true, false, true])
  }
}
