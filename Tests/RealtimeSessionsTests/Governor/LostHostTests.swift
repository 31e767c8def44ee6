import Dispatch
import Foundation
import RealtimeLocalServer
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// A thousand sessions on two loops lose their host together: over real sockets, with a host that counts.
///
/// `LOST_HOST_SECONDS=60` has the host away for that long, dials it with the limits that everybody has, and says how
/// the sessions came back, and whether that was in time.
@Suite(.serialized) struct LostHostTests {
  private static let sessionCount = 1_000
  private static let outage = ProcessInfo.processInfo.environment["LOST_HOST_SECONDS"].flatMap(Int.init)
    .map { Duration.seconds($0) }

  /// A host that goes down, and comes back after its time or, without one, when it has seen that it is only probed.
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
      if let outage = LostHostTests.outage, let start = handshakes.first, time - start >= outage { isDown = false }
      handshakes.append(time)
      guard isDown else { return true }
      refusalCount += 1
      probeCount = isApart ? probeCount + 1 : 0
      if LostHostTests.outage == nil, probeCount == 10 { isDown = false }
      return false
    }

    /// From the first handshake that the host answered to the last one.
    var returnTime: Duration { (handshakes.last ?? .zero) - (handshakes.dropFirst(refusalCount).first ?? .zero) }

    /// The most handshakes within a second.
    var peak: Int {
      var first = handshakes.startIndex
      return handshakes.enumerated().reduce(0) { peak, entry in
        while entry.element - handshakes[first] >= .seconds(1) { first += 1 }
        return max(peak, entry.offset - first + 1)
      }
    }
  }

  /// The sessions of one loop.
  private final class Fleet {
    private var sessions: [RealtimeSession] = []

    init(_ plan: RealtimeSession.Plan, _ baseURL: String, on loop: EventLoop, liveCountChanged: @escaping (Int) -> Void)
    {
      let client = OpenAI(apiKey: .static("key"), baseURL: baseURL)
      for _ in 0..<(LostHostTests.sessionCount / 2) {
        guard let session = try? RealtimeSession(client, plan, on: loop) else { continue }
        var isLive = false
        session.onState { state in
          if isLive { liveCountChanged(-1) }
          isLive = state == .live
          if isLive { liveCountChanged(1) }
        }
        session.onClose { report in #expect(report.cause == .requested) }
        sessions.append(session)
      }
    }

    func end() {
      for session in sessions { session.close() }
    }
  }

  private func limits() -> DialLimits {
    var limits = DialLimits()
    if Self.outage != nil { return limits }
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
      var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
      plan.governors = governors
      let fleet = Fleet(plan, server.baseURL, on: loop) { change in
        let count = liveCount.withLock { count in
          count += change
          return count
        }
        if count == Self.sessionCount { allLive.signal() }
      }
      return LoopBound(fleet, on: loop)
    }
    try #require(allLive.wait(timeout: .now() + 120) == .success)

    let now = try #require(group.loops.first).now
    governors.setLimits(limits(), at: now)
    host.withLock { $0.goDown() }
    _ = try server.onEachServer { $0.forEachSession { _, socket in socket.terminate() } }
    let patience = 120 + Double(Self.outage?.components.seconds ?? 0)
    try #require(allLive.wait(timeout: .now() + patience) == .success)

    let seen = host.withLock(\.self)
    #expect(!seen.isDown && seen.handshakes.count == Self.sessionCount + seen.refusalCount)
    check(seen)
    for fleet in fleets { fleet.execute { $0.end() } }
    try server.drain(deadline: .seconds(10))
    try group.stop()
  }

  private func check(_ seen: Host) {
    // The host counts when it reads a request, which a busy machine does late: half a second of handshakes is for that.
    let most = limits().burst + Int(limits().handshakesPerSecond * 1.5)
    #expect(seen.peak <= most)
    guard let outage = Self.outage else { return }
    let budget = Duration.seconds(Double(Self.sessionCount) / limits().handshakesPerSecond) + .milliseconds(500)
    #expect(seen.returnTime <= budget)
    print(
      "away for \(outage): \(seen.refusalCount) refused, then \(Self.sessionCount) live within \(seen.returnTime)",
      "of \(budget), at most \(seen.peak) of \(most) handshakes in a second")
  }
}
