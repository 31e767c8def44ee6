import RealtimeBuffers
import RealtimeEvents
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// A client with a ledger and a service, with events on their way in both directions, in random order.
@Suite struct PlaybackWalkTests {
  private struct Walk {
    var random: SeededGenerator
    var ledger: PlaybackLedger
    var service = ServiceModel()
    /// Client events on their way to the service.
    var sent: [ClientEvent] = []
    /// The conversation's active response, as the client knows it.
    var active: String?
    var time: Duration = .zero
    /// Marks on their way back, also those of a clear.
    var marks: [String] = []
    private let reader = ServerEventReader(pool: BlockPool())

    init(seed: UInt64, maximumPartCount: Int) {
      random = SeededGenerator(seed: seed)
      let source: [PlaybackSource] = [.device, .clock, .marks(), .marks(lead: .zero)]
      ledger = PlaybackLedger(source: source[Int(seed % 4)], maximumPartCount: maximumPartCount)
    }

    mutating func step() throws {
      switch Int.random(in: 0..<16, using: &random) {
      case 0..<6: service.generate(using: &random)
      case 6..<9: try deliver()
      case 9..<11: if !sent.isEmpty { service.receive(sent.removeFirst()) }
      case 11..<13: play()
      case 13: interrupt(isCancelledByService: false)
      case 14:
        // Turn detection: the service has cancelled when the client hears of the speech.
        service.cancel()
        service.events.append(Spoken.event("input_audio_buffer.speech_started"))
      default: if Int.random(in: 0..<8, using: &random) == 0 { loseConnection() }
      }
      time += .milliseconds(Int.random(in: 0..<5, using: &random))
    }

    mutating func deliver() throws {
      guard !service.events.isEmpty else { return }
      let json = service.events.removeFirst()
      let steps = try reader.read(Array(json.utf8).span.bytes) { event in
        follow(event)
        return ledger.receive(event, at: time)
      }
      take(steps)
    }

    private mutating func follow(_ event: borrowing ServerEvent) {
      let id = event["response"]["id"].string
      switch event.kind {
      case .responseCreated where event["response"]["conversation_id"].string != nil: active = id
      case .responseDone where id == active: active = nil
      case .inputAudioBufferSpeechStarted: interrupt(isCancelledByService: true)
      default: break
      }
    }

    mutating func interrupt(isCancelledByService: Bool) {
      take(ledger.interrupt(cancelling: active, isCancelledByService: isCancelledByService, at: time))
    }

    private mutating func take(_ steps: [InterruptionStep]) {
      for case .send(let event) in steps {
        ledger.sent(event, at: time)
        sent.append(event)
      }
    }

    private mutating func play() {
      ledger.handOver(Int.random(in: 0..<900, using: &random), at: time)
      switch ledger.source {
      case .device: ledger.play(Int.random(in: 0..<900, using: &random))
      case .clock: ledger.advance(to: time)
      case .marks, .service:
        marks.append(ledger.markName)
        if Bool.random(using: &random) { ledger.returnMark(marks.removeFirst(), at: time) }
      }
    }

    private mutating func loseConnection() {
      service = ServiceModel()
      sent = []
      active = nil
      ledger.connectionEnded()
    }

    /// Lets everything arrive, and the user end it.
    mutating func settle() throws {
      service.endAll()
      while !service.events.isEmpty || !sent.isEmpty {
        try deliver()
        if !sent.isEmpty { service.receive(sent.removeFirst()) }
      }
      interrupt(isCancelledByService: false)
      while !sent.isEmpty { service.receive(sent.removeFirst()) }
    }
  }

  @Test func `the service refuses nothing, and believes in the end what the user heard`() throws {
    for seed in 0..<10_000 as Range<UInt64> {
      var walk = Walk(seed: seed, maximumPartCount: 1_000)
      for _ in 0..<60 { try walk.step() }
      try walk.settle()
      #expect(walk.service.refusals.isEmpty, "seed \(seed)")
      #expect(!walk.ledger.isUnplayed, "seed \(seed)")
      let parts = walk.ledger.parts.filter { $0.isOfOpenConnection && $0.isInConversation }
      let heard = parts.reduce(into: [:]) { $0["\($1.itemID) \($1.contentIndex)"] = $1.heardMilliseconds }
      guard walk.service.refusals.isEmpty, heard == walk.service.beliefs else {
        Issue.record("seed \(seed): the service believes \(walk.service.beliefs), heard was \(heard)")
        return
      }
    }
  }

  @Test func `the service refuses nothing either where parts are forgotten`() throws {
    for seed in 0..<3_000 as Range<UInt64> {
      var walk = Walk(seed: seed, maximumPartCount: Int(seed % 3) + 1)
      for _ in 0..<60 { try walk.step() }
      try walk.settle()
      // What is forgotten cannot be known again.
      let refusals = walk.service.refusals.filter { !["truncated twice", "delete of an item with audio"].contains($0) }
      #expect(refusals.isEmpty, "seed \(seed)")
      #expect(walk.ledger.parts.count <= 3)
      #expect(!walk.ledger.isUnplayed, "seed \(seed)")
    }
  }
}
