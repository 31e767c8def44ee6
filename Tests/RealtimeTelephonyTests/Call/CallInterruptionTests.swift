import RealtimeLocalServer
import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// What happens when the caller speaks over the model.
@Suite struct CallInterruptionTests {
  /// A model that speaks for five seconds, a carrier that has played some of it, and a caller who speaks then.
  private func interrupted(
    after milliseconds: Int, numbers: ScriptedCarrier.Numbers = .asText, _ change: (CallRig) -> Void = { _ in }
  ) throws -> (rig: CallRig, carrier: ScriptedCarrier) {
    let rig = try CallRig([.speech(milliseconds: 5_000), .speech(milliseconds: 200)])
    change(rig)
    let carrier = try rig.carrier(numbers: numbers)
    carrier.playsAtOnce = false
    rig.onCall = { call in
      call.onStart { session in
        session.respond()
        session.on(.conversationItemTruncated) { _ in carrier.hangUp() }
      }
    }
    carrier.onMedia = { _ in
      // All was said; the caller hears it in his own time.
      guard carrier.received.count == 40_000 else { return }
      carrier.play(milliseconds: milliseconds)
      carrier.speak(MuLaw.speech(milliseconds: 200))
    }
    carrier.onOpen = { carrier.start() }
    rig.run()
    return (rig, carrier)
  }

  @Test(arguments: [ScriptedCarrier.Numbers.asText, .asNumbers])
  func `18 the carrier drops what it has not played, and the service is told how much was heard`(
    numbers: ScriptedCarrier.Numbers
  ) async throws {
    try await onThread { [self] in
      let (rig, carrier) = try interrupted(after: 1_000, numbers: numbers)
      #expect(carrier.sent.count { $0 == "clear" } == 1)
      let end = try #require(rig.truncations.first ?? nil)
      // The last mark was at 1 000 ms or up to 180 ms before it; 50 ms more count as heard.
      #expect(rig.truncations.count == 1 && (870...1_050).contains(end))
      #expect(rig.complaints == [] && carrier.faults == [])
      let report = try #require(rig.reports.first)
      #expect(rig.reports.count == 1 && report.end == .callerLeft && report.interruptionCount == 1)
      #expect(report.spoken.milliseconds == 5_000 && report.spoken.heardMilliseconds == end)
      #expect(report.spoken.unheardMilliseconds == 5_000 - end)
      #expect(carrier.sent.last == "clear", "nothing of what was interrupted follows")
    }
  }

  @Test func `18 marks that come back because of the clear say nothing of what was heard`() async throws {
    try await onThread { [self] in
      let (rig, carrier) = try interrupted(after: 100)
      // 49 more marks came back with the clear, before the caller hung up.
      #expect(carrier.waitingMilliseconds == 0)
      #expect(rig.truncations == [150])
      #expect(rig.reports.first?.spoken.heardMilliseconds == 150)
    }
  }

  @Test func `what this side has paced and not sent is dropped here, and known without marks`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 5_000)])
      rig.codec = AlteredCodec { ($0.hasMarks, $0.canClear) = (false, false) }
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond()
          session.on(.conversationItemTruncated) { _ in carrier.hangUp() }
        }
      }
      carrier.onOpen = { carrier.start() }
      var hasSpoken = false
      carrier.onMedia = { _ in
        // The caller has heard some of these 300 ms.
        guard carrier.received.count >= 2_400, !hasSpoken else { return }
        hasSpoken = true
        carrier.speak(MuLaw.speech(milliseconds: 200))
      }
      rig.run()
      let end = try #require(rig.truncations.first ?? nil)
      let sent = carrier.received.count / 8
      #expect(end > 0 && end <= sent && sent < 5_000 && !carrier.sent.contains("clear"))
      #expect(rig.complaints == [] && rig.reports.first?.spoken.heardMilliseconds == end)
    }
  }

  @Test func `speech over silence clears nothing`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 200)])
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond { _ in carrier.speak(MuLaw.speech(milliseconds: 200)) }
          session.on(.inputAudioBufferSpeechStarted) { _ in carrier.hangUp() }
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(!carrier.sent.contains("clear") && rig.truncations == [])
      #expect(rig.reports.first?.interruptionCount == 0)
    }
  }
}
