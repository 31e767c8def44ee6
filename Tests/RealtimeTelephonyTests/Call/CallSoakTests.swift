import Foundation
import RealtimeLocalServer
import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// Many calls at once in which all goes wrong that can: callers interrupt, frames are lost and mixed up, carriers
/// stall, and the model's connections are lost and replaced. `SOAK_CALLS` and `SOAK_SECONDS` make it larger than it is
/// in every run.
@Suite struct CallSoakTests {
  private static func setting(_ name: String, _ usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
  }

  /// What becomes of a connection to the model.
  private static func script(_ request: RealtimeLocalServer.Request) -> ConnectionPlan {
    let endings: [SessionAction] = [.reset, .endStream, .close(.internalError), .expire]
    let script = SessionScript()
    guard request.number % 3 == 1 else { return .serve(script) }
    return .serve(
      script.at(.afterSending("response.output_audio.delta", 3 + request.number % 17), endings[request.number / 3 % 4]))
  }

  /// The model, on a thread of its own as the callers and the gateway are.
  private static func model() throws -> RealtimeLocalServerGroup {
    let replyCount = Locked(0)
    var configuration = RealtimeLocalServer.Configuration()
    configuration.models = .any
    configuration.plan = { script($0) }
    configuration.sessionLimits.maximumSessionDuration = .seconds(4)
    configuration.script = ReplyScript { _ in
      let number = replyCount.withLock { count in
        count += 1
        return count
      }
      // 13 ms are no whole frame.
      return .speech(
        NumberedSpeech.audio(reply: number & 0x3FFF, milliseconds: 200 + 13 * (number % 97)),
        transcript: "one two three four five")
    }
    return try RealtimeLocalServerGroup(configuration: configuration, loops: 1)
  }

  private static func plan(_ rig: GatewayRig, trusting root: [UInt8]?) -> RealtimeSession.Plan {
    var plan = rig.plan
    plan.options.tls = TLSConfiguration(trusting: root)
    plan.reconnect.maximumLifetimeCount = 1_000
    plan.rollOver.preparation = .milliseconds(2_800)
    plan.rollOver.spread = .milliseconds(200)
    plan.rollOver.anyBoundary = .milliseconds(1_500)
    plan.rollOver.force = .milliseconds(800)
    plan.rollOver.farewell = .milliseconds(300)
    return plan
  }

  @Test func `whatever happens, audio keeps its order, cuts are accepted, and each call is reported once`() async throws
  {
    try await onThread {
      let (calls, seconds) = (Self.setting("SOAK_CALLS", 8), Self.setting("SOAK_SECONDS", 3))
      let model = try Self.model()
      let rig = try GatewayRig()
      rig.configuration.service = .openAI(OpenAI(apiKey: .static("key"), baseURL: model.baseURL))
      let plan = Self.plan(rig, trusting: model.certificateAuthorityPEM)
      rig.configuration.prepared = plan
      rig.configuration.plan = { _ in plan }
      let complaints = Locked<[String]>([])
      let gateway = try rig.open { call in
        call.onStart { session in
          session.on(.error) { error in
            guard let details = error.json?["error"], details["code"]?.string != "session_expired" else { return }
            complaints.withLock { $0.append(details["message"]?.string ?? "") }
          }
        }
      }
      let sum = Locked(SoakParty.Sum())
      let callers = try EventLoopGroup()
      let (dial, partyCount) = (rig.dialer(), callers.loops.count)
      for party in 0..<partyCount {
        let isPlaced = callers.loops[party].execute {
          let loop = callers.loops[party]
          let members = stride(from: party, to: calls, by: partyCount).map { seed in
            SoakCaller(on: loop, seed: UInt64(seed), dial)
          }
          let mayEnd = { gateway.figures.interruptionCount > 0 }
          _ = SoakParty(members, for: .seconds(seconds), mayEnd: mayEnd, on: loop) { part in
            sum.withLock { $0 += part }
          }
        }
        try #require(isPlaced)
      }
      let memory = SoakMemory()
      var ticks = 0
      var clock: LoopTimer?
      clock = rig.loop.schedule(every: .milliseconds(20)) { missed in
        ticks += 1 + missed
        memory.look(at: ticks, of: seconds * 50)
        let sum = sum.withLock { $0 }
        guard sum.partyCount == partyCount, gateway.figures.endedCallCount == sum.callCount else { return }
        clock?.cancel()
        rig.finish()
      }
      try rig.run(for: .seconds(seconds + 30))
      try callers.stop()
      _ = try model.drain(deadline: .zero)
      let callersSum = sum.withLock { $0 }
      #expect(callersSum.mistakes == [])
      #expect(complaints.withLock { $0 } == [], "each truncation was one that the service takes")
      let figures = gateway.figures
      #expect(figures.endedCallCount == callersSum.callCount && figures.openCallCount == 0)
      #expect(rig.ends.withLock { $0.count } == figures.endedCallCount, "each call is reported once")
      #expect(callersSum.replyCount > 0 && figures.interruptionCount > 0)
      #expect(memory.isFlat, "\(memory)")
    }
  }
}

/// The memory of the process, half-way and at the end. It counts only where there is time for it to settle.
private final class SoakMemory: CustomStringConvertible {
  private var kibibytes: [Int] = []

  func look(at tick: Int, of count: Int) {
    guard count >= 3_000, tick >= count / 2 * (kibibytes.count + 1), kibibytes.count < 2 else { return }
    kibibytes.append(Self.resident)
  }

  var isFlat: Bool { kibibytes.count < 2 || kibibytes[1] < kibibytes[0] + kibibytes[0] / 10 }
  var description: String { "\(kibibytes) KiB" }

  private static var resident: Int {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    return (pages.flatMap { Int($0[1]) } ?? 0) * 4
  }
}
