import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct ToolCallsTests {
  static let texts = ToolCalls.Texts()

  @Test func `a call runs when its item is complete, and the model goes on when its response is over`() throws {
    var driver = CallsDriver("f")
    try driver.call("a", arguments: #"{"city":"Köln"}"#)
    #expect(driver.started == [.init(callID: "a", name: "f", arguments: ["city": "Köln"], responseID: "r")])
    driver.finish("a", "rain")
    #expect(driver.output(of: "a") == "rain" && driver.requestCount == 0)
    try driver.end()
    #expect(driver.log == ["run a", "output a", "response"])
    #expect(driver.calls.openCount == 0 && driver.calls.nextDeadline == nil)
    try driver.end()
    #expect(driver.requestCount == 1)
  }

  @Test func `several calls of a response, answered out of order, are followed by one response`() throws {
    for endsAt in 0...3 {
      var driver = CallsDriver("f")
      for id in ["a", "b", "c"] { try driver.call(id) }
      for (index, id) in ["c", "a", "b"].enumerated() {
        if index == endsAt { try driver.end() }
        driver.finish(id)
        #expect(driver.requestCount == (index == 2 && endsAt < 3 ? 1 : 0))
      }
      if endsAt == 3 { try driver.end() }
      #expect(driver.outputs.map(\.callID) == ["c", "a", "b"] && driver.log.last == "response")
      #expect(driver.requestCount == 1)
    }
  }

  @Test func `two responses are each followed by their own`() throws {
    var driver = CallsDriver("f")
    try driver.call("a", in: "r1")
    try driver.end("r1")
    try driver.call("b", in: "r2")
    try driver.end("r2")
    driver.finish("b")
    #expect(driver.log == ["run a", "run b", "output b", "response"])
    driver.finish("a")
    #expect(driver.requestCount == 2)
  }

  @Test(arguments: ["incomplete", "in_progress", "other"])
  func `an item that was cut off does not run`(status: String) throws {
    var driver = CallsDriver("f")
    try driver.call("a", status: status)
    try driver.end("r", status: "cancelled")
    #expect(driver.log.isEmpty && driver.calls.openCount == 0)
  }

  @Test func `deltas and other items run nothing`() throws {
    var driver = CallsDriver("f")
    try driver.receive(
      #"{"type":"response.function_call_arguments.done","event_id":"e","response_id":"r","item_id":"i","#
        + #""output_index":0,"call_id":"a","name":"f","arguments":"{}"}"#)
    try driver.receive(
      #"{"type":"response.output_item.done","event_id":"e","response_id":"r","output_index":0,"#
        + #""item":{"type":"message","id":"m","status":"completed","role":"assistant","content":[]}}"#)
    try driver.end()
    #expect(driver.log.isEmpty)
  }

  @Test func `a call that comes again runs once`() throws {
    var driver = CallsDriver("f")
    try driver.call("a")
    try driver.call("a")
    driver.finish("a", "1")
    try driver.call("a")
    driver.finish("a", "2")
    try driver.end()
    try driver.call("a", in: "r2")
    try driver.end("r2")
    #expect(driver.log == ["run a", "output a", "response"] && driver.output(of: "a") == "1")
  }

  // MARK: Every path has an output

  @Test func `an unknown function, a failure, a cancellation`() throws {
    var driver = CallsDriver("f")
    try driver.call("a", "g")
    try driver.call("b")
    try driver.call("c")
    try driver.call("d")
    driver.finish("b", nil)
    driver.take(driver.calls.cancel("c", at: driver.time))
    driver.take(driver.calls.cancel("nobody", at: driver.time))
    driver.calls.unregister("f")
    try driver.call("e")
    driver.take(driver.calls.cancelAll(at: driver.time))
    try driver.end()
    #expect(driver.output(of: "a") == Self.texts.unknownTool)
    #expect(driver.output(of: "b") == Self.texts.failed)
    #expect(driver.output(of: "c") == Self.texts.cancelled)
    #expect(driver.output(of: "d") == Self.texts.cancelled)
    #expect(driver.output(of: "e") == Self.texts.unknownTool)
    #expect(driver.stopped == ["c", "d"] && driver.requestCount == 1)
  }

  @Test(arguments: [
    "{", "[1]", "7", "null", "\"x\"", "{}{}", "{\"a\":}", String(repeating: "[", count: 10_000),
  ])
  func `arguments that are no object are answered and do not run`(arguments: String) throws {
    var driver = CallsDriver("f")
    try driver.call("a", arguments: arguments)
    try driver.end()
    #expect(driver.started.isEmpty && driver.output(of: "a") == Self.texts.brokenArguments)
    #expect(driver.requestCount == 1)
  }

  @Test(arguments: ["", " \n", "{}"]) func `no arguments are an empty object`(arguments: String) throws {
    var driver = CallsDriver("f")
    try driver.call("a", arguments: arguments)
    #expect(driver.started.first?.arguments == [:])
  }

  @Test func `a function that takes too long is answered for, and its late result is nobody's`() throws {
    var driver = CallsDriver("f") { $0.timeLimit = .seconds(5) }
    driver.calls.register("quick", timeLimit: .seconds(1))
    try driver.call("a")
    try driver.call("b", "quick")
    try driver.end()
    #expect(driver.calls.nextDeadline == .seconds(1))
    driver.pass(.milliseconds(999))
    #expect(driver.outputs.isEmpty)
    driver.pass(.milliseconds(1))
    #expect(driver.output(of: "b") == Self.texts.timedOut && driver.stopped == ["b"])
    driver.finish("b", "late")
    driver.finish("a", "in time")
    #expect(driver.output(of: "b") == Self.texts.timedOut && driver.output(of: "a") == "in time")
    #expect(driver.requestCount == 1)
  }

  @Test func `a call without an id cannot be answered and is counted`() throws {
    var driver = CallsDriver("f")
    try driver.call("")
    try driver.end()
    #expect(driver.log.isEmpty && driver.calls.droppedOutputCount == 1)
  }

  // MARK: Bounds

  @Test func `so many run at once, and the next begins when one has ended`() throws {
    var driver = CallsDriver("f") { $0.maximumParallelCount = 2 }
    for id in ["a", "b", "c", "d"] { try driver.call(id) }
    #expect(driver.started.map(\.callID) == ["a", "b"])
    driver.finish("c", "not begun")
    driver.finish("b")
    #expect(driver.started.map(\.callID) == ["a", "b", "c"])
    driver.pass(.seconds(30))
    #expect(driver.started.map(\.callID) == ["a", "b", "c", "d"], "the time of one that waits has not begun")
    #expect(driver.stopped == ["a", "c"] && driver.outputs.count == 3)
    driver.finish("d")
    try driver.end()
    #expect(driver.requestCount == 1)
  }

  @Test func `calls beyond the limit are answered, and outputs beyond it dropped`() throws {
    var driver = CallsDriver("f") {
      $0.maximumParallelCount = 1
      $0.maximumOpenCount = 2
    }
    for id in ["a", "b", "c"] { try driver.call(id) }
    #expect(driver.output(of: "c") == Self.texts.tooManyCalls && driver.calls.openCount == 2)
    driver.isAccepting = false
    for number in 0..<100 { try driver.call("x\(number)") }
    #expect(driver.calls.openCount == 4 && driver.calls.droppedOutputCount == 98)
  }

  @Test func `a long output is cut between two characters`() throws {
    for (limit, expected) in [(0, ""), (1, ""), (2, "ä"), (3, "ä"), (6, "äöü"), (7, "äöü")] {
      var driver = CallsDriver("f") { $0.maximumOutputByteCount = limit }
      try driver.call("a")
      driver.finish("a", "äöü")
      #expect(driver.output(of: "a") == expected)
    }
  }

  @Test func `extreme limits do no harm`() throws {
    for count in [Int.min, 0, Int.max] {
      var driver = CallsDriver("f") {
        $0.maximumParallelCount = count
        $0.maximumOpenCount = count
        $0.maximumOutputByteCount = count
      }
      try driver.call("a")
      driver.finish("a", "ok")
      driver.pass(.seconds(60))
      #expect(driver.outputs.count == (count == .max ? 1 : 0))
    }
  }

  // MARK: The user speaks

  @Test func `the user's turn got an answer meanwhile, so none is asked for`() throws {
    for (speaks, answers, expected) in [(true, true, 0), (true, false, 1), (false, true, 1)] {
      var driver = CallsDriver("f")
      try driver.begin("r")
      try driver.call("a")
      try driver.end()
      if speaks { try driver.userSpeaks() }
      if answers {
        try driver.begin("turn")
        try driver.end("turn")
      }
      driver.finish("a")
      #expect(driver.output(of: "a") == "done" && driver.requestCount == expected)
      #expect(driver.calls.openCount == 0)
    }
  }

  @Test func `a user who spoke before the call was complete`() throws {
    var driver = CallsDriver("f")
    try driver.begin("r")
    try driver.userSpeaks()
    try driver.call("a")
    try driver.end("r")
    try driver.begin("turn")
    driver.finish("a")
    #expect(driver.requestCount == 0)
    // The next call is after that.
    try driver.call("b", in: "turn")
    try driver.end("turn")
    driver.finish("b")
    #expect(driver.requestCount == 1)
  }

  @Test func `a call of a response that was cancelled has its output, and the model is not asked to go on`()
    throws
  {
    for finishesBefore in [true, false] {
      var driver = CallsDriver("f")
      try driver.call("a")
      if finishesBefore { driver.finish("a") }
      try driver.end("r", status: "cancelled")
      if !finishesBefore { driver.finish("a") }
      #expect(driver.log == ["run a", "output a"] && driver.calls.openCount == 0)
    }
  }

  @Test func `a response out of band is no answer to the user, and its calls are not run`() throws {
    var driver = CallsDriver("f")
    try driver.call("a")
    try driver.end()
    try driver.userSpeaks()
    try driver.begin("aside", conversation: nil)
    try driver.call("x", in: "aside")
    try driver.end("aside")
    driver.finish("a")
    #expect(driver.log == ["run a", "output a", "response"])
  }

  // MARK: Connections

  @Test func `an output that was refused is sent again, without running the function again`() throws {
    var driver = CallsDriver("f")
    driver.isAccepting = false
    try driver.call("a")
    try driver.end()
    driver.finish("a")
    #expect(driver.outputs.isEmpty && driver.calls.nextDeadline == .milliseconds(250))
    driver.pass(.milliseconds(250))
    driver.isAccepting = true
    driver.pass(.milliseconds(249))
    #expect(driver.outputs.isEmpty && driver.requestCount == 0)
    driver.pass(.milliseconds(1))
    #expect(driver.log == ["run a", "output a", "response"])
  }

  @Test func `a function goes on while there is no connection, and its output follows the replay`() throws {
    for finishesBefore in [true, false] {
      var driver = CallsDriver("f")
      try driver.call("a")
      driver.calls.connectionEnded()
      try driver.call("late frame")
      if finishesBefore { driver.finish("a") }
      #expect(driver.outputs.isEmpty && driver.stopped.isEmpty)
      driver.restore { $0 == "a" ? "short" : nil }
      if !finishesBefore { driver.finish("a") }
      // The response that called it was cut off, and the model goes on all the same.
      #expect(driver.log == ["run a", "output a", "response"])
      #expect(driver.outputs.map(\.callID) == ["short"])
    }
  }

  @Test func `the output of a call that was not replayed is dropped and counted`() throws {
    var driver = CallsDriver("f") { $0.maximumParallelCount = 2 }
    for id in ["answered", "running", "waiting"] { try driver.call(id) }
    try driver.end()
    driver.calls.connectionEnded()
    driver.take(driver.calls.cancel("answered", at: driver.time))
    #expect(driver.log == ["run answered", "run running", "stop answered", "run waiting"])
    driver.restore { _ in nil }
    #expect(driver.calls.droppedOutputCount == 1)
    driver.finish("running")
    driver.finish("waiting")
    #expect(driver.outputs.isEmpty && driver.calls.droppedOutputCount == 3 && driver.requestCount == 0)
    #expect(driver.calls.openCount == 0)
  }

  @Test func `what was sent before the connection ended is not sent again`() throws {
    var driver = CallsDriver("f")
    try driver.call("a")
    try driver.call("b")
    driver.finish("a")
    driver.calls.connectionEnded()
    driver.restore()
    driver.finish("b")
    #expect(driver.log == ["run a", "run b", "output a", "output b", "response"])
  }

  @Test func `the end of the session stops everything`() throws {
    var driver = CallsDriver("f") { $0.maximumParallelCount = 1 }
    try driver.call("a")
    try driver.call("b")
    driver.take(driver.calls.sessionEnded())
    driver.finish("a")
    driver.pass(.seconds(60))
    #expect(driver.log == ["run a", "stop a"])
    #expect(driver.calls.openCount == 0 && driver.calls.droppedOutputCount == 2)
  }

  @Test func `a call that was missed is run once, and the model goes on after it`() throws {
    var driver = CallsDriver("f")
    for _ in 0..<2 {
      driver.take(
        driver.calls.take(missed: FunctionCallItem(callID: "a", name: "f", arguments: "{}"), at: driver.time))
    }
    driver.finish("a")
    #expect(driver.log == ["run a", "output a", "response"])
    try driver.call("a")
    #expect(driver.started.count == 1)
  }

  @Test func `a call that only its whole response tells of is run, and none twice`() throws {
    var driver = CallsDriver("f")
    try driver.call("a")
    func done(_ status: String, conversation: String = #""c""#) -> String {
      let calls = ["a", "b", "c"].map { id in
        let status = id == "c" ? "incomplete" : "completed"
        return #"{"type":"function_call","status":"\#(status)","call_id":"\#(id)","name":"f","arguments":"{}"}"#
      }
      return #"{"type":"response.done","response":{"id":"r","status":"\#(status)","conversation_id":\#(conversation),"#
        + #""output":[\#(calls.joined(separator: ","))]}}"#
    }
    try driver.receive(done("cancelled"))
    try driver.receive(done("completed", conversation: "null"))
    #expect(driver.started.map(\.callID) == ["a"])
    try driver.receive(done("completed"))
    #expect(driver.started.map(\.callID) == ["a", "b"])
    for id in ["a", "b"] { driver.finish(id) }
    try driver.receive(done("completed"))
    #expect(driver.outputs.map(\.callID) == ["a", "b"])
  }
}
