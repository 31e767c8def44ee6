import RealtimeEvents
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// What a lost connection, and chance, do to requests.
@Suite struct ResponseQueueConnectionTests {
  @Test func `a response in progress is interrupted, and its filter is gone`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    try driver.begin("r", for: driver.requests[0])
    driver.take(driver.queue.cancel())
    driver.take(driver.queue.connectionEnded())
    #expect(driver.outcome(of: id) == .interrupted(driver.outcome(of: id)?.response ?? .init(id: "")))
    #expect(driver.outcome(of: id)?.response?.id == "r")
    #expect(try !driver.isSuppressed("r"))
    driver.take(driver.queue.restored(at: driver.time))
    #expect(driver.queue.isIdle && driver.requests.count == 1)
  }

  @Test func `an unanswered request is asked once more when the conversation is restored`() throws {
    var driver = QueueDriver()
    let id = driver.request(eventID: "mine")
    driver.take(driver.queue.connectionEnded())
    #expect(driver.queue.nextDeadline == nil && driver.outcome(of: id) == nil)
    try driver.begin("late frame", for: driver.requests[0])
    driver.pass(.seconds(60))
    #expect(driver.requests.count == 1)
    driver.take(driver.queue.restored(at: driver.time))
    driver.take(driver.queue.restored(at: driver.time))
    #expect(driver.requests.count == 2 && driver.requests[1].eventID == "mine")
    try driver.begin("r", for: driver.requests[1])
    try driver.end("r")
    #expect(driver.outcome(of: id)?.text == "completed" && driver.requests.count == 2)
  }

  @Test func `what the user said before the connection ended is gone with it`() throws {
    var driver = QueueDriver()
    let id = driver.request(.automatic)
    try driver.userSpeaks()
    driver.take(driver.queue.connectionEnded())
    driver.take(driver.queue.restored(at: driver.time))
    try driver.begin("vad", for: nil)
    try driver.refuse(ResponseQueueTests.active, eventID: driver.requests[1].eventID)
    try driver.end("vad")
    #expect(driver.outcome(of: id) == nil && driver.requests.count == 3)
  }

  @Test func `a request that every connection dies of is given up`() {
    var driver = QueueDriver()
    let id = driver.request()
    for _ in 0..<10 {
      driver.take(driver.queue.connectionEnded())
      driver.take(driver.queue.restored(at: driver.time))
    }
    #expect(driver.requests.count == 4)
    #expect(driver.outcome(of: id)?.text == "not started: connectionLost")
  }

  @Test func `a request that was cancelled meanwhile is not asked again`() {
    for cancelsBefore in [true, false] {
      var driver = QueueDriver()
      let id = driver.request()
      if cancelsBefore { driver.take(driver.queue.cancel()) }
      driver.take(driver.queue.connectionEnded())
      if !cancelsBefore { driver.take(driver.queue.cancel()) }
      driver.take(driver.queue.restored(at: driver.time))
      #expect(driver.requests.count == 1 && driver.outcome(of: id)?.text == "not started: cancelled")
    }
  }

  @Test func `what is asked for during the outage becomes one`() throws {
    var driver = QueueDriver()
    let first = driver.request()
    driver.take(driver.queue.connectionEnded())
    let second = driver.request(.automatic)
    let third = driver.request(eventID: "last")
    driver.take(driver.queue.restored(at: driver.time))
    #expect(driver.requests.count == 2 && driver.requests[1].eventID == "last")
    try driver.begin("r", for: driver.requests[1])
    try driver.end("r")
    for id in [first, second, third] { #expect(driver.outcome(of: id)?.response?.id == "r") }
  }

  @Test func `when the session has ended everybody is told, also who asks later`() throws {
    var driver = QueueDriver()
    let running = driver.request()
    try driver.begin("r", for: driver.requests[0])
    let waiting = driver.request(.automatic)
    driver.take(driver.queue.sessionEnded())
    let late = driver.request()
    #expect(driver.outcome(of: running)?.text == "interrupted")
    #expect(driver.outcome(of: waiting)?.text == "not started: sessionEnded")
    #expect(driver.outcome(of: late)?.text == "not started: sessionEnded")
    driver.take(driver.queue.restored(at: driver.time))
    driver.take(driver.queue.sessionEnded())
    #expect(driver.outcomes.values.allSatisfy { $0.count == 1 } && driver.requests.count == 1)
  }

  // MARK: Chance

  @Test func `in random lives everybody is told once, and one request at most is on its way`() throws {
    for seed in 0..<2_000 {
      var walk = Walk(seed: UInt64(seed))
      for _ in 0..<60 {
        try walk.step()
        guard walk.countOnTheirWay <= 1 else {
          Issue.record("seed \(seed): two requests are on their way")
          return
        }
      }
      try walk.settleDown()
      guard walk.isRight else {
        Issue.record("seed \(seed): \(walk.driver.queue)")
        return
      }
    }
  }

  @Test func `a request that the connection does not take is sent again, until its time is over`() throws {
    var driver = QueueDriver()
    let id = driver.request()
    let other = driver.request(.manual(ResponseParameters(instructions: "a")))
    driver.queue.refused(driver.sent[0], at: driver.time)
    #expect(driver.queue.nextDeadline == .milliseconds(250))
    driver.pass(.milliseconds(250))
    #expect(driver.sent.count == 2 && driver.sent[1] == driver.sent[0])
    try driver.begin("a", for: driver.sent[1])
    try driver.end("a", for: driver.sent[1])
    #expect(driver.outcomes[id]?.count == 1 && driver.sent.count == 3)
    for _ in 0..<40 {
      if let event = driver.sent.last { driver.queue.refused(event, at: driver.time) }
      driver.pass(.milliseconds(250))
    }
    #expect(driver.outcomes[other] == [.notStarted(.timedOut)])
    #expect(driver.queue.isIdle)
  }

  @Test func `a request that the connection did not take is asked on the next one`() {
    var driver = QueueDriver()
    driver.request()
    driver.queue.refused(driver.sent[0], at: driver.time)
    driver.take(driver.queue.connectionEnded())
    driver.take(driver.queue.restored(at: driver.time))
    #expect(driver.sent.count == 2 && driver.sent[1] == driver.sent[0])
  }
}

