import RealtimeEvents
import Testing

@testable import RealtimeSessions

/// Any number can be set in a policy, and none traps: what cannot be worked with is taken for the nearest that can.
@Suite struct ExtremePoliciesTests {
  private static let durations: [Duration] = [
    .init(attoseconds: .min), .seconds(-1), .zero, .nanoseconds(1), .seconds(Int64.max), .init(attoseconds: .max),
  ]

  private static var reconnectTimes: [WritableKeyPath<ReconnectPolicy, Duration>] {
    [\.initialDelay, \.maximumDelay, \.stableTime, \.firstDelay, \.setUpTimeLimit]
  }
  private static var rollOverTimes: [WritableKeyPath<RollOverPolicy, Duration>] {
    [\.preparation, \.spread, \.anyBoundary, \.overlap, \.force, \.assumedDuration, \.farewell]
  }

  /// Everything that a policy is asked about: attempts that fail, a session that is lost, one that is rolled over.
  private func exercise(_ reconnect: ReconnectPolicy, _ rollOver: RollOverPolicy) {
    var plan = RealtimeSession.Plan(model: "m")
    plan.reconnect = reconnect
    plan.rollOver = rollOver
    for draw in [0, 0.5, 1] {
      var driver = MachineDriver(plan)
      driver.draw = draw
      driver.handle(.open)
      for number in 1...30 {
        _ = driver.bringUp(number, left: rollOver.assumedDuration.addable)
        driver.handle(.boundary(.idle))
        driver.advance(by: .seconds(60))
        driver.handle(.ended(Leg(number: number), ConnectionEnd(code: 1006)))
        if let next = driver.machine.nextDeadline { driver.advance(to: next) }
      }
    }
  }

  @Test func `every property of the policies is in a table`() {
    // Two counts and the jitter; the switch.
    #expect(Mirror(reflecting: ReconnectPolicy()).children.count == Self.reconnectTimes.count + 3)
    #expect(Mirror(reflecting: RollOverPolicy()).children.count == Self.rollOverTimes.count + 1)
  }

  @Test(arguments: durations) func `any time of a policy`(value: Duration) {
    var all = (reconnect: ReconnectPolicy(), rollOver: RollOverPolicy())
    for path in Self.reconnectTimes {
      var policy = ReconnectPolicy()
      policy[keyPath: path] = value
      all.reconnect[keyPath: path] = value
      exercise(policy, RollOverPolicy())
    }
    for path in Self.rollOverTimes {
      var policy = RollOverPolicy()
      policy[keyPath: path] = value
      all.rollOver[keyPath: path] = value
      exercise(ReconnectPolicy(), policy)
    }
    exercise(all.reconnect, all.rollOver)
  }

  @Test(arguments: [Int.min, -1, 0, 1, .max]) func `any count of a policy`(value: Int) {
    for path in [\.maximumAttemptCount, \.maximumLifetimeCount] as [WritableKeyPath<ReconnectPolicy, Int>] {
      var policy = ReconnectPolicy()
      policy[keyPath: path] = value
      exercise(policy, RollOverPolicy())
    }
  }

  @Test(arguments: [(Double.nan, 0.0), (-.infinity, 0), (-1, 0), (0.5, 0.5), (2, 1), (.infinity, 1)])
  func `any jitter`(value: Double, used: Double) {
    var policy = ReconnectPolicy()
    policy.jitter = value
    #expect(policy.bounded.jitter == used)
    exercise(policy, RollOverPolicy())
  }

  @Test func `a session that lasts for ever is one of a hundred years`() {
    var policy = RollOverPolicy()
    policy.assumedDuration = .seconds(Int64.max)
    #expect(policy.bounded.assumedDuration == .seconds(100 * 366 * 86_400))
  }

  // MARK: What waits for an answer

  @Test(arguments: durations) func `any time of a queue, of functions and of approvals`(value: Duration) throws {
    var queue = QueueDriver {
      $0.creationTimeLimit = value
      $0.sendAgainAfter = value
    }
    queue.time = .seconds(1)
    queue.request()
    queue.queue.refused(queue.sent[0], at: queue.time)
    #expect(try #require(queue.queue.nextDeadline) >= queue.time)

    var calls = CallsDriver("f") {
      $0.timeLimit = value
      $0.sendAgainAfter = value
    }
    calls.time = .seconds(1)
    try calls.call("c")
    #expect(try #require(calls.calls.nextDeadline) >= calls.time)
    calls.isAccepting = false
    calls.finish("c", "done")
    #expect(try #require(calls.calls.nextDeadline) >= calls.time)

    var limits = MCPApprovals.Limits()
    limits.answerTimeLimit = value
    var approvals = MCPApprovals(limits: limits)
    let request = #"{"id":"a","type":"mcp_approval_request","server_label":"l","name":"n","arguments":"{}"}"#
    let event = #"{"type":"conversation.item.done","event_id":"e","item":\#(request)}"#
    #expect(try withEvent(event) { approvals.receive($0, at: .seconds(1)) }.count == 1)
    #expect(try #require(approvals.nextDeadline) >= .seconds(1))
  }
}
