import Dispatch
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// Real loops and the real clock; the limits are such that no test depends on how fast the machine is.
@Suite struct DialGovernorsTests {
  private let host = DialHost("api.example", port: 443)

  private func limits(_ change: (inout DialLimits) -> Void = { _ in }) -> DialLimits {
    var limits = DialLimits()
    limits.handshakesPerSecond = 1_000
    limits.burst = 1
    limits.pauseJitter = .zero
    change(&limits)
    return limits
  }

  private func group(of count: Int) throws -> EventLoopGroup {
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = count
    return try EventLoopGroup(configuration: configuration)
  }

  // MARK: One loop

  @Test func `a permit that is there is granted before the request returns`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors()
    var granted: DialTicket?
    let ticket = governors.request(.live, to: host, on: loop) { granted = $0 }
    #expect(granted === ticket && ticket?.isGranted == true)
    ticket?.report(.answered)
    #expect(ticket?.isGranted == false)
  }

  @Test
  func `whoever waits is granted later, each once, live first, and then the loop has nothing left to do`()
    throws
  {
    let loop = try EventLoop()
    let governors = DialGovernors(limits())
    var order: [String] = []
    for name in ["first", "standby", "live", "live too"] {
      let priority: DialPriority = name == "standby" ? .standby : .live
      governors.request(priority, to: host, on: loop) { _ in order.append(name) }
    }
    #expect(order == ["first"])
    loop.run()
    #expect(order == ["first", "live", "live too", "standby"])
    #expect(governors.waitingCount(for: host) == 0)
  }

  @Test func `a ticket that was cancelled is never granted, and keeps no loop waiting`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors(limits { $0.longestPause = .seconds(3_600) })
    governors.request(.live, to: host, on: loop) { $0.report(.throttled(.seconds(3_600))) }
    let waiting = governors.request(.live, to: host, on: loop) { _ in Issue.record("the pause is not over") }
    #expect(governors.waitingCount(for: host) == 1)
    waiting?.cancel()
    waiting?.cancel()
    waiting?.report(.answered)
    #expect(governors.waitingCount(for: host) == 0)
    loop.run()
  }

  @Test func `a permit that is given up wakes the next one at once`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors(limits { $0.handshakesPerSecond = 0.001 })
    let first = governors.request(.live, to: host, on: loop) { _ in }
    var isGranted = false
    governors.request(.live, to: host, on: loop) { _ in isGranted = true }
    first?.cancel()
    #expect(!isGranted, "not inside of the call of somebody else")
    loop.run()
    #expect(isGranted)
  }

  @Test func `a ticket that is cancelled when its permit is under way gives it to the next one`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors(limits { $0.handshakesPerSecond = 0.001 })
    let first = governors.request(.live, to: host, on: loop) { _ in }
    let second = governors.request(.live, to: host, on: loop) { _ in Issue.record("it was cancelled") }
    var isGranted = false
    governors.request(.live, to: host, on: loop) { _ in isGranted = true }
    first?.cancel()
    second?.cancel()
    loop.run()
    #expect(isGranted)
  }

  @Test func `too many that wait are refused`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors(limits { $0.maximumWaitingCount = 0 })
    #expect(governors.request(.live, to: host, on: loop) { _ in } != nil)
    #expect(governors.request(.live, to: host, on: loop) { _ in Issue.record("it was refused") } == nil)
    loop.run()
  }

  @Test func `those who ask again inside of a grant wait their turn`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors(limits())
    var count = 0
    func dial(_ ticket: DialTicket) {
      count += 1
      ticket.report(.answered)
      if count < 20 { governors.request(.live, to: host, on: loop, granted: dial) }
    }
    governors.request(.live, to: host, on: loop, granted: dial)
    loop.run()
    #expect(count == 20)
  }

  // MARK: Several loops

  @Test func `an answer on one loop ends the probing for those that wait on another`() throws {
    let group = try group(of: 2)
    let (first, second) = (group.loops[0], group.loops[1])
    let governors = DialGovernors(
      limits {
        $0.burst = 2
        $0.failuresUntilProbing = 1
        // Nobody could wait for it.
        $0.probeInterval = .seconds(3_600)
      })
    let done = DispatchSemaphore(value: 0)
    first.execute { [host] in
      var answering: DialTicket?
      governors.request(.live, to: host, on: first) { answering = $0 }
      governors.request(.live, to: host, on: first) { $0.report(.failed) }
      let bound = LoopBound(answering, on: first)
      second.execute {
        governors.request(.live, to: host, on: second) { _ in done.signal() }
        #expect(governors.waitingCount(for: host) == 1)
        bound.execute { $0?.report(.answered) }
      }
    }
    done.wait()
    try group.stop()
  }

  @Test func `a loop that closes leaves its places to the others`() throws {
    let governors = DialGovernors(limits { $0.handshakesPerSecond = 0.001 })
    let staying = try EventLoop()
    let first = governors.request(.live, to: host, on: staying) { _ in }
    do {
      let closing = try EventLoop()
      governors.request(.live, to: host, on: closing) { _ in Issue.record("its loop is closed") }
      closing.close()
    }
    #expect(governors.waitingCount(for: host) == 0)
    var isGranted = false
    governors.request(.live, to: host, on: staying) { _ in isGranted = true }
    first?.cancel()
    staying.run()
    #expect(isGranted)
  }

  // MARK: Hosts

  @Test func `hosts, ports and accounts are counted apart, and names without regard to case`() throws {
    let base = "https://c.example/v1"
    let azure = try AzureOpenAI(baseURL: base, apiVersion: "1", apiKey: "three")
    let token = try AzureOpenAI(baseURL: base, apiVersion: "1", tokenProvider: { "four" })
    let different = [
      DialHost("a.example", port: 443), DialHost("b.example", port: 443), DialHost("a.example", port: 8443),
      DialHost("a.example", port: 443, credential: "one"),
      DialHost("a.example", port: 443, credential: "two"),
      DialHost(OpenAI(apiKey: .static("one"), baseURL: base)),
      DialHost(OpenAI(apiKey: .static("two"), baseURL: base)),
      DialHost(OpenAI(apiKey: .provider { "one" }, baseURL: base)), DialHost(azure),
    ]
    #expect(Set(different).count == different.count)
    let same = [
      (DialHost("A.Example", port: 443), DialHost("a.example", port: 443)),
      (
        DialHost(OpenAI(apiKey: .static("one"), baseURL: "https://C.EXAMPLE:443/v1")),
        DialHost(OpenAI(apiKey: .static("one"), baseURL: base))
      ),
      (DialHost(OpenAI(apiKey: .provider { "five" }, baseURL: base)), DialHost(token)),
      (DialHost(OpenAI(apiKey: .static("three"), baseURL: base)), DialHost(azure)),
    ]
    for (one, other) in same { #expect(one == other) }
    #expect(DialHost(OpenAI(apiKey: .provider { "" }, baseURL: "no URL")) == .others)
  }

  @Test func `a host prints without its account`() {
    let host = DialHost(OpenAI(apiKey: .static("secret"), baseURL: "https://A.example/v1"))
    #expect("\(host)" == "a.example:443")
    var text = ""
    dump(host, to: &text)
    #expect(!text.contains("ingerprint") && !text.contains("secret"))
  }

  @Test func `quiet hosts make room for new ones, and where none is quiet, new ones share what there is`()
    throws
  {
    let loop = try EventLoop()
    let governors = DialGovernors(limits { $0.handshakesPerSecond = 0.001 })
    let count = DialGovernors.maximumHostCount
    var tickets: [DialTicket?] = []
    for number in 0..<count {
      tickets.append(governors.request(.live, to: DialHost("\(number)", port: 1), on: loop) { _ in })
    }
    #expect(tickets.allSatisfy { $0?.isGranted == true })
    let shared = governors.request(.live, to: DialHost("x", port: 1), on: loop) { _ in }
    let sharing = governors.request(.live, to: DialHost("y", port: 1), on: loop) { _ in }
    #expect(shared?.isGranted == true && sharing?.isGranted == false)
    sharing?.cancel()
    for ticket in tickets + [shared] { ticket?.cancel() }
    for name in ["x", "y"] {
      #expect(governors.request(.live, to: DialHost(name, port: 1), on: loop) { _ in }?.isGranted == true)
    }
  }

  @Test func `other limits hold for hosts that are known already, and for new ones`() throws {
    let loop = try EventLoop()
    let governors = DialGovernors(limits { $0.handshakesPerSecond = 0.001 })
    governors.request(.live, to: host, on: loop) { _ in }
    let refusing = limits { $0.maximumWaitingCount = 0 }
    governors.setLimits(refusing, at: loop.now)
    #expect(governors.limits == refusing)
    let other = DialHost("other", port: 1)
    governors.request(.live, to: other, on: loop) { _ in }
    #expect(governors.request(.live, to: host, on: loop) { _ in } == nil)
    #expect(governors.request(.live, to: other, on: loop) { _ in } == nil)
  }
}
