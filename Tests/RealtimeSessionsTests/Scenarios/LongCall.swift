import OpenAIRealtime
import RealtimeTestRig

@testable import RealtimeSessions

/// A call over sessions of four seconds in place of an hour, in which the user never stops, the model answers now and
/// then, and connections are killed by chance.
final class LongCall {
  /// Where one session's audio ends and the next one's begins.
  struct Seam {
    let reason: RealtimeSession.RestoredReport.Reason
    /// What had been said when the old connection was given up.
    let spokenCount: Int
    let droppedByteCount: Int
  }

  let rig: SessionRig
  let session: RealtimeSession
  private(set) var seams: [Seam] = []
  private(set) var kills = 0
  private(set) var hasReset = false
  /// The audio of each response, as it came.
  private(set) var speech: [String: [UInt8]] = [:]
  private(set) var outcomes: [ResponseOutcome] = []
  private(set) var askedCount = 0
  private(set) var heardTokens = 0
  private var speaker: QuietSpeaker?
  private var random: SeededGenerator
  private var spokenAtLoss: Int?
  private var spokenAtStart: Int?
  private var isOver = false

  var spoken: [UInt8] { speaker?.spoken ?? [] }

  init(seed: UInt64, duration: Duration) throws {
    random = SeededGenerator(seed: seed)
    rig = try SessionRig.rollingOver { configuration in
      configuration.pace = .realTime
      configuration.script = ReplyScript { request in
        .speech(Self.answer(UInt32(request.session * 1_000 + request.turn)), transcript: "one two three four")
      }
    }
    rig.plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Be brief."))
    rig.plan.interruptsOnSpeech = false
    rig.plan.reconnect.maximumLifetimeCount = 1_000
    rig.plan.reconnect.maximumAttemptCount = 100
    rig.plan.holding.maximumAudioMilliseconds = seed.isMultiple(of: 3) ? 20 : 2_000
    session = try rig.session()
    // A user who is heard is interrupted by nothing, and one who is not heard owes no turn.
    speaker = QuietSpeaker(session, isLoud: seed.isMultiple(of: 2))
    listen()
    scheduleKill()
    scheduleQuestion()
    session.loop.schedule(after: duration) { [self] in end() }
  }

  /// What was said before the first connection was there, and found no room.
  var firstDropped: Int { max((spokenAtStart ?? 0) - rig.plan.holding.maximumAudioMilliseconds * 48, 0) }

  /// 300 ms that say whose they are.
  static func answer(_ number: UInt32) -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(number))
    var bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }
    while bytes.count < 14_400 { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
    return bytes
  }

  private func listen() {
    session.on(.error) { _ in }
    session.onState { [unowned self] state in
      switch state {
      case .live: spokenAtStart = spokenAtStart ?? spoken.count
      case .backoff, .connecting: spokenAtLoss = spokenAtLoss ?? spoken.count
      default: break
      }
    }
    session.onRestored { [unowned self] report in
      let seam = Seam(
        reason: report.reason, spokenCount: spokenAtLoss ?? spoken.count,
        droppedByteCount: report.dropped.audioByteCount)
      seams.append(seam)
      spokenAtLoss = nil
    }
    session.on(.responseOutputAudioDelta) { [unowned self] event in
      speech[event.responseID, default: []] += unsafe event.audio.withUnsafeBytes { unsafe Array($0) }
    }
    session.on(.responseDone) { [unowned self] event in heardTokens += event.response.usage?.totalTokens ?? 0 }
  }

  private func scheduleKill() {
    session.loop.schedule(after: .milliseconds(Int64.random(in: 700...2_500, using: &random))) { [self] in
      guard !isOver else { return }
      kill()
      scheduleKill()
    }
  }

  private func kill() {
    let actions: [SessionAction] = [.endStream, .reset, .close(.internalError), .close(.goingAway), .expire]
    guard let number = rig.server.openSessions.randomElement(using: &random),
      let action = actions.randomElement(using: &random)
    else { return }
    kills += 1
    if action == .reset { hasReset = true }
    rig.server.perform(action, session: number)
  }

  private func scheduleQuestion() {
    session.loop.schedule(after: .milliseconds(Int64.random(in: 500...900, using: &random))) { [self] in
      guard !isOver else { return }
      askedCount += 1
      session.respond { [self] in outcomes.append($0) }
      scheduleQuestion()
    }
  }

  private func end() {
    isOver = true
    speaker?.stop()
    session.close()
  }
}
