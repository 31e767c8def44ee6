import RealtimeEvents
import Testing

@testable import RealtimeSessions

/// What an application's `response.cancel` means.
@Suite struct ResponseQueueCancelTests {
  @Test(arguments: [nil, "r"]) func `one of the response in progress is the queue's own`(id: String?) throws {
    var driver = QueueDriver()
    let request = driver.request()
    try driver.begin("r", for: driver.requests[0])
    driver.cancel(id)
    #expect(driver.cancelled == ["r"])
    #expect(try driver.isSuppressed("r"), "what still comes of it reaches nobody")
    try driver.end("r", status: "cancelled")
    #expect(driver.outcome(of: request)?.text == "cancelled -")
  }

  @Test func `one without an id is of the request on its way, or of those that wait`() throws {
    var driver = QueueDriver()
    driver.request()
    driver.cancel(nil)
    #expect(driver.cancelled.isEmpty)
    try driver.begin("r", for: driver.requests[0])
    #expect(driver.cancelled == ["r"])
  }

  @Test func `one of what is not known here is for the service to answer`() throws {
    var driver = QueueDriver()
    #expect(!driver.cancels(nil))
    #expect(!driver.cancels("r"))
    driver.request(.manual(.init(conversation: .outOfBand)))
    #expect(!driver.cancels(nil), "responses out of band go on")
    driver.request()
    #expect(!driver.cancels("r"))
    #expect(driver.cancels(nil))
  }

  @Test func `only the request on its way is cancelled before it is heard`() throws {
    var driver = QueueDriver()
    let isCancelled = driver.queue.cancelAsked()
    #expect(!isCancelled)
    driver.request()
    let waiting = driver.request(.manual(.init(instructions: "a")))
    driver.queue.cancelAsked()
    try driver.begin("r", for: driver.requests[0])
    #expect(driver.cancelled == ["r"])
    try driver.end("r", status: "cancelled")
    #expect(driver.requests.count == 2 && driver.outcome(of: waiting) == nil, "it is asked for")
  }
}

extension QueueDriver {
  mutating func cancel(_ responseID: String?) { take(queue.cancel(responseID: responseID) ?? []) }

  /// Whether the queue would take it.
  func cancels(_ responseID: String?) -> Bool {
    var queue = queue
    return queue.cancel(responseID: responseID) != nil
  }
}
