import RealtimeEvents
import Testing

@testable import RealtimeSessions

private let one = Leg(number: 1)
private let two = Leg(number: 2)
private let three = Leg(number: 3)
private let hour = Duration.seconds(3_600)

@Suite struct RollOverTests {
  /// Live, with an hour to go; prepared after 55 minutes, because the draw is in the middle.
  private func driver(boundary: SessionMachine.Boundary = .busy) -> MachineDriver {
    var driver = MachineDriver.live(left: hour)
    driver.handle(.boundary(boundary))
    return driver
  }

  @Test func `a standby is made ready, and takes over at an idle boundary`() {
    var driver = driver()
    #expect(driver.advance(to: .seconds(3_299)) == [])
    #expect(driver.advance(to: .seconds(3_300)) == [.dial(two, attempt: 0, isStandby: true)])
    #expect(driver.machine.state == .rollingOver)
    #expect(driver.handle(.opened(two)) == [.configure(two, isMuted: true)])
    driver.handle(.expires(two, left: hour))
    #expect(driver.handle(.configured(two)) == [.replay(two)])
    #expect(driver.handle(.replayed(two)) == [], "a response is in progress")
    driver.advance(by: .seconds(1))
    #expect(driver.handle(.boundary(.betweenResponses)) == [], "the user speaks")
    #expect(driver.handle(.boundary(.idle)) == [.adopt(two, .rolledOver(from: one)), .retire(one)])
    #expect(driver.machine.state == .live)
    driver.handle(.boundary(.busy))
    #expect(driver.advance(by: .seconds(3_298)) == [])
    #expect(driver.advance(by: .seconds(2)) == [.dial(three, attempt: 0, isStandby: true)], "and so on")
  }

  @Test func `a change waits until there is enough audio to repeat`() {
    var driver = driver(boundary: .idle)
    driver.advance(to: .seconds(3_300))
    #expect(driver.bringUp(2, left: hour).contains(.replay(two)))
    #expect(driver.machine.liveLeg == one)
    #expect(driver.advance(by: .milliseconds(499)) == [])
    #expect(driver.advance(by: .milliseconds(1)) == [.adopt(two, .rolledOver(from: one)), .retire(one)])
  }

  @Test func `near the end the user need not be silent, and at the end nothing is waited for`() {
    var late = driver(boundary: .betweenResponses)
    late.advance(to: .seconds(3_300))
    _ = late.bringUp(2, left: hour)
    #expect(late.advance(to: .seconds(3_539)) == [])
    #expect(late.advance(to: .seconds(3_540)) == [.adopt(two, .rolledOver(from: one)), .retire(one)])

    var forced = driver()
    forced.advance(to: .seconds(3_300))
    _ = forced.bringUp(2, left: hour)
    #expect(forced.advance(to: .seconds(3_589)) == [])
    #expect(
      forced.advance(to: .seconds(3_590)) == [.interrupt, .adopt(two, .rolledOver(from: one)), .retire(one)])
  }

  @Test func `a standby that dies is tried again, until only a change without one is left`() {
    var driver = driver()
    driver.advance(to: .seconds(3_300))
    #expect(driver.handle(.ended(two, ConnectionEnd())) == [])
    #expect(driver.advance(by: .seconds(1)) == [.dial(three, attempt: 1, isStandby: true)])
    var number = 3
    while driver.now < .seconds(3_538) {
      driver.handle(.ended(Leg(number: number), ConnectionEnd()))
      driver.advance(by: .seconds(8))
      number += 1
    }
    driver.handle(.ended(Leg(number: number), ConnectionEnd()))
    driver.advance(to: .seconds(3_545))
    #expect(driver.machine.liveLeg == one)
    let actions = driver.handle(.boundary(.betweenResponses))
    #expect(actions.starts(with: [.settle, .drop(one)]))
    guard case .dial(_, attempt: 0, isStandby: false) = actions.last else {
      Issue.record("no new connection")
      return
    }
  }

  @Test func `a standby that stands ready takes over when the live connection is lost`() {
    var driver = driver()
    driver.advance(to: .seconds(3_300))
    _ = driver.bringUp(2, left: hour)
    #expect(driver.handle(.ended(one, ConnectionEnd(code: 1006))) == [.settle, .adopt(two, .restored)])
    #expect(driver.machine.state == .live)
  }

  @Test func `a standby that is being set up becomes the next connection when the live one is lost`() {
    for code: UInt16 in [1001, 1006] {
      var driver = driver()
      driver.advance(to: .seconds(3_300))
      driver.handle(.opened(two))
      let end = ConnectionEnd(code: code, reason: code == 1001 ? "session_expired" : "")
      #expect(driver.handle(.ended(one, end)) == [.settle])
      driver.handle(.configured(two))
      #expect(driver.handle(.replayed(two)) == [.adopt(two, .restored)])
    }
  }

  @Test func `a standby that is refused for good leaves the live session its time`() {
    var driver = driver()
    driver.advance(to: .seconds(3_300))
    #expect(driver.handle(.ended(two, ConnectionEnd(status: 401))) == [])
    #expect(driver.advance(to: .seconds(3_599)) == [])
    #expect(driver.machine.liveLeg == one)
  }

  @Test func `a session of a few minutes has half of its time for itself`() {
    var driver = MachineDriver.live(left: .seconds(100))
    driver.handle(.boundary(.busy))
    #expect(driver.advance(to: .seconds(49)) == [])
    #expect(driver.advance(to: .seconds(50)) == [.dial(two, attempt: 0, isStandby: true)])
  }

  @Test func `sessions that began together prepare over two minutes`() {
    let starts = stride(from: 0.0, through: 1.0, by: 0.01).map { draw in
      RollOverSchedule(.beforeTheCap, left: hour, now: .zero, draw: draw).prepareAt
    }
    #expect(starts.min() == .seconds(3_240) && starts.max() == .seconds(3_360))
    #expect(Set(starts).count == starts.count)
  }

  @Test func `sessions that are over as soon as they begin come to an end`() {
    var driver = MachineDriver.live(left: .zero)
    for number in 2..<200 {
      driver.advance(by: .milliseconds(1))
      _ = driver.bringUp(number, left: .zero)
      if case .live = driver.machine.state {
        driver.handle(.ended(Leg(number: number), ConnectionEnd(code: 1006)))
      }
      driver.advance(by: .seconds(9))
    }
    guard case .closed(.gaveUp) = driver.machine.state else {
      Issue.record("still \(driver.machine.state)")
      return
    }
  }

  @Test(arguments: [-600, 600] as [Int])
  func `a wrong clock of this machine changes nothing`(offset: Int) {
    // The service says when it is and when the session ends; what this machine believes is not asked.
    let date = Int64(1_800_000_000 + offset)
    let clock = ServerClock(date: date, openedAt: .seconds(5))
    let left = clock.left(until: Int(date) + 1_800, at: .seconds(7), assuming: hour)
    #expect(left == .seconds(1_798))
  }

  @Test(arguments: [nil, 0, -5, 86_401, Int.min, Int.max] as [Int?])
  func `an end that makes no sense is taken for the usual one`(offset: Int?) {
    let clock = ServerClock(date: 1_800_000_000, openedAt: .zero)
    let end = offset.map { $0 == .min || $0 == .max ? $0 : 1_800_000_000 + $0 }
    #expect(clock.left(until: end, at: .seconds(60), assuming: hour) == .seconds(3_540))
    #expect(ServerClock(date: nil, openedAt: .zero).left(until: 5, at: .zero, assuming: hour) == hour)
  }
}
