import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct ResponseQueueTests {
  static let active = "conversation_already_has_active_response"

  @Test func `a request becomes a response and gets its outcome`() throws {
    var driver = QueueDriver()
    #expect(driver.queue.isIdle)
    let id = driver.request()
    #expect(!driver.queue.isIdle)
    try driver.begin("r1", for: driver.requests[0])
    #expect(driver.queue.activeResponseID == "r1" && driver.queue.nextDeadline == nil)
    try driver.end("r1", for: driver.requests[0])
    #expect(driver.outcome(of: id)?.text == "completed")
    #expect(driver.queue.isIdle && driver.requests.count == 1)
  }

  @Test func `the slot is taken by what the service begins itself, and then it is the request's turn`() throws {
    var driver = QueueDriver()
    try driver.begin("vad", for: nil)
    let id = driver.request()
    #expect(driver.requests.isEmpty && driver.queue.activeResponseID == "vad")
    try driver.end("vad")
    #expect(driver.requests.count == 1 && driver.outcome(of: id) == nil)
  }

  @Test func `requests without settings are one, those with settings stay themselves and in order`() throws {
    var driver = QueueDriver()
    try driver.begin("vad", for: nil)
    let plain = [driver.request(.automatic), driver.request(), driver.request(.automatic)]
    let first = driver.request(.manual(.init(instructions: "1")))
    let second = driver.request(.manual(.init(instructions: "2")))
    #expect(driver.requests.isEmpty)
    try driver.end("vad")
    for (index, name) in ["a", "b", "c"].enumerated() {
      #expect(driver.requests.count == index + 1)
      try driver.begin(name, for: driver.requests[index])
      try driver.end(name)
    }
    #expect(driver.requests.map { $0.parameters?.instructions } == [nil, "1", "2"])
    #expect(plain.map { driver.outcome(of: $0)?.response?.id } == ["a", "a", "a"])
    #expect(driver.outcome(of: first)?.response?.id == "b")
    #expect(driver.outcome(of: second)?.response?.id == "c")
  }

  // MARK: Correlation

  @Test func `the token stands beside the caller's metadata, and a full one is left as it is`() throws {
    for (count, isMarked) in [(0, true), (15, true), (16, false)] {
      var metadata = JSONDictionary<String>()
      for number in 0..<count { metadata["k\(number)"] = "v" }
      var driver = QueueDriver()
      let id = driver.request(.manual(.init(metadata: .value(metadata))))
      let sent = try #require(driver.requests[0].parameters?.metadata.value)
      #expect(sent.count == count + (isMarked ? 1 : 0) && sent.count <= 16)
      for pair in sent { #expect(pair.key.utf8.count <= 64 && pair.value.utf8.count <= 512) }
      for pair in metadata { #expect(sent[pair.key] == pair.value) }
      // The user's turn comes first, and is not taken for the answer.
      try driver.begin("vad", for: nil)
      try driver.end("vad")
      #expect(driver.outcome(of: id) == nil)
      try driver.begin("r", for: driver.requests[0])
      try driver.end("r")
      #expect(driver.outcome(of: id)?.text == "completed")
    }
  }

  @Test func `of two requests with the same full metadata each has its own outcome`() throws {
    var metadata = JSONDictionary<String>()
    for number in 0..<16 { metadata["k\(number)"] = "v" }
    let parameters = ResponseParameters(conversation: .outOfBand, metadata: .value(metadata))
    var driver = QueueDriver()
    let ids = [driver.request(.manual(parameters)), driver.request(.manual(parameters))]
    try driver.begin("a", for: driver.requests[0], conversation: nil)
    try driver.end("a", for: driver.requests[0], conversation: nil)
    #expect(driver.outcome(of: ids[0])?.response?.id == "a" && driver.outcome(of: ids[1]) == nil)
    try driver.end("b", for: driver.requests[1], conversation: nil)
    #expect(driver.outcome(of: ids[1])?.response?.id == "b")
  }

  @Test func `an end without a beginning, by the token alone`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.end("r", for: driver.requests[0], status: "failed")
    #expect(driver.outcome(of: id)?.text == "failed - -")
    #expect(driver.queue.isIdle)
  }

  @Test func `an end counts by its id, not for the response that is current`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.begin("old", for: driver.requests[0])
    try driver.begin("new", for: nil)
    #expect(driver.queue.activeResponseID == "new")
    driver.request(.automatic)
    try driver.end("old", status: "cancelled")
    #expect(driver.outcome(of: id)?.response?.id == "old")
    #expect(driver.requests.count == 1, "the slot is still taken")
    try driver.end("unheard of")
    #expect(driver.requests.count == 1)
    try driver.end("new")
    #expect(driver.requests.count == 2)
  }

  @Test func `the same beginning twice, and the same end twice`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.begin("r", for: driver.requests[0])
    try driver.begin("r", for: driver.requests[0])
    try driver.end("r", for: driver.requests[0])
    try driver.end("r", for: driver.requests[0])
    #expect(driver.outcome(of: id)?.text == "completed")
  }

  // MARK: Refusals

  @Test(arguments: [true, false])
  func `after a race with the user's turn it is asked again, three times at most`(echoes: Bool) throws {
    var driver = QueueDriver()
    let id = driver.request(.automatic, eventID: "mine")
    for round in 1...4 {
      #expect(driver.requests.count == round && driver.outcome(of: id) == nil)
      #expect(driver.requests.last?.eventID == "mine")
      try driver.begin("vad\(round)", for: nil)
      try driver.refuse(Self.active, eventID: echoes ? "mine" : nil)
      #expect(driver.requests.count == round, "not before the other has ended")
      try driver.end("vad\(round)")
    }
    #expect(driver.requests.count == 4)
    #expect(driver.outcome(of: id)?.text == "refused \(Self.active)")
    #expect(driver.queue.isIdle)
  }

  @Test func `the refusal may come before the beginning of the other, or without it`() throws {
    for seesBeginning in [true, false] {
      var driver = QueueDriver()
      driver.request()
      try driver.refuse(Self.active, eventID: driver.requests[0].eventID)
      #expect(driver.requests.count == 1 && !driver.queue.isIdle)
      if seesBeginning { try driver.begin("vad", for: nil) }
      try driver.end("vad")
      #expect(driver.requests.count == 2)
    }
    // Neither comes: the service is not believed for ever.
    var driver = QueueDriver()
    driver.request()
    try driver.refuse(Self.active, eventID: driver.requests[0].eventID)
    driver.pass(.seconds(10))
    #expect(driver.requests.count == 2)
  }

  @Test func `an automatic request gives way to a user who spoke, a manual one does not`() throws {
    for (request, isAskedAgain) in [(ResponseQueue.Request.automatic, false), (.manual(), true)] {
      for speaksBefore in [true, false] {
        var driver = QueueDriver()
        if speaksBefore {
          try driver.userSpeaks()
          try driver.userStops()
        }
        let id = driver.request(request)
        if !speaksBefore { try driver.userSpeaks() }
        try driver.begin("vad", for: nil)
        try driver.refuse(Self.active, eventID: driver.requests[0].eventID)
        try driver.end("vad")
        #expect(driver.requests.count == (isAskedAgain ? 2 : 1))
        #expect(driver.outcome(of: id)?.text == (isAskedAgain ? nil : "not started: overtaken"))
      }
    }
  }

  @Test func `an automatic request that waits is answered by the response to what the user said meanwhile`()
    throws
  {
    var driver = QueueDriver()
    try driver.begin("first", for: nil)
    let automatic = driver.request(.automatic)
    try driver.userSpeaks()
    try driver.end("first", status: "cancelled")
    #expect(driver.requests.isEmpty, "nobody is talked over")
    let manual = driver.request(.manual(.init(instructions: "x")))
    #expect(driver.requests.count == 1, "unless the application wants it")
    try driver.begin("second", for: nil)
    #expect(driver.outcome(of: automatic)?.text == "not started: overtaken")
    #expect(driver.outcome(of: manual) == nil)
  }

  @Test(arguments: [
    "input_audio_buffer.speech_stopped", "input_audio_buffer.committed", "input_audio_buffer.cleared",
  ])
  func `an automatic request waits until the user has stopped`(end: String) throws {
    var driver = QueueDriver()
    try driver.userSpeaks()
    driver.request(.automatic)
    driver.pass(.seconds(60))
    #expect(driver.requests.isEmpty)
    try driver.userStops(end)
    #expect(driver.requests.count == 1)
    // The application's own makes it one that need not wait.
    var other = QueueDriver()
    try other.userSpeaks()
    other.request(.automatic)
    other.request(.manual())
    #expect(other.requests.count == 1)
  }

  @Test func `an automatic request that was refused is not asked again into what the user says`() throws {
    var driver = QueueDriver()
    let id = driver.request(.automatic)
    try driver.begin("vad", for: nil)
    try driver.refuse(Self.active, eventID: driver.requests[0].eventID)
    #expect(driver.outcome(of: id) == nil)
    try driver.userSpeaks()
    #expect(driver.outcome(of: id)?.text == "not started: overtaken")
    try driver.end("vad", status: "cancelled")
    #expect(driver.requests.count == 1)
  }

  @Test func `any other refusal is the outcome, if it names the request`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.refuse("invalid_value", eventID: "somebody else's")
    try driver.refuse("invalid_value", eventID: nil)
    #expect(driver.outcome(of: id) == nil)
    try driver.refuse("invalid_value", eventID: driver.requests[0].eventID)
    #expect(driver.outcome(of: id)?.text == "refused invalid_value")
    #expect(driver.queue.isIdle)
    try driver.refuse(Self.active, eventID: "somebody else's")
    #expect(driver.queue.isIdle)
  }

  // MARK: Time

  @Test func `what the service does not begin in time is given up, and cancelled when it comes late`() throws {
    var driver = QueueDriver { $0.creationTimeLimit = .seconds(3) }
    let id = driver.request()
    #expect(driver.queue.nextDeadline == .seconds(3))
    driver.pass(.milliseconds(2_999))
    #expect(driver.outcome(of: id) == nil)
    driver.pass(.milliseconds(1))
    #expect(driver.outcome(of: id)?.text == "not started: timedOut")
    #expect(driver.queue.isIdle && driver.queue.nextDeadline == nil)
    try driver.begin("late", for: driver.requests[0])
    #expect(driver.cancelled == ["late"])
    #expect(try driver.isSuppressed("late"))
    try driver.end("late", status: "cancelled")
    #expect(driver.outcomes[id]?.count == 1 && driver.queue.isIdle)
  }

  // MARK: Cancelling

  @Test func `cancelled while free, nothing is sent`() {
    var driver = QueueDriver()
    driver.take(driver.queue.cancel())
    #expect(driver.sent.isEmpty && driver.queue.isIdle)
  }

  @Test(arguments: [true, false])
  func `cancelled before it began, it is cancelled by its id when it begins`(byRequest: Bool) throws {
    var driver = QueueDriver()
    let id = driver.request()
    driver.take(byRequest ? driver.queue.cancel(id) : driver.queue.cancel())
    #expect(driver.cancelled.isEmpty && driver.outcome(of: id) == nil)
    try driver.begin("r", for: driver.requests[0])
    #expect(driver.cancelled == ["r"])
    #expect(try driver.isSuppressed("r"))
    let reason = #"{"type":"cancelled","reason":"client_cancelled"}"#
    try driver.end("r", status: "cancelled", details: reason)
    #expect(driver.outcome(of: id)?.text == "cancelled client_cancelled")
  }

  @Test func `cancelled before it began, it is not asked again`() throws {
    for refusal in [Self.active, nil] {
      var driver = QueueDriver()
      let id = driver.request()
      driver.take(driver.queue.cancel())
      if let refusal {
        try driver.refuse(refusal, eventID: driver.requests[0].eventID)
        try driver.end("vad")
      } else {
        driver.pass(.seconds(10))
      }
      #expect(driver.requests.count == 1)
      #expect(driver.outcome(of: id)?.text == "not started: cancelled")
      #expect(driver.queue.isIdle)
    }
  }

  @Test func `cancelled in progress, late events reach nobody until it is done`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.begin("r", for: driver.requests[0])
    #expect(try !driver.isSuppressed("r"))
    driver.take(driver.queue.cancel())
    driver.take(driver.queue.cancel())
    #expect(driver.cancelled == ["r"], "once")
    #expect(try driver.isSuppressed("r"))
    #expect(try !driver.isSuppressed("r2"))
    try driver.end("r")
    #expect(driver.outcome(of: id)?.text == "completed", "the two crossed")
    #expect(try !driver.isSuppressed("r"))
    try driver.refuse("response_cancel_not_active", eventID: driver.sent.last?.eventID)
    #expect(driver.queue.isIdle && driver.outcomes[id]?.count == 1)
  }

  @Test func `what the service has cancelled by itself can be kept from being heard as well`() throws {
    var driver = QueueDriver()
    try driver.begin("vad", for: nil)
    driver.queue.suppress(responseID: "vad")
    driver.queue.suppress(responseID: "unheard of")
    #expect(try driver.isSuppressed("vad"))
    #expect(try !driver.isSuppressed("unheard of"))
    try driver.begin("next", for: nil)
    #expect(try driver.isSuppressed("vad"), "until its own end")
    try driver.end("vad", status: "cancelled")
    #expect(try !driver.isSuppressed("vad"))
    #expect(driver.queue.activeResponseID == "next" && driver.cancelled.isEmpty)
  }

  @Test(arguments: [true, false])
  func `a response whose end was lost is over when the service knows nothing to cancel`(echoes: Bool) throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.begin("r", for: driver.requests[0])
    let next = driver.request()
    driver.take(driver.queue.cancel())
    try driver.refuse("response_cancel_not_active", eventID: echoes ? driver.sent.last?.eventID : nil)
    #expect(driver.outcome(of: id)?.text == "cancelled -")
    #expect(driver.requests.count == 2 && driver.outcome(of: next) == nil)
  }

  @Test func `one of several who wait for a response takes back only its own part`() throws {
    var driver = QueueDriver()
    try driver.begin("vad", for: nil)
    let ids = [driver.request(.automatic), driver.request(.automatic), driver.request(.automatic)]
    driver.take(driver.queue.cancel(ids[0]))
    #expect(driver.outcome(of: ids[0])?.text == "not started: cancelled")
    try driver.end("vad")
    try driver.begin("r", for: driver.requests[0])
    driver.take(driver.queue.cancel(ids[1]))
    #expect(driver.outcome(of: ids[1])?.text == "cancelled client_cancelled" && driver.cancelled.isEmpty)
    driver.take(driver.queue.cancel(ids[2]))
    #expect(driver.cancelled == ["r"])
    driver.take(driver.queue.cancel(ids[0]))
    try driver.end("r", status: "cancelled")
    #expect(driver.outcome(of: ids[2])?.text == "cancelled -")
    #expect(driver.outcomes.values.allSatisfy { $0.count == 1 })
  }

  @Test func `a request that waits is taken back at once`() throws {
    var driver = QueueDriver()
    try driver.begin("vad", for: nil)
    let id = driver.request()
    driver.take(driver.queue.cancel(id))
    #expect(driver.outcome(of: id)?.text == "not started: cancelled")
    try driver.end("vad")
    #expect(driver.requests.isEmpty)
  }

  // MARK: Out of band

  @Test func `responses out of band run beside the conversation's`() throws {
    var driver = QueueDriver()
    let spoken = driver.request()
    try driver.begin("r", for: driver.requests[0])
    let parameters = ResponseParameters(conversation: .outOfBand)
    let beside = [driver.request(.manual(parameters)), driver.request(.manual(parameters))]
    #expect(driver.requests.count == 3)
    try driver.begin("o2", for: driver.requests[2], conversation: nil)
    try driver.begin("o1", for: driver.requests[1], conversation: nil)
    #expect(driver.queue.activeResponseID == "r")
    try driver.end("o1", conversation: nil)
    try driver.end("r")
    #expect(!driver.queue.isIdle)
    try driver.end("o2", status: "incomplete", conversation: nil)
    #expect(([spoken] + beside).map { driver.outcome(of: $0)?.response?.id } == ["r", "o1", "o2"])
    // One that others began does not take the slot.
    try driver.begin("theirs", for: nil, conversation: nil)
    #expect(driver.queue.isIdle)
    driver.take(driver.queue.cancel())
    #expect(driver.cancelled.isEmpty)
  }

  @Test func `one out of band is cancelled by its request alone`() throws {
    var driver = QueueDriver()
    let id = driver.request(.manual(.init(conversation: .outOfBand)))
    try driver.begin("o", for: driver.requests[0], conversation: nil)
    driver.take(driver.queue.cancel())
    #expect(driver.cancelled.isEmpty)
    driver.take(driver.queue.cancel(id))
    #expect(driver.cancelled == ["o"])
  }

  // MARK: Bounds

  @Test func `requests beyond the limit are told so at once`() {
    var driver = QueueDriver { $0.maximumRequestCount = 3 }
    let requests: [ResponseQueue.Request] = [
      .automatic, .automatic, .manual(.init(conversation: .outOfBand)), .automatic, .manual(),
    ]
    let ids = requests.map { driver.request($0) }
    #expect(
      ids.map { driver.outcome(of: $0)?.text }
        == [nil, nil, nil, "not started: tooManyRequests", "not started: tooManyRequests"])
  }

  @Test func `a service that begins and ends nothing properly fills no memory`() throws {
    var driver = QueueDriver()
    for number in 0..<1_000 {
      try driver.begin("r\(number)", for: nil)
      driver.queue.suppress(responseID: "r\(number)")
      driver.pass(.seconds(10))
      driver.request(.manual(.init(conversation: .outOfBand)))
    }
    let count = (0..<1_000).filter { number in (try? driver.isSuppressed("r\(number)")) == true }.count
    #expect(count <= 33 && count > 0)
  }

  @Test func `a delta of another response is told apart in place`() throws {
    var driver = QueueDriver()
    try driver.begin("resp_1", for: nil)
    driver.take(driver.queue.cancel())
    for id in ["", "resp_", "resp_2", "resp_11", "Resp_1"] { #expect(try !driver.isSuppressed(id)) }
    #expect(try driver.isSuppressed("resp_1"))
    #expect(try driver.isSuppressed(#"re\u0073p_1"#), "as JSON may write it")
    for type in ["response.output_item.added", "response.output_item.done"] {
      #expect(try !driver.isSuppressed("resp_1", type), "the conversation has the item")
    }
  }
}

extension QueueDriver {
  func isSuppressed(_ id: String, _ type: String = "response.output_audio.delta") throws -> Bool {
    try withEvent(
      #"{"type":"\#(type)","event_id":"e","response_id":"\#(id)","item_id":"i","#
        + #""output_index":0,"content_index":0,"delta":"AAAA"}"#
    ) { queue.isSuppressed($0) }
  }
}
