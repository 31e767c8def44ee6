import RealtimeReactor
import Testing
@testable import WebSocketTransport

/// RFC 8305, as a table: what happens and when, and what the race answers.
@Suite struct AddressRaceTests {
  enum Step: Sendable {
    /// At so many milliseconds the race is asked until it says to wait; it must have started these attempts.
    case ask(at: Int, starts: [Int], then: Answer)
    /// One of the pending attempts fails.
    case fails
  }

  enum Answer: Sendable, Equatable {
    case waitUntil(Int)
    case waitForPending
    case exhausted
  }

  private static let delay = 250

  struct Course: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let addressCount: Int
    let steps: [Step]

    init(_ description: String, _ addressCount: Int, _ steps: [Step]) {
      testDescription = description
      self.addressCount = addressCount
      self.steps = steps
    }
  }

  static let courses: [Course] = [
    Course("no address", 0, [.ask(at: 0, starts: [], then: .exhausted)]),
    Course(
      "one address that fails", 1,
      [
        .ask(at: 0, starts: [0], then: .waitForPending), .fails, .ask(at: 10, starts: [], then: .exhausted),
      ]),
    Course(
      "a black hole costs the delay", 2,
      [
        .ask(at: 0, starts: [0], then: .waitUntil(delay)),
        .ask(at: delay - 1, starts: [], then: .waitUntil(delay)),
        .ask(at: delay, starts: [1], then: .waitForPending),
      ]),
    Course(
      "a failure starts the next at once", 3,
      [
        .ask(at: 0, starts: [0], then: .waitUntil(delay)),
        .fails,
        .ask(at: 5, starts: [1], then: .waitUntil(5 + delay)),
        .fails,
        .ask(at: 7, starts: [2], then: .waitForPending),
      ]),
    Course(
      "a failure while another is pending starts the next at once", 3,
      [
        .ask(at: 0, starts: [0], then: .waitUntil(delay)),
        .ask(at: delay, starts: [1], then: .waitUntil(2 * delay)),
        .fails,
        .ask(at: delay + 1, starts: [2], then: .waitForPending),
      ]),
    Course(
      "it is exhausted only when the last attempt has failed", 2,
      [
        .ask(at: 0, starts: [0], then: .waitUntil(delay)),
        .ask(at: delay, starts: [1], then: .waitForPending),
        .fails,
        .ask(at: delay + 1, starts: [], then: .waitForPending),
        .fails,
        .ask(at: delay + 2, starts: [], then: .exhausted),
      ]),
    Course(
      "a late question starts one attempt, not all that were due", 3,
      [
        .ask(at: 0, starts: [0], then: .waitUntil(delay)),
        .ask(at: 10 * delay, starts: [1], then: .waitUntil(11 * delay)),
      ]),
  ]

  @Test(arguments: courses)
  func `the race takes its course`(_ course: Course) {
    let addresses = (0..<course.addressCount).map { SocketAddress.loopback(port: UInt16($0 + 1)) }
    var race = AddressRace(addresses: addresses, attemptDelay: .milliseconds(Self.delay))
    for step in course.steps {
      switch step {
      case .fails: race.attemptFailed()
      case .ask(let time, let starts, let then):
        let (started, answer) = Self.ask(&race, .milliseconds(time))
        #expect(started == starts, "at \(time)")
        #expect(answer == then, "at \(time)")
      }
    }
  }

  private static func ask(_ race: inout AddressRace, _ now: Duration) -> ([Int], Answer) {
    var started: [Int] = []
    while true {
      switch race.next(now: now) {
      case .attempt(let index): started.append(index)
      case .wait(let until):
        return (
          started,
          .waitUntil(
            Int(until.components.seconds * 1000 + until.components.attoseconds / 1_000_000_000_000_000))
        )
      case .waitForPending: return (started, .waitForPending)
      case .exhausted: return (started, .exhausted)
      }
    }
  }

  @Test(
    arguments: [
      (["6a", "6b", "4a", "4b"], ["6a", "4a", "6b", "4b"]),
      (["4a", "4b", "6a"], ["4a", "6a", "4b"]),
      (["6a", "4a", "4b", "4c"], ["6a", "4a", "4b", "4c"]),
      (["4a", "6a", "6b"], ["4a", "6a", "6b"]),
      (["6a", "6b"], ["6a", "6b"]),
      ([], []),
    ] as [([String], [String])])
  func `families take turns, the resolver's first one first`(_ given: [String], _ order: [String]) throws {
    let race = AddressRace(addresses: try given.map(Self.address), attemptDelay: .zero)
    #expect(race.addresses == (try order.map(Self.address)))
  }

  /// `6b` is an IPv6 address, told apart by its port.
  private static func address(_ name: String) throws -> SocketAddress {
    .loopback(name.hasPrefix("6") ? .ipv6 : .ipv4, port: UInt16(try #require(name.utf8.last)))
  }

  @Test func `a name with endless addresses costs a bounded number of attempts`() {
    let addresses = (1...1000).map { SocketAddress.loopback(port: UInt16($0)) }
    let race = AddressRace(addresses: addresses, attemptDelay: .zero)
    #expect(race.addresses == Array(addresses.prefix(AddressRace.maximumAddressCount)))
  }
}
