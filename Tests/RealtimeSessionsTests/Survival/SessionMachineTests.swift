import RealtimeEvents
import Testing

@testable import RealtimeSessions

/// A machine with a clock that is turned by hand.
struct MachineDriver {
  var machine: SessionMachine
  var now = Duration.zero
  var draw = 0.5

  init(_ plan: RealtimeSession.Plan = .init(model: "m")) { machine = SessionMachine(plan) }

  @discardableResult
  mutating func handle(_ input: SessionMachine.Input) -> [SessionMachine.Action] {
    machine.handle(input, at: now, draw: draw)
  }

  @discardableResult
  mutating func advance(by time: Duration) -> [SessionMachine.Action] {
    advance(to: now + time)
  }

  /// Meets every deadline on the way.
  @discardableResult
  mutating func advance(to end: Duration) -> [SessionMachine.Action] {
    var actions: [SessionMachine.Action] = []
    var steps = 0
    while let deadline = machine.nextDeadline, deadline <= end, steps < 1_000 {
      now = max(now, deadline)
      actions += machine.expire(at: now, draw: draw)
      steps += 1
    }
    #expect(steps < 1_000, "deadlines without an end")
    now = end
    return actions
  }

  mutating func bringUp(_ number: Int, left: Duration? = nil) -> [SessionMachine.Action] {
    let leg = Leg(number: number)
    var actions = handle(.opened(leg))
    if let left { actions += handle(.expires(leg, left: left)) }
    return actions + handle(.configured(leg)) + handle(.replayed(leg))
  }

  /// A session that is live on leg 1.
  static func live(
    left: Duration? = nil, _ plan: RealtimeSession.Plan = .init(model: "m")
  ) -> MachineDriver {
    var driver = MachineDriver(plan)
    driver.handle(.open)
    _ = driver.bringUp(1, left: left)
    return driver
  }
}

private let one = Leg(number: 1)
private let two = Leg(number: 2)
private let three = Leg(number: 3)

private func closed(_ code: UInt16, reason: String = "", error: ErrorDetails? = nil) -> ConnectionEnd {
  ConnectionEnd(code: code, reason: reason, error: error)
}

@Suite struct SessionMachineTests {
  // MARK: Setting up

  @Test func `a session dials, configures, replays and is live`() {
    var driver = MachineDriver()
    #expect(driver.handle(.open) == [.dial(one, attempt: 0, isStandby: false)])
    #expect(driver.machine.state == .connecting(attempt: 0))
    #expect(driver.handle(.opened(one)) == [.configure(one, isMuted: false)])
    #expect(driver.handle(.configured(one)) == [.replay(one)])
    #expect(driver.handle(.replayed(one)) == [.adopt(one, .first)])
    #expect(driver.machine.state == .live)
    #expect(driver.machine.liveLeg == one)
  }

  @Test func `settings that are refused end the session, for they would be refused again`() {
    var driver = MachineDriver()
    driver.handle(.open)
    driver.handle(.opened(one))
    let error = ErrorDetails(type: "invalid_request_error", code: "invalid_value", message: "no")
    #expect(driver.handle(.settingsRefused(one, error)) == [.finish(.settingsRefused(error))])
    #expect(driver.machine.nextDeadline == nil)
  }

  @Test func `a session that is never configured is dropped after the set-up time, and tried again`() {
    var driver = MachineDriver()
    driver.handle(.open)
    driver.handle(.opened(one))
    let actions = driver.advance(by: .seconds(11))
    #expect(actions == [.drop(one), .dial(two, attempt: 1, isStandby: false)])
    #expect(driver.handle(.configured(one)) == [], "a late word of the old connection")
    #expect(driver.handle(.replayed(one)) == [])
  }

  // MARK: Drops

  @Test(arguments: [1001, 1005, 1006, 1011, 1012, 1013, 1015] as [UInt16])
  func `a close that may pass is settled, and connected again after a while`(code: UInt16) {
    var driver = MachineDriver.live()
    #expect(driver.handle(.ended(one, closed(code))) == [.settle])
    #expect(driver.machine.state == .backoff(until: .milliseconds(437.5)))
    #expect(driver.advance(by: .seconds(1)) == [.dial(two, attempt: 1, isStandby: false)])
    #expect(driver.bringUp(2).last == .adopt(two, .restored))
  }

  @Test(arguments: [1000, 1002, 1003, 1007, 1008, 1009, 1010, 3000, 4000, 4999] as [UInt16])
  func `a close that will not pass is the end`(code: UInt16) {
    var driver = MachineDriver.live()
    let cause = RealtimeSession.CloseCause.closedByService(code: code, reason: "r")
    #expect(driver.handle(.ended(one, closed(code, reason: "r"))) == [.settle, .finish(cause)])
    #expect(driver.handle(.restart) == [], "closed is closed")
  }

