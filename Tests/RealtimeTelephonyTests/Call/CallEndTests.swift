import RealtimeTelephony
import RealtimeTestRig
import Testing

/// Each way in which a call ends, and that it is reported once.
@Suite struct CallEndTests {
  private func ended(
    _ script: SessionScript = SessionScript(), in time: TestTime = .turnedByHand,
    _ change: (CallRig, ScriptedCarrier) -> Void
  ) throws -> (rig: CallRig, carrier: ScriptedCarrier) {
    let rig = try CallRig([.speech(milliseconds: 600)], script)
    let carrier = try rig.carrier()
    carrier.onOpen = { carrier.start() }
    change(rig, carrier)
    rig.run(in: time)
    #expect(rig.reports.count == 1)
    return (rig, carrier)
  }

  @Test func `a carrier that begins no stream is left after a time`() async throws {
    try await onThread { [self] in
      let (rig, carrier) = try ended { rig, carrier in
        rig.settings.startTimeLimit = .milliseconds(30)
        carrier.onOpen = { carrier.send(["event": "connected"]) }
      }
      #expect(rig.reports.map(\.end) == [.neverStarted] && carrier.close?.code == .normalClosure)
      #expect(rig.reports.first?.usage == nil && rig.reports.first?.timeToStart == nil)
      #expect(rig.model.passed.isEmpty, "the model has heard of nothing")
    }
  }

  @Test func `a stream of an unknown format, and one without a plan, come to nothing`() async throws {
    try await onThread { [self] in
      let unknown = try ended { _, carrier in carrier.onOpen = { carrier.start(encoding: "audio/opus") } }
      #expect(unknown.rig.reports.map(\.end) == [.neverStarted])
      let odd = try ended { rig, _ in rig.codec = AlteredCodec(format: CarrierFormat(.linear16, sampleRate: 0)) }
      #expect(odd.rig.reports.map(\.end) == [.neverStarted])
      let silent = try ended { rig, _ in rig.plan.parameters = .transcription(TranscriptionSessionParameters()) }
      #expect(silent.rig.reports.map(\.end) == [.rejected])
      let refused = try ended { rig, _ in rig.takesCalls = false }
      #expect(refused.rig.reports.map(\.end) == [.rejected] && refused.rig.model.passed.isEmpty)
    }
  }

  @Test func `a socket that is cut is a carrier that was lost`() async throws {
    try await onThread { [self] in
      let (rig, _) = try ended { rig, carrier in
        rig.onCall = { call in
          call.onStart { session in session.on(.sessionUpdated) { _ in carrier.socket.terminate() } }
        }
      }
      #expect(rig.reports.map(\.end) == [.carrierLost(code: 1006)])
    }
  }

  @Test func `who hangs up after what was said waits until it was heard`() async throws {
    try await onThread { [self] in
      let (rig, carrier) = try ended { rig, carrier in
        carrier.playsAtOnce = false
        carrier.onMedia = { _ in
          if carrier.received.count == 4_800 {
            rig.loop.schedule(after: .milliseconds(20)) { carrier.play(milliseconds: .max) }
          }
        }
        rig.onCall = { call in
          call.onStart { session in
            session.respond()
            call.hangUp(afterSpeech: .seconds(20))
          }
        }
      }
      #expect(rig.reports.map(\.end) == [.hungUp] && carrier.close?.code == .normalClosure)
      #expect(rig.reports.first?.spoken.heardMilliseconds == 600 && carrier.played.count == 4_800)
    }
  }

  @Test func `who hangs up because of a function waits for what is said then`() async throws {
    try await onThread { [self] in
      let (rig, carrier) = try ended(in: .ofTheSystem) { rig, _ in
        rig.replies = [.functionCall(name: "hang_up", arguments: "{}"), .speech(milliseconds: 600)]
        rig.onCall = { call in
          let bound = LoopBound(call, on: call.loop)
          call.onStart { session in
            session.tools.register(FunctionTool(name: "hang_up")) { _ in
              bound.execute { call in call.hangUp(afterSpeech: .seconds(20)) }
              try await Task.sleep(for: .milliseconds(30))
              return "Say good-bye."
            }
            session.respond()
          }
        }
      }
      #expect(rig.reports.map(\.end) == [.hungUp] && carrier.played.count == 4_800)
    }
  }

  @Test func `who hangs up after what was said does not wait for ever`() async throws {
    try await onThread { [self] in
      let (rig, _) = try ended { rig, carrier in
        carrier.playsAtOnce = false
        rig.onCall = { call in
          call.onStart { session in session.respond { _ in call.transfer(afterSpeech: .milliseconds(30)) } }
        }
      }
      #expect(rig.reports.map(\.end) == [.transferred])
      #expect(rig.reports.first?.spoken.heardMilliseconds == 0)
    }
  }

  @Test func `the end of the session is the call's`() async throws {
    try await onThread { [self] in
      let script = SessionScript().at(.endOfTurn(), .close(.policyViolation))
      let (rig, carrier) = try ended(script) { rig, _ in rig.onCall = { call in call.onStart { $0.respond() } } }
      guard case .sessionEnded(.closedByService(code: 1008, _))? = rig.reports.first?.end else {
        return #expect(Bool(false), "\(rig.reports.map(\.end))")
      }
      #expect(carrier.close?.code == .normalClosure && rig.reports.first?.usage?.total.responseCount == 1)
    }
  }

  @Test func `a session that the application closes takes the carrier with it`() async throws {
    try await onThread { [self] in
      let (rig, carrier) = try ended { rig, _ in
        rig.onCall = { call in call.onStart { session in session.respond { _ in session.close() } } }
      }
      #expect(rig.reports.map(\.end) == [.sessionEnded(.requested)] && carrier.close?.code == .normalClosure)
    }
  }

  @Test func `18 after the end of the stream the carrier may say what it likes`() async throws {
    try await onThread { [self] in
      let (rig, _) = try ended { rig, carrier in
        rig.onCall = { call in
          call.onStart { session in
            session.on(.sessionUpdated) { _ in
              carrier.stop()
              carrier.speak(MuLaw.speech(milliseconds: 20))
              carrier.press("1")
              carrier.stop()
              carrier.start()
            }
          }
        }
      }
      #expect(rig.reports.map(\.end) == [.callerLeft] && rig.reports.first?.keyCount == 0)
      #expect(rig.heard().isEmpty)
    }
  }

  @Test func `a loop that closes ends its calls, once`() async throws {
    try await onThread {
      let rig = try CallRig()
      let carrier = try rig.carrier()
      carrier.onOpen = { carrier.start() }
      rig.onCall = { call in call.onStart { session in session.on(.sessionUpdated) { _ in rig.loop.stop() } } }
      rig.loop.run()
      rig.loop.close()
      #expect(rig.reports.count == 1)
    }
  }
}
