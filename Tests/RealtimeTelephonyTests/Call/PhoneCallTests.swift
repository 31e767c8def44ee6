import RealtimeTelephony
import RealtimeTestRig
import Testing

/// Whole calls: a carrier over wss, the call, and the model over wss.
@Suite struct PhoneCallTests {
  @Test func `a call is answered, heard and hung up, byte for byte`() async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 990)])
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond { _ in rig.loop.schedule(after: .milliseconds(20)) { carrier.hangUp() } }
        }
      }
      let frames = (0..<5).map { MuLaw.counting(milliseconds: 20 * ($0 + 1)).suffix(160) }
      carrier.onOpen = {
        carrier.start()
        for frame in frames { carrier.speak(Array(frame)) }
      }
      rig.run()
      #expect(rig.heard() == frames.flatMap(\.self))
      #expect(carrier.received == MuLaw.counting(milliseconds: 990) + MuLaw.silence(milliseconds: 10))
      #expect(carrier.faults.isEmpty && rig.complaints.isEmpty)
      #expect(rig.reports.map(\.end) == [.callerLeft])
      let report = try #require(rig.reports.first)
      #expect(report.callID == "CA1" && report.streamID == "MZ1")
      #expect(report.spoken.milliseconds == 990 && report.spoken.heardMilliseconds == 990)
      #expect(report.heard.frameCount == 5 && report.heard.milliseconds == 100 && report.heard.droppedFrameCount == 0)
      #expect((report.usage?.total.responseCount ?? 0) == 1)
    }
  }

  @Test func `a carrier that plays another format than it sends has both in the session, and nothing is converted`()
    async throws
  {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 200)])
      rig.codec = AlteredCodec(format: .aLaw, outputFormat: .muLaw)
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond { _ in rig.loop.schedule(after: .milliseconds(20)) { carrier.hangUp() } }
        }
      }
      let frames = (0..<3).map { MuLaw.counting(milliseconds: 20 * ($0 + 1)).suffix(160) }
      carrier.onOpen = {
        carrier.start()
        for frame in frames { carrier.speak(Array(frame)) }
      }
      rig.run()
      let audio = try #require(rig.model.json("session.update", 1).first?["session"]?["audio"])
      #expect(audio["input"]?["format"]?["type"]?.string == "audio/pcma")
      #expect(audio["output"]?["format"]?["type"]?.string == "audio/pcmu")
      #expect(rig.heard() == frames.flatMap(\.self))
      #expect(carrier.received == MuLaw.counting(milliseconds: 200))
      #expect(carrier.faults.isEmpty && rig.complaints.isEmpty)
    }
  }

  @Test(arguments: [Duration(attoseconds: .min), .zero, .nanoseconds(1), .init(attoseconds: .max)])
  func `a message of audio may be as short or as long as a codec says`(_ longest: Duration) async throws {
    try await onThread {
      let rig = try CallRig([.speech(milliseconds: 200)])
      rig.codec = AlteredCodec { $0.longestAudio = longest }
      let carrier = try rig.carrier()
      rig.onCall = { call in
        call.onStart { session in
          session.respond { _ in rig.loop.schedule(after: .milliseconds(20)) { carrier.hangUp() } }
        }
      }
      carrier.onOpen = { carrier.start() }
      rig.run()
      #expect(carrier.received == MuLaw.counting(milliseconds: 200))
    }
  }
}
