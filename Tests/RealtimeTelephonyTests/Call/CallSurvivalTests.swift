import RealtimeLocalServer
import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// What the caller hears of it when the model's connection is lost or replaced, and when the carrier takes nothing.
@Suite struct CallSurvivalTests {
  private let reply = MuLaw.counting(milliseconds: 600)

  @Test func `a call goes on over the next connection when the model's is lost in the middle of a word`() async throws {
    try await onThread { [reply] in
      let script = SessionScript().at(.afterSending("response.output_audio.delta", 3), .endStream)
      let rig = try CallRig([.speech(milliseconds: 600)], script)
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond()
          session.onRestored { _ in
            carrier.speak(MuLaw.silence(milliseconds: 20))
            session.respond { _ in rig.loop.schedule(after: .milliseconds(20)) { carrier.hangUp() } }
          }
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      // 300 ms are whole frames, and the answer to the next request is all there.
      #expect(carrier.received == reply.prefix(2_400) + reply)
      #expect(rig.heard(2) == MuLaw.silence(milliseconds: 20))
      #expect(rig.reports.map(\.end) == [.callerLeft] && rig.complaints == [] && carrier.faults == [])
      #expect(rig.reports.first?.spoken.heardMilliseconds == 900)
    }
  }

  @Test func `what was cut off by a lost connection is filled up to a frame`() async throws {
    try await onThread {
      let script = SessionScript().at(.afterSending("response.output_audio.delta", 1), .endStream)
      // Pieces of 100 ms make the first one whole; a reply of 95 ms is one piece that is not.
      let rig = try CallRig([.speech(milliseconds: 95)], script)
      let carrier = try rig.carrier()
      carrier.onMedia = { _ in if carrier.received.count == 800 { carrier.hangUp() } }
      rig.onCall = { call in call.onStart { session in session.respond() } }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(carrier.received == MuLaw.counting(milliseconds: 95) + MuLaw.silence(milliseconds: 5))
    }
  }

  @Test func `a session that is rolled over loses nothing of the caller and of the model`() async throws {
    try await onThread {
      let rig = try CallRig(
        [.speech(milliseconds: 200)],
        model: { configuration in
          configuration.plan = { _ in .serve() }
          configuration.sessionLimits.maximumSessionDuration = .seconds(4)
        })
      rig.plan.rollOver.preparation = .milliseconds(3_500)
      rig.plan.rollOver.spread = .milliseconds(50)
      rig.plan.rollOver.anyBoundary = .milliseconds(1_500)
      rig.plan.rollOver.force = .milliseconds(800)
      rig.plan.rollOver.farewell = .milliseconds(50)
      rig.plan.reconnect.stableTime = .milliseconds(300)
      let carrier = try rig.carrier()
      var speaking: LoopTimer?
      rig.onCall = { call in
        call.onStart { session in
          session.respond()
          speaking = rig.loop.schedule(every: .milliseconds(20)) { _ in carrier.speak(MuLaw.silence(milliseconds: 20)) }
          session.onRestored { report in
            #expect(report.reason == .rolledOver && report.isStateRestored)
            session.respond { _ in
              speaking?.cancel()
              rig.loop.schedule(after: .milliseconds(50)) { carrier.hangUp() }
            }
          }
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(carrier.received == MuLaw.counting(milliseconds: 200) + MuLaw.counting(milliseconds: 200))
      #expect(rig.reports.map(\.end) == [.callerLeft] && rig.complaints == [])
      let report = try #require(rig.reports.first)
      #expect(report.heard.droppedFrameCount == 0 && report.spoken.heardMilliseconds == 400)
      #expect(rig.heard(1).count + rig.heard(2).count >= report.heard.milliseconds * 8)
    }
  }

  @Test func `what a carrier does not take waits here, and all of it comes in order`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 5_010)], sockets: { $0.setWatermarks(low: 1_000, high: 2_000) })
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond()
          call.hangUp(afterSpeech: .seconds(20))
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(carrier.received == MuLaw.counting(milliseconds: 5_010) + MuLaw.silence(milliseconds: 10))
      let report = try #require(rig.reports.first)
      #expect(report.spoken.droppedMilliseconds == 0 && report.spoken.heardMilliseconds == 5_010)
      #expect(carrier.sent.allSatisfy { !$0.hasPrefix("media") || (Int($0.dropFirst(6)) ?? 1).isMultiple(of: 160) })
    }
  }

  @Test func `this side may pace any carrier, and all that was said is heard`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 410)])
      rig.settings.pacing = .paced(lead: .milliseconds(100))
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond()
          #expect(!call.press([]), "this carrier cannot")
          call.hangUp(afterSpeech: .seconds(20))
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(carrier.received == MuLaw.counting(milliseconds: 410) + MuLaw.silence(milliseconds: 10))
      #expect(
        carrier.sent.first.map { $0 == "media 160" || $0 == "media 800" } == true, "no more than the lead at once")
      #expect(rig.reports.map(\.end) == [.hungUp] && rig.reports.first?.spoken.heardMilliseconds == 410)
    }
  }

  @Test func `what does not fit there is dropped and counted, and never heard`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 8_000)], sockets: { $0.setWatermarks(low: 1_000, high: 2_000) })
      rig.settings.maximumWaitingAudio = .seconds(1)
      let carrier = try rig.carrier()
      // It takes nothing until the model has said all.
      carrier.socket.on(.open) { carrier.socket.pauseReading() }
      rig.onCall = { call in
        call.onStart { session in
          session.respond { _ in
            carrier.socket.resumeReading()
            call.hangUp(afterSpeech: .seconds(20))
          }
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      let report = try #require(rig.reports.first)
      #expect(report.end == .hungUp && report.spoken.milliseconds == 8_000)
      #expect(report.spoken.droppedMilliseconds + report.spoken.heardMilliseconds == 8_000)
      #expect(carrier.received.count / 8 == report.spoken.heardMilliseconds)
    }
  }

  @Test func `a carrier of another rate gets whole frames of its own, and the model hears its own`() async throws {
    try await onThread {
      let second = [UInt8](repeating: 0, count: 48_000)
      let rig = try CallRig([.speech(second, transcript: "one two three")])
      rig.codec = AlteredCodec(format: CarrierFormat(.linear16, sampleRate: 16_000))
      let carrier = try rig.carrier()
      carrier.bytesPerMillisecond = 32
      rig.onCall = { call in
        call.onStart { session in
          session.on(.sessionUpdated) { _ in
            for _ in 0..<50 { carrier.speak([UInt8](repeating: 0, count: 640)) }
            session.respond()
            call.hangUp(afterSpeech: .seconds(20))
          }
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(carrier.received.count == 32_000 && carrier.received.allSatisfy { $0 == 0 })
      #expect((47_000...48_000).contains(rig.heard().count), "the filter keeps a little")
      #expect(rig.reports.first?.spoken.heardMilliseconds == 1_000 && rig.reports.first?.heard.milliseconds == 1_000)
      #expect(rig.complaints == [])
    }
  }
}

extension WebSocketConfiguration {
  fileprivate mutating func setWatermarks(low: Int, high: Int) {
    (lowWatermarkByteCount, highWatermarkByteCount) = (low, high)
  }
}
