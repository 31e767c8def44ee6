import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// A connection that is lost in each of the ways, at each of the moments of a conversation.
@Suite(.serialized) struct Scenario01Tests {
  enum Moment: CaseIterable {
    case idle, userSpeaking, responseStreaming, responseAskedFor, toolRunning, playbackGoingOn
  }

  /// A conversation that comes to a moment, loses its connection, and goes on.
  private final class Call {
    let rig: SessionRig
    let session: RealtimeSession
    private let moment: Moment
    private let ending: SessionAction
    private var speaker: QuietSpeaker?
    private var finishTool: ((Result<String, any Error>) -> Void)?
    private(set) var spokenAtLoss = 0
    private(set) var outcomes: [[ResponseOutcome]] = []

    init(_ moment: Moment, _ ending: SessionAction) throws {
      (self.moment, self.ending) = (moment, ending)
      rig = try Self.rig(moment, ending)
      session = try rig.session()
      session.tools.register(FunctionTool(name: "lookup")) { [unowned self] _, finish in finishTool = finish }
      session.send(.conversationItemCreate(.user("Hello")))
      session.onState { [unowned self] state in
        if case .backoff = state { spokenAtLoss = speaker?.spoken.count ?? 0 }
      }
      session.onRestored { [unowned self] _ in goOn() }
      if moment == .userSpeaking { speak() } else { ask() }
      arrange()
    }

    private static func rig(_ moment: Moment, _ ending: SessionAction) throws -> SessionRig {
      var script = SessionScript()
      if moment == .responseAskedFor { script = script.at(.onReceiving("response.create"), .drop, ending) }
      let rig = try SessionRig([.serve(script)]) { configuration in
        configuration.script = ReplyScript { request in reply(to: request, moment) }
        if moment == .responseStreaming { configuration.pace = .realTime }
      }
      rig.plan.options.webSocket.keepAlive = KeepAliveConfiguration(
        interval: .milliseconds(200), timeout: .milliseconds(400))
      rig.plan.playback = .device
      if moment == .playbackGoingOn {
        rig.plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Be brief."))
      }
      return rig
    }

    private static func reply(to request: ReplyRequest, _ moment: Moment) -> Reply {
      guard request.session == 1 else { return .text("Well.") }
      switch moment {
      case .toolRunning: return .functionCall(name: "lookup", arguments: "{}")
      case .playbackGoingOn: return .speech([UInt8](repeating: 1, count: 96_000), transcript: "one two three four")
      case .responseStreaming: return .text(String(repeating: "word ", count: 100))
      default: return .text("Good morning.")
      }
    }

    // MARK: Until the loss

    private func ask() {
      let index = outcomes.count
      outcomes.append([])
      session.respond { [unowned self] in outcomes[index].append($0) }
    }

    private func speak() { speaker = QuietSpeaker(session, isLoud: true) }

    private func arrange() {
      switch moment {
      case .idle, .toolRunning: session.once(.responseDone) { [unowned self] _ in lose() }
      case .userSpeaking: session.once(.inputAudioBufferSpeechStarted) { [unowned self] _ in lose() }
      case .responseStreaming: session.once(.responseOutputTextDelta) { [unowned self] _ in lose() }
      case .responseAskedFor: break
      case .playbackGoingOn:
        session.once(.responseDone) { [unowned self] _ in
          session.playback.handOver(96_000)
          session.playback.played(24_000)
          lose()
        }
      }
    }

    /// Not within the listener: what the session does with the event itself comes first.
    private func lose() {
      session.loop.enqueueLocally { [self] in rig.server.perform(ending, session: 1) }
    }

    // MARK: After it

