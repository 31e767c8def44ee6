import RealtimeReactor
import Testing
@testable import WebSocketTransport

/// What an opening does next, by tables: no socket, no clock.
@Suite struct OpeningMachineTests {
  typealias Place = OpeningMachineDriver.Place
  typealias Input = OpeningMachineDriver.Input

  /// What each input leads to in each place. What is not named changes nothing there.
  static let table: [Place: [Input: String]] = [
    .resolving: [
      .resolved: "begin connect, dial 0 192.0.2.1, wait until 250",
      .resolvedToNothing: "begin connect, fail connect ENOTFOUND",
      .notResolved: "fail resolve ENOTFOUND",
      .stageExpired: "fail resolve timed out 1",
      .totalExpired: "fail resolve total 2",
    ],
    .connecting: [
      .attemptFailed: "dial 1 192.0.2.2",
      .connected: "keep 0, begin tls, open server",
      .stageExpired: "fail connect timed out 1",
      .totalExpired: "fail connect total 2",
    ],
    .reachingProxy: [
      .opened: "write",
      .ended: "fail proxy closed proxy",
      .lost: "fail proxy truncated proxy",
      .stageExpired: "fail proxy timed out 1 proxy",
      .totalExpired: "fail proxy total 2 proxy",
    ],
    .askingProxy: [
      .answer: "settle",
      .refusal: "fail proxy refused(status: 403) proxy",
      .part: "fail proxy refused(status: 403) proxy",
      .ended: "fail proxy closed proxy",
      .lost: "fail proxy truncated proxy",
      .stageExpired: "fail proxy timed out 1 proxy",
      .totalExpired: "fail proxy total 2 proxy",
    ],
    .leavingProxy: [
      .settled: "begin tls, open server",
      .ended: "fail proxy closed proxy",
      .lost: "fail proxy truncated proxy",
      .stageExpired: "fail proxy timed out 1 proxy",
      .totalExpired: "fail proxy total 2 proxy",
    ],
    .securing: [
      .opened: "begin upgrade, write",
      .ended: "fail tls transportEndedInHandshake",
      .lost: "fail tls truncated",
      .stageExpired: "fail tls timed out 1",
      .totalExpired: "fail tls total 2",
    ],
    .held: [
      .answer: "fail upgrade transportEndedInHandshake",
      .refusal: "fail upgrade transportEndedInHandshake",
      .part: "fail upgrade transportEndedInHandshake",
      .ended: "fail upgrade transportEndedInHandshake",
      .lost: "fail upgrade truncated",
      .stageExpired: "fail upgrade timed out 1",
      .totalExpired: "fail upgrade total 2",
      .proceed: "begin upgrade, write",
    ],
    .taken: [
      .answer: "start over",
      .refusal: "start over",
      .part: "start over",
      .ended: "start over",
      .lost: "start over",
      .stageExpired: "fail upgrade timed out 1",
      .totalExpired: "fail upgrade total 2",
      .proceed: "begin upgrade, write",
    ],
    .upgrading: [
      .answer: "open",
      .refusal: "fail upgrade refused 403 2",
      .ended: "fail upgrade transportEndedInHandshake",
      .lost: "fail upgrade truncated",
      .stageExpired: "fail upgrade timed out 1",
      .totalExpired: "fail upgrade total 2",
    ],
    .restless: [
      .answer: "open",
      .refusal: "fail upgrade refused 403 2",
      .ended: "start over",
      .lost: "start over",
      .stageExpired: "fail upgrade timed out 1",
      .totalExpired: "fail upgrade total 2",
    ],
    .done: [:],
  ]

  @Test(arguments: Place.allCases)
  func `every input in every place does what the table says`(_ place: Place) throws {
    let row = try #require(Self.table[place])
    for input in Input.allCases {
      var driver = try OpeningMachineDriver(at: place)
      var expected = row[input] ?? "-"
      // The race goes on by itself.
      if place == .connecting, expected == "-", input != .cancel { expected = "wait until 250" }
      #expect(driver.tell(input) == expected, "\(input.rawValue)")
    }
  }

  @Test(arguments: Place.allCases, Input.allCases)
  func `it ends once, and nothing follows`(_ place: Place, _ input: Input) throws {
    for second in Input.allCases {
      var driver = try OpeningMachineDriver(at: place)
      guard Self.isEnd(driver.tell(input)) || input == .cancel else { return }
      #expect(driver.tell(second) == "-", "\(second.rawValue)")
    }
  }

  private static func isEnd(_ words: String) -> Bool {
    ["open", "start over"].contains(words) || words.contains("fail ")
  }

  // MARK: Ways