  @Test func `a session that has reached its maximum is renewed at once, and that is no failure`() {
    let expired = ErrorDetails(type: "invalid_request_error", code: "session_expired", message: "")
    for end in [
      closed(1001, error: expired),
      closed(1001, reason: "Your session hit the maximum duration of 60 minutes."),
      closed(1001, reason: "session_expired"),
    ] {
      var driver = MachineDriver.live()
      #expect(driver.handle(.ended(one, end)) == [.settle, .dial(two, attempt: 0, isStandby: false)])
    }
  }

  @Test func `an error about an update of this side is no reason to give up, and the same about the session is`() {
    for (eventID, isFinal) in [("update", false), (nil, true)] {
      var driver = MachineDriver.live()
      let error = ErrorDetails(
        type: "invalid_request_error", code: "model_not_found", message: "", eventID: eventID)
      let actions = driver.handle(.ended(one, closed(1006, error: error)))
      #expect(actions == (isFinal ? [.settle, .finish(.serviceError(error))] : [.settle]))
    }
  }

  @Test func `delays double up to the maximum and attempts end`() {
    var driver = MachineDriver.live()
    driver.draw = 0
    driver.handle(.ended(one, closed(1006)))
    var delays: [Duration] = []
    for number in 2...6 {
      guard case .backoff(let until) = driver.machine.state else { break }
      delays.append(until - driver.now)
      driver.advance(to: until)
      driver.handle(.ended(Leg(number: number), ConnectionEnd()))
    }
    #expect(delays == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)])
    #expect(driver.machine.state == .closed(.gaveUp(attempts: 5)))
  }

  @Test func `the count of attempts begins anew only after a stable time`() {
    var driver = MachineDriver.live()
    driver.handle(.ended(one, closed(1006)))
    driver.advance(by: .seconds(1))
    _ = driver.bringUp(2)
    driver.handle(.ended(two, closed(1006)))
    driver.advance(by: .seconds(8))
    #expect(driver.machine.state == .connecting(attempt: 2))
    _ = driver.bringUp(3)
    driver.advance(by: .seconds(31))
    driver.handle(.ended(three, closed(1006)))
    #expect(
      driver.machine.state == .backoff(until: driver.now + .milliseconds(125)),
      "the first after a stable time")
  }

  @Test func `a service that greets and closes for ever is given up`() {
    var plan = RealtimeSession.Plan(model: "m")
    plan.reconnect.stableTime = .milliseconds(1)
    var driver = MachineDriver.live(plan)
    var number = 1
    while case .live = driver.machine.state, number < 1_000 {
      driver.advance(by: .milliseconds(10))
      driver.handle(.ended(Leg(number: number), closed(1006)))
      driver.advance(by: .seconds(9))
      number += 1
      _ = driver.bringUp(number)
    }
    #expect(driver.machine.state == .closed(.gaveUp(attempts: 50)))
    #expect(number == 52)
  }

  @Test func `the service's own delay is kept to`() {
    var driver = MachineDriver()
    driver.handle(.open)
    driver.handle(.ended(one, ConnectionEnd(status: 429, retryAfter: .seconds(30))))
    #expect(driver.machine.state == .backoff(until: .seconds(30)))
  }

  @Test func `without reconnecting a session ends with its connection`() {
    var plan = RealtimeSession.Plan(model: "m")
    plan.reconnect = .never
    var driver = MachineDriver.live(plan)
    let cause = RealtimeSession.CloseCause.closedByService(code: 1006, reason: "")
    #expect(driver.handle(.ended(one, closed(1006))) == [.settle, .finish(cause)])
  }

  // MARK: The user

  @Test func `closing ends every state, once`() {
    for inputs in [[], [.open], [.open, .opened(one)], [.open, .ended(one, ConnectionEnd())]]
      as [[SessionMachine.Input]]
    {
      var driver = MachineDriver()
      for input in inputs { driver.handle(input) }
      #expect(driver.handle(.end(.requested)) == [.finish(.requested)])
      #expect(driver.handle(.end(.requested)) == [])
      #expect(driver.machine.nextDeadline == nil)
    }
  }

  @Test func `a restart gives up what there is and dials at once`() {
    var driver = MachineDriver.live()
    #expect(driver.handle(.restart) == [.settle, .drop(one), .dial(two, attempt: 0, isStandby: false)])
    driver.handle(.ended(two, ConnectionEnd()))
    #expect(driver.handle(.restart) == [.dial(three, attempt: 0, isStandby: false)])
  }

  @Test func `a hook that aborts ends the session`() {
    var driver = MachineDriver.live()
    driver.handle(.ended(one, closed(1006)))
    #expect(driver.handle(.end(.aborted)) == [.finish(.aborted)])
  }
}
