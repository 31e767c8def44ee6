import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// Scenario 18 with the messages of each carrier.
@Suite struct CarrierCallTests {
  @Test(arguments: CarrierFixture.all)
  func `18 whatever a carrier sends, the model hears what the caller says and nothing else`(fixture: CarrierFixture)
    async throws
  {
    try await onThread {
      let rig = try CallRig()
      rig.codec = fixture.codec()
      let carrier = try rig.carrier()
      let format = try #require(fixture.started.format)
      let pieces = [1, 2].map { [UInt8](repeating: $0, count: format.frameByteCount) }
      let large = [UInt8](repeating: 3, count: 64 << 10)
      let send = { (messages: [CarrierFixture.Message]) in
        for message in messages { carrier.socket.send(message.kind, message.bytes.span.bytes) }
      }
      let early = [fixture.media(pieces[0], 1), fixture.key, fixture.mark]
      carrier.onOpen = { send(early + [fixture.start]) }
      rig.onCall = { call in
        call.onStart { session in
          session.on(.sessionUpdated) { _ in
            send([fixture.start, .text("no JSON"), .text(#"{"event":"later","media":{}}"#), fixture.mark, fixture.key])
            if !rig.codec.abilities.hasBinaryAudio { send([.binary([1, 2])]) }
            let first = [fixture.media(pieces[0], 1), fixture.media(pieces[1], 2)]
            send(rig.codec.abilities.keepsOrder ? first : first.reversed())
            send([fixture.media([], 3), fixture.media(large, 3)])
            // A carrier that has no end of the stream closes its socket; the others do not, and say more.
            guard let stop = fixture.stop else { return carrier.hangUp() }
            send([stop, fixture.media(pieces[0], 4), fixture.key, fixture.mark, fixture.start])
          }
        }
      }
      rig.run()
      let said = pieces.flatMap(\.self) + large
      if format.sessionEncoding == .pcm16, format.sampleRate != 24_000 {
        let expected = said.count * 24_000 / format.sampleRate
        #expect((expected - 1_000...expected).contains(rig.heard().count), "the filter keeps a little")
      } else {
        #expect(rig.heard() == said)
      }
      let report = try #require(rig.reports.first)
      #expect(rig.reports.count == 1 && report.end == .callerLeft && report.keyCount == 1)
      #expect(report.faultCount == (rig.codec.abilities.hasBinaryAudio ? 5 : 6))
      #expect(report.heard.frameCount == 3 && report.heard.droppedFrameCount == 0)
      #expect(report.heard.filledMilliseconds == 0 && report.heard.lateFrameCount == 0 && rig.complaints == [])
      #expect(report.heard.milliseconds == said.count * 1_000 / format.bytesPerSecond)
      #expect(carrier.close?.code == .normalClosure)
    }
  }
}
