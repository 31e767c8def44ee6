import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig

/// One session that speaks, and what was said about it. The test says what was heard.
final class SpokenRig {
  let rig: SessionRig
  let session: RealtimeSession
  private(set) var heardErrors: [OpenAIRealtimeError] = []
  private(set) var outcomes: [String] = []
  private(set) var clearCount = 0
  /// Deltas of audio that reached a listener.
  private(set) var deltaCount = 0

  init(_ rig: SessionRig) throws {
    self.rig = rig
    session = try rig.session()
    session.on(.error) { [unowned self] in heardErrors.append($0) }
    session.onClearPlayback { [unowned self] in clearCount += 1 }
    session.on(.responseOutputAudioDelta) { [unowned self] event in
      deltaCount += 1
      session.playback.handOver(event.audioByteCount)
    }
  }

  /// - Parameter replies: one a turn.
  convenience init(
    _ replies: [Reply], _ script: SessionScript = SessionScript(), pace: ReplyPace = .asFastAsPossible
  ) throws {
    let rig = try SessionRig([.serve(script)]) { configuration in
      configuration.script = .turns(replies)
      configuration.pace = pace
    }
    rig.speak()
    try self.init(rig)
  }

  func respond(_ then: @escaping (ResponseOutcome) -> Void = { _ in }) {
    session.respond { [unowned self] outcome in
      outcomes.append(outcome.text)
      then(outcome)
    }
  }

  func run(in time: TestTime = .turnedByHand) { rig.run(session, in: time) }

  /// Content part and milliseconds of each truncation that was sent.
  func truncations(_ connection: Int = 1) -> [[Int?]] {
    rig.json("conversation.item.truncate", connection).map { [$0["content_index"]?.int, $0["audio_end_ms"]?.int] }
  }
}

extension SessionRig {
  /// Its sessions speak, to a device.
  func speak(detecting turns: Field<TurnDetection> = .absent) {
    plan.parameters = .realtime(
      RealtimeSessionParameters(
        outputModalities: [.audio], instructions: "Be brief.", audio: .init(input: .init(turnDetection: turns))))
    plan.playback = .device
  }
}

extension Reply.Part {
  /// Speech of so long, in ten words.
  static func speech(milliseconds: Int) -> Reply.Part {
    .audio(
      [UInt8](repeating: 0, count: milliseconds * 48), transcript: "one two three four five six seven eight nine ten")
  }
}

extension Reply {
  static func speech(milliseconds: Int) -> Reply { Reply(items: [.message([.speech(milliseconds: milliseconds)])]) }
}

/// What turn detection takes for speech, and for its end: 24 kHz PCM16.
enum UserAudio {
  static let speech: [UInt8] = (0..<9_600).flatMap { $0 / 24 % 2 == 0 ? [0, 0x40] : [0, 0xC0] }
  static let silence = [UInt8](repeating: 0, count: 57_600)
}