    private func goOn() {
      if moment == .userSpeaking {
        session.once(.inputAudioBufferSpeechStarted) { [unowned self] _ in end() }
        return
      }
      if moment == .playbackGoingOn {
        #expect(session.playback.isUnplayed, "what is there is played on")
        session.playback.played(24_000)
        session.interrupt()
      }
      if moment == .toolRunning {
        finishTool?(.success("found"))
        session.once(.responseDone) { [unowned self] _ in end() }
        return
      }
      if moment != .responseAskedFor { ask() }
      session.once(.responseDone) { [unowned self] _ in end() }
    }

    private func end() {
      speaker?.stop()
      session.loop.enqueueLocally { [session] in session.close() }
    }

    /// What was said after the loss was noticed, which is in the second session, but for what a long outage has
    /// no room for.
    var isHeldAudioWhole: Bool {
      let dropped = rig.restored.first?.dropped.audioByteCount ?? 0
      let rest = speaker?.spoken.dropFirst(spokenAtLoss + dropped) ?? []
      let heard = rig.audio(2)
      return !heard.isEmpty && rest.starts(with: heard)
    }
  }

  /// The moments of one ending at once: they wait for most of their time.
  @Test(arguments: Ending.allCases)
  func `settings, conversation and requests survive`(ending: Ending) async throws {
    try await withThrowingTaskGroup { group in
      for moment in Moment.allCases { group.addTask { try await onThread { try survive(ending, at: moment) } } }
      try await group.waitForAll()
    }
  }

  private func survive(_ ending: Ending, at moment: Moment) throws {
    let call = try Call(moment, ending.action)
    let rig = call.rig
    rig.run(call.session)
    #expect(rig.cause == .requested, "\(ending) \(moment)")
    #expect(rig.states.count == 5 && rig.states.first == .live, "\(ending) \(moment)")
    if case .backoff? = rig.states.dropFirst().first {} else { Issue.record("\(rig.states)") }
    #expect(rig.states.dropFirst(2) == [.connecting(attempt: 1), .live, .closed(.requested)])
    #expect(rig.restored.map(\.reason) == [.reconnected])
    #expect(rig.restored.map(\.isStateRestored) == [moment != .responseStreaming], "\(ending) \(moment)")
    #expect(rig.restored.map(\.askedAgainCount) == [moment == .responseAskedFor ? 1 : 0], "\(ending) \(moment)")
    #expect(rig.received(2).first == "session.update")
    #expect(rig.json("session.update", 2).first?["session"]?["instructions"] == "Be brief.")
    #expect(rig.createdItems(2).first == "user: Hello")
    check(call, moment)
  }

  private func check(_ call: Call, _ moment: Moment) {
    let rig = call.rig
    let outcomes = call.outcomes.map { $0.map(\.text) }
    let asked = [1, 2].map { rig.json("response.create", $0).count }
    let created = rig.createdItems(2)
    switch moment {
    case .idle:
      #expect(outcomes == [["completed"], ["completed"]] && asked == [1, 1])
      #expect(created == ["user: Hello", "assistant: Good morning."])
    case .userSpeaking:
      #expect(call.isHeldAudioWhole && created == ["user: Hello"])
    case .responseStreaming:
      #expect(outcomes == [["interrupted"], ["completed"]] && asked == [1, 1])
      #expect(created.count == 2 && created.last?.hasPrefix("assistant: word") == true)
    case .responseAskedFor:
      #expect(outcomes == [["completed"]] && asked == [1, 1])
      #expect(created == ["user: Hello"])
    case .toolRunning:
      #expect(outcomes == [["completed"]] && asked == [1, 1])
      #expect(created == ["user: Hello", "function_call: lookup", "function_call_output: found"])
    case .playbackGoingOn:
      #expect(outcomes == [["completed"], ["completed"]])
      // The speech is text now, and is cut by being created anew.
      #expect(created == ["user: Hello", "assistant: one two three four", "assistant: one two [interrupted]"])
      #expect(rig.received(2).contains("conversation.item.delete"))
      #expect(!rig.received(2).contains("conversation.item.truncate"))
    }
  }
}