  @Test func `a way without a proxy and without TLS`() throws {
    var driver = try OpeningMachineDriver(isSecure: false)
    #expect(driver.start() == "begin resolve, resolve name.example:443")
    #expect(driver.resolve(["192.0.2.1"]) == "begin connect, dial 0 192.0.2.1")
    #expect(driver.tell(.connected) == "keep 0, open server")
    #expect(driver.tell(.opened) == "begin upgrade, write")
    #expect(driver.sent.count == 1 && driver.sent[0].hasPrefix("GET / HTTP/1.1\r\n"))
    #expect(driver.tell(.answer) == "open")
  }

  @Test func `a way through a proxy with TLS to it`() throws {
    var driver = try OpeningMachineDriver { $0.proxy = .server(.init(.https, host: "proxy.example", port: 8443)) }
    #expect(driver.start() == "begin resolve, resolve proxy.example:8443")
    #expect(driver.resolve(["192.0.2.1"]) == "begin connect, dial 0 192.0.2.1")
    #expect(driver.tell(.connected) == "keep 0, begin proxy, open proxy")
    #expect(driver.tell(.opened) == "write")
    #expect(driver.sent.last?.hasPrefix("CONNECT name.example:443 HTTP/1.1\r\n") == true)
    #expect(driver.tell(.answer) == "settle")
    #expect(driver.tell(.settled) == "begin tls, open server")
    #expect(driver.tell(.opened) == "begin upgrade, write")
    #expect(driver.tell(.answer) == "open")
  }

  @Test func `a way through a SOCKS5 proxy, which is asked twice`() throws {
    var driver = try OpeningMachineDriver { $0.proxy = .server(.init(.socks5, host: "proxy.example")) }
    _ = driver.start()
    _ = driver.resolve(["192.0.2.1"])
    #expect(driver.tell(.connected) == "keep 0, begin proxy, open proxy")
    #expect(driver.tell(.opened) == "write")
    #expect(driver.receive("\u{5}") == "-")
    #expect(driver.receive("\0") == "write")
    #expect(driver.receive("\u{5}\0\0\u{1}\0\0\0\0\0\0") == "settle")
    #expect(driver.tell(.settled) == "begin tls, open server")
  }

  @Test func `bytes that come before this side has spoken to the server end the way`() throws {
    var driver = try OpeningMachineDriver(at: .leavingProxy)
    #expect(driver.receive("too early") == "-")
    #expect(driver.tell(.settled) == "fail proxy unexpectedBytes proxy")
  }

  @Test func `a held way that is taken starts over until the first byte of the answer`() throws {
    var driver = try OpeningMachineDriver(holds: true)
    _ = driver.start()
    _ = driver.resolve(["192.0.2.1"])
    #expect(driver.tell(.connected) == "keep 0, begin tls, open server")
    #expect(driver.tell(.opened) == "hold" && driver.isHeld && driver.stage == .upgrade)
    #expect(driver.tell(.take) == "-")
    #expect(driver.tell(.proceed) == "begin upgrade, write")
    #expect(driver.receive("H") == "-")
    #expect(driver.tell(.ended) == "fail upgrade transportEndedInHandshake")
  }

  @Test func `attempts that fail give way to the next, and the last that got somewhere tells why`() throws {
    var driver = try OpeningMachineDriver()
    _ = driver.start()
    let begun = driver.resolve(["192.0.2.1", "192.0.2.2", "192.0.2.3"])
    #expect(begun == "begin connect, dial 0 192.0.2.1, wait until 250")
    #expect(driver.wait(for: .milliseconds(250)) == "dial 1 192.0.2.2, wait until 500")
    #expect(driver.fail(.connectionRefused) == "dial 2 192.0.2.3")
    #expect(driver.fail(.init(rawValue: "ENETUNREACH")) == "-")
    #expect(driver.fail(.init(rawValue: "EHOSTUNREACH")) == "fail connect ECONNREFUSED")
  }

  @Test func `a refusal whose body never ends is a refusal when time is up`() throws {
    var driver = try OpeningMachineDriver(at: .upgrading)
    #expect(driver.tell(.part) == "-")
    #expect(driver.tell(.stageExpired) == "fail upgrade refused 403 0")
  }

  @Test func `a name that has to stay on this machine leads nowhere else`() throws {
    var driver = try OpeningMachineDriver { $0.staysOnThisMachine = true }
    _ = driver.start()
    #expect(driver.resolve(["192.0.2.1", "::1"]) == "begin connect, dial 0 ::1")
    driver = try OpeningMachineDriver { $0.staysOnThisMachine = true }
    _ = driver.start()
    #expect(driver.resolve(["192.0.2.1"]) == "fail resolve EINVAL")
  }

  @Test func `an override is where it connects to`() throws {
    var driver = try OpeningMachineDriver { $0.connectOverride = .init(host: "127.0.0.1", port: 7) }
    #expect(driver.start() == "begin resolve, resolve 127.0.0.1:7")
    driver = try OpeningMachineDriver { $0.connectOverride = .init(unixSocketPath: "/run/s") }
    #expect(driver.start().hasPrefix("begin resolve, resolve unix"))
  }
}
