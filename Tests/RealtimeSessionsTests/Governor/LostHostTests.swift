import Dispatch
import RealtimeLocalServer
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// A thousand connections on two loops lose their host together: over real sockets, with a host that counts.
@Suite struct LostHostTests {
  private static let connectionCount = 1_000

  /// A host that goes down, and comes back when it has seen that it is only probed.
  private struct Host {
    private(set) var handshakes: [Duration] = []
    private(set) var refusalCount = 0
    private(set) var isDown = false
    private var probeCount = 0

    mutating func goDown() {
      isDown = true
      handshakes = []
    }

    /// - Returns: whether it works.
    mutating func answers(at time: Duration) -> Bool {
      // At the rate of the limits handshakes are a quarter of this apart, and those that were under way bunch.
      let isApart = handshakes.last.map { time - $0 >= .milliseconds(10) } ?? false
      handshakes.append(time)
      guard isDown else { return true }
      refusalCount += 1
      probeCount = isApart ? probeCount + 1 : 0
      if probeCount == 10 { isDown = false }
      return false
    }
  }

  /// Connections of one loop, each of which comes back whenever it is lost, as fast as it may.
  private final class Fleet {
    private let governors: DialGovernors
    private let client: OpenAI
    private let loop: EventLoop
    private let liveCountChanged: (Int) -> Void
    private var isOver = false
    private var connections: [OpenAIRealtimeWS] = []

    init(_ governors: DialGovernors, _ baseURL: String, on loop: EventLoop, liveCountChanged: @escaping (Int) -> Void) {
      self.governors = governors
      client = OpenAI(apiKey: .static("key"), baseURL: baseURL)
      self.loop = loop
      self.liveCountChanged = liveCountChanged
    }

    func open() {
      let ticket = governors.request(.live, to: DialHost(client), on: loop) { [self] in dial($0) }
      #expect(ticket != nil)
    }

    func end() {
      isOver = true
      for connection in connections { connection.close() }
    }

    private func dial(_ ticket: DialTicket) {
      guard let connection = try? OpenAIRealtimeWS(client, model: "gpt-realtime-2.1", on: loop) else {
        Issue.record("nothing is wrong with these settings")
        return
      }
      connections.append(connection)
      connection.on(.error) { _ in }
      connection.on(.sessionCreated) { [self] _ in
        ticket.report(.answered)
        liveCountChanged(1)
      }
      connection.onClose { [self] report in
        connections.removeAll { $0 === connection }
        guard !isOver else { return }
        if ticket.isGranted { ticket.report(DialOutcome(report.refusal)) } else { liveCountChanged(-1) }
        open()
      }
    }
  }

  private func limits() -> DialLimits {
    var limits = DialLimits()
    limits.handshakesPerSecond = 400
    limits.burst = 20
    limits.probeInterval = .milliseconds(20)
    limits.pauseJitter = .milliseconds(10)
    return limits
  }

  @Test(arguments: [true, false])
  func `they come back no faster than the limits allow, and all of them`(asksForTime: Bool) throws {
    let host = Locked(Host())
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    configuration.plan = { request in
      if host.withLock({ $0.answers(at: request.time) }) { return .serve() }
      return asksForTime ? .refuse(.tooManyRequests(milliseconds: 20)) : .reset
    }
    let server = try RealtimeLocalServerGroup(configuration: configuration, loops: 1)
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = 2
    let group = try EventLoopGroup(configuration: settings)

    // Nobody is held up at first.
    var open = DialLimits()
    (open.handshakesPerSecond, open.burst) = (1_000_000, 1_000_000)
    let governors = DialGovernors(open)
    let liveCount = Locked(0)
    let allLive = DispatchSemaphore(value: 0)
    let fleets = try group.onEachLoop { loop in
      let fleet = Fleet(governors, server.baseURL, on: loop) { change in
        let count = liveCount.withLock { count in
          count += change
          return count
        }
        if count == Self.connectionCount { allLive.signal() }
      }
      for _ in 0..<(Self.connectionCount / 2) { fleet.open() }
      return LoopBound(fleet, on: loop)
    }
    try #require(allLive.wait(timeout: .now() + 120) == .success)

    let now = try #require(group.loops.first).now
    governors.setLimits(limits(), at: now)
    host.withLock { $0.goDown() }
    server.forEachSession { _, socket in socket.terminate() }
    try #require(allLive.wait(timeout: .now() + 120) == .success)

    let seen = host.withLock(\.self)
    #expect(!seen.isDown && seen.handshakes.count == Self.connectionCount + seen.refusalCount)
    check(seen.handshakes)
    for fleet in fleets { fleet.execute { $0.end() } }
    try server.drain(deadline: .seconds(10))
    try group.stop()
  }

  private func check(_ times: [Duration]) {
    // The host counts when it reads a request, which a busy machine does late: half a second of handshakes is for that.
    let most = limits().burst + Int(limits().handshakesPerSecond * 1.5)
    for (index, time) in times.enumerated() where index >= most {
      #expect(time - times[index - most] >= .seconds(1))
    }
  }
}