/// A queue and a service that do at random what they may.
private struct Walk {
  /// What the service has: it holds the conversation to one response.
  struct Service {
    struct Response {
      let id: String
      let request: ClientEvent?
    }

    var unanswered: [(event: ClientEvent, at: Duration)] = []
    var running: [Response] = []
    var cancelled: Set<String> = []
    var count = 0

    var conversations: [Response] { running.filter { !($0.request?.isOutOfBand ?? false) } }
  }

  var driver = QueueDriver()
  var service = Service()
  private var random: SeededGenerator
  private var heardCount = 0
  private var ids: [ResponseQueue.RequestID] = []
  private var isConnected = true

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  var isRight: Bool {
    ids.allSatisfy { driver.outcomes[$0]?.count == 1 } && driver.queue.isIdle
      && driver.queue.nextDeadline == nil
  }

  /// Of the conversation's requests, those that are neither answered nor given up.
  var countOnTheirWay: Int {
    service.unanswered.count { !$0.event.isOutOfBand && driver.time < $0.at + .seconds(10) }
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func step() throws {
    switch Int.random(in: 0..<14, using: &random) {
    case 0: ids.append(driver.request(.automatic))
    case 1: ids.append(driver.request(chance(50) ? .manual() : .manual(.init(instructions: "x"))))
    case 2: if chance(40) { ids.append(driver.request(.manual(.init(conversation: .outOfBand)))) }
    case 3: driver.take(driver.queue.cancel())
    case 4: if let id = ids.randomElement(using: &random) { driver.take(driver.queue.cancel(id)) }
    case 5: driver.pass(.seconds(Int.random(in: 0..<6, using: &random)))
    case 6: if isConnected { try chance(50) ? driver.userSpeaks() : driver.userStops() }
    case 7: try beginByItself()
    case 8, 9: try answer()
    case 10, 11: try finish()
    case 12: if chance(20) { try drop() }
    default: if !isConnected { restore() }
    }
    hear()
  }

  /// What this side has sent reaches the service.
  private mutating func hear() {
    for event in driver.sent[heardCount...] where isConnected {
      switch event {
      case .responseCreate: service.unanswered.append((event, driver.time))
      case .responseCancel(let id, _): if let id { service.cancelled.insert(id) }
      default: break
      }
    }
    heardCount = driver.sent.count
    // It loses some.
    if chance(2) { service.unanswered.removeAll { !$0.event.isOutOfBand } }
  }

  private mutating func beginByItself() throws {
    guard isConnected, service.conversations.isEmpty else { return }
    service.count += 1
    let response = Service.Response(id: "r\(service.count)", request: nil)
    service.running.append(response)
    if chance(80) { try driver.begin(response.id, for: nil) }
  }

  private mutating func answer() throws {
    guard isConnected, !service.unanswered.isEmpty else { return }
    let (event, sent) = service.unanswered.removeFirst()
    // A refusal after the request was given up would be taken for that of the next, if it named none.
    let namesEvent = chance(50) || driver.time >= sent + .seconds(10)
    if chance(5) { return }
    if chance(5) { return try driver.refuse("invalid_value", eventID: event.eventID) }
    guard event.isOutOfBand || service.conversations.isEmpty else {
      return try driver.refuse(ResponseQueueTests.active, eventID: namesEvent ? event.eventID : nil)
    }
    service.count += 1
    let response = Service.Response(id: "r\(service.count)", request: event)
    service.running.append(response)
    if chance(90) {
      try driver.begin(response.id, for: event, conversation: event.isOutOfBand ? nil : "conv")
    }
  }

  private mutating func finish() throws {
    guard isConnected, let index = service.running.indices.randomElement(using: &random) else { return }
    let response = service.running.remove(at: index)
    let isOutOfBand = response.request?.isOutOfBand ?? false
    let status = service.cancelled.contains(response.id) ? "cancelled" : "completed"
    try driver.end(
      response.id, for: response.request, status: status, conversation: isOutOfBand ? nil : "conv")
  }

  private mutating func drop() throws {
    guard isConnected else { return }
    isConnected = false
    service = Service(count: service.count)
    driver.take(driver.queue.connectionEnded())
  }

  private mutating func restore() {
    isConnected = true
    driver.take(driver.queue.restored(at: driver.time))
  }

  /// The service answers whatever it still has, time passes, and nothing may be left then.
  mutating func settleDown() throws {
    if !isConnected { restore() }
    try driver.userStops()
    for _ in 0..<400 {
      hear()
      if service.unanswered.isEmpty && service.running.isEmpty {
        driver.pass(.seconds(11))
        hear()
        if driver.queue.isIdle { break }
      }
      try answer()
      try finish()
    }
  }
}

extension ClientEvent {
  fileprivate var isOutOfBand: Bool { parameters?.conversation == .outOfBand }
}
