import RealtimeTelephony
import RealtimeTestRig
import Testing

/// Scenario 18: whatever a carrier sends.
@Suite struct Scenario18Tests {
  /// A call in which the carrier says what `speak` has it say, once the model listens, and hangs up.
  private func call(_ speak: @escaping (ScriptedCarrier) -> Void) throws -> (rig: CallRig, carrier: ScriptedCarrier) {
    let rig = try CallRig()
    let carrier = try rig.carrier()
    rig.onCall = { call in
      call.onStart { session in
        session.on(.sessionUpdated) { _ in
          speak(carrier)
          carrier.hangUp()
        }
      }
    }
    carrier.onOpen = { carrier.start() }
    rig.run()
    #expect(rig.reports.map(\.end) == [.callerLeft] && rig.complaints == [] && carrier.faults == [])
    return (rig, carrier)
  }

  private let frames = stride(from: 0, to: 1_600, by: 160).map {
    Array(MuLaw.counting(milliseconds: 200)[$0..<$0 + 160])
  }

  @Test func `18 audio before the start is nobody's`() async throws {
    try await onThread { [frames] in
      let rig = try CallRig()
      let carrier = try rig.carrier()
      rig.onCall = { call in call.onStart { session in session.on(.sessionUpdated) { _ in carrier.hangUp() } } }
      carrier.onOpen = {
        carrier.speak(frames[0])
        carrier.press("1")
        carrier.start()
        carrier.speak(frames[1])
      }
      rig.run()
      #expect(rig.heard() == frames[1] && rig.reports.first?.faultCount == 2 && rig.reports.first?.keyCount == 0)
    }
  }

  @Test func `18 pieces that come in another order are put in theirs`() async throws {
    try await onThread { [self] in
      let (rig, _) = try call { carrier in
        carrier.speak(frames[0])
        carrier.shift(by: 1)
        carrier.speak(frames[2])
        carrier.shift(by: -2)
        carrier.speak(frames[1])
        carrier.shift(by: 1)
        carrier.speak(frames[3])
        // One that is sent again is late.
        carrier.shift(by: -1)
        carrier.speak(frames[3])
      }
      #expect(rig.heard() == frames[0...3].flatMap(\.self))
      #expect(rig.reports.first?.heard.lateFrameCount == 1 && rig.reports.first?.heard.filledMilliseconds == 0)
    }
  }

  @Test func `18 a gap of two seconds is two seconds of silence`() async throws {
    try await onThread { [self] in
      let (rig, _) = try call { carrier in
        carrier.speak(frames[0])
        carrier.skip(milliseconds: 2_000)
        carrier.speak(frames[1])
      }
      #expect(rig.heard() == frames[0] + MuLaw.silence(milliseconds: 2_000) + frames[1])
      #expect(rig.reports.first?.heard.filledMilliseconds == 2_000 && rig.reports.first?.heard.milliseconds == 40)
    }
  }

  @Test func `18 a call that is held while the caller speaks is a turn that ends`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 100)])
      let carrier = try rig.carrier()
      rig.onCall = { call in call.onStart { session in session.on(.responseDone) { _ in carrier.hangUp() } } }
      carrier.onOpen = {
        carrier.start()
        carrier.speak(MuLaw.speech(milliseconds: 200))
      }
      rig.run()
      #expect(rig.heard() == MuLaw.speech(milliseconds: 200) + MuLaw.silence(milliseconds: 1_000))
      #expect(rig.reports.first?.heard.filledMilliseconds == 1_000 && rig.reports.first?.spoken.milliseconds == 100)
    }
  }

  @Test func `18 payloads of one byte and of 48 KiB are passed on as they are`() async throws {
    try await onThread { [self] in
      let large = Array(MuLaw.counting(milliseconds: 6_144))
      let (rig, _) = try call { carrier in
        carrier.speak([7])
        carrier.speak(large)
        carrier.speak([])
        carrier.speak([9, 8])
      }
      #expect(rig.heard() == [7] + large + [9, 8])
    }
  }

  @Test func `18 what nobody knows is passed over, and what is wrong is counted`() async throws {
    try await onThread { [self] in
      let (rig, _) = try call { carrier in
        carrier.say("later", ["x": ["y": 1]])
        carrier.socket.send("no JSON")
        carrier.socket.send("[]")
        carrier.socket.send(.binary, ([1, 2, 3] as [UInt8]).span.bytes)
        carrier.say("media", ["media": ["payload": 7]])
        carrier.say("mark", ["mark": ["name": "somebody else's"]])
        carrier.start()
        carrier.speak(frames[0])
      }
      #expect(rig.heard() == frames[0])
      #expect(rig.reports.first?.faultCount == 5)
    }
  }

  @Test func `keys are told one by one and as entries, and the model too if it is wanted`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 100)])
      rig.settings.describeKeys = { "I have entered \($0.keys)." }
      let carrier = try rig.carrier()
      var told: [String] = []
      rig.onCall = { call in
        call.onKey { told.append(String($0.key)) }
        call.onEntry { told.append("<\($0.keys)>") }
        call.onStart { session in session.on(.responseDone) { _ in carrier.hangUp() } }
      }
      carrier.onOpen = {
        carrier.start()
        for key in "42#" { carrier.press(key) }
      }
      rig.run()
      #expect(told == ["4", "2", "#", "<42>"])
      let texts = rig.model.json("conversation.item.create", 1).map { $0["item"]?["content"]?.array?.first?["text"] }
      #expect(texts == [.string("I have entered 42.")])
      #expect(rig.reports.first?.keyCount == 3 && rig.reports.first?.spoken.milliseconds == 100)
    }
  }

  @Test func `18 two calls at 50 frames a second lose nothing by a stall of 200 ms`() async throws {
    try await onThread { [self] in
      let rig = try CallRig([.speech(milliseconds: 600)], model: { $0.plan = { _ in .serve() } })
      // What the callers send is loud: on a slow machine it would interrupt the answer.
      rig.plan.parameters = .realtime(
        RealtimeSessionParameters(audio: SessionAudio(input: AudioInput(turnDetection: .null))))
      rig.onCall = { call in call.onStart { session in session.respond() } }
      let carriers = [try rig.carrier(), try rig.carrier()]
      for carrier in carriers {
        carrier.onOpen = {
          carrier.start()
          var count = 0
          var timer: LoopTimer?
          timer = rig.loop.schedule(every: .milliseconds(20)) { [frames] missed in
            for _ in 0...missed where count < 30 {
              carrier.speak(frames[count % 10])
              count += 1
            }
            // However late it is: once all was said, and the last mark of what was heard is on its way back.
            let isAllHeard = carrier.received.count == 4_800 && carrier.sent.last?.hasPrefix("mark") == true
            guard count == 30, isAllHeard else { return }
            timer?.cancel()
            carrier.hangUp()
          }
        }
      }
      // A callback that takes long holds up everything on the loop.
      rig.loop.schedule(after: .milliseconds(300)) { HandClock.pass(.milliseconds(200)) }
      rig.run()
      let spoken = (0..<30).flatMap { frames[$0 % 10] }
      #expect(rig.heard(1) == spoken && rig.heard(2) == spoken)
      #expect(carriers.allSatisfy { $0.received == MuLaw.counting(milliseconds: 600) && $0.faults == [] })
      #expect(rig.reports.map(\.end) == [.callerLeft, .callerLeft] && rig.complaints == [])
      #expect(rig.reports.allSatisfy { $0.heard.filledMilliseconds == 0 && $0.spoken.heardMilliseconds == 600 })
    }
  }
}
