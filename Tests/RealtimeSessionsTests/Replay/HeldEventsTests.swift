import OpenAIRealtime
import RealtimeAudio
import Testing

@testable import RealtimeSessions

@Suite struct HeldEventsTests {
  /// What is given when so much is taken: each event by its name, audio as its milliseconds.
  static func drain(_ held: inout HeldEvents, atMost limit: Int = .max) -> [String] {
    let encoding = held.audio.encoding
    var given: [String] = []
    func take(_ text: String) -> Bool {
      guard given.count < limit else { return false }
      given.append(text)
      return true
    }
    _ = held.drain(
      audio: { audio in
        #expect(audio.byteCount > 0 && audio.byteCount <= 100 * encoding.bytesPerMillisecond)
        return take("\(encoding.milliseconds(inByteCount: audio.byteCount)) ms")
      },
      event: { take(name($0)) })
    return given
  }

  static func drained(_ held: HeldEvents) -> [String] {
    var held = held
    let given = joined(drain(&held))
    #expect(drain(&held) == [] && held.unsent == [] && held.audio.isEmpty)
    return given
  }

  @Test func `without a replay, changes of the conversation wait like other events`() {
    let events: [ClientEvent] = [
      .conversationItemCreate(.user("a")), .conversationItemDelete("i"), .raw(["type": "x"]),
      .conversationItemTruncate("i", contentIndex: 0, audioEndMs: 0),
    ]
    for isReplayed in [true, false] {
      var held = HeldEvents(encoding: .pcm16, isReplayed: isReplayed)
      let outcomes = events.map { held.hold($0) }
      #expect(outcomes.count { $0 == .mirrored } == (isReplayed ? 3 : 0))
      #expect(held.unsent == events)
      var given: [ClientEvent] = []
      _ = held.drain(
        audio: { _ in true },
        event: {
          given.append($0); return true
        })
      #expect(given == (isReplayed ? [events[2]] : events))
    }
  }

  /// Pieces of audio that follow each other as one.
  static func joined(_ given: [String]) -> [String] {
    given.reduce(into: []) { joined, text in
      guard text.hasSuffix(" ms"), let last = joined.last, last.hasSuffix(" ms") else { return joined.append(text) }
      joined[joined.count - 1] = "\((Int(last.dropLast(3)) ?? 0) + (Int(text.dropLast(3)) ?? 0)) ms"
    }
  }

  static func name(_ event: ClientEvent) -> String {
    (event.json["type"]?.string ?? "") + (event.eventID.map { " \($0)" } ?? "")
  }

  static func held(_ configure: (inout HeldEvents.Limits) -> Void = { _ in }) -> HeldEvents {
    var limits = HeldEvents.Limits()
    configure(&limits)
    return HeldEvents(encoding: .g711MuLaw, limits: limits)
  }

  static func audio(milliseconds: Int) -> ClientEvent {
    .inputAudioBufferAppend([UInt8](repeating: 1, count: 8 * milliseconds))
  }

  static let none = ResponseParameters(conversation: .outOfBand)

  @Test(
    arguments: [
      (.sessionUpdate(RealtimeSessionParameters()), .settings), (.conversationItemCreate(.user("x")), .mirrored),
      (.conversationItemDelete("x"), .mirrored),
      (.conversationItemTruncate("x", contentIndex: 0, audioEndMs: 0), .mirrored),
      (.conversationItemRetrieve("x"), .refused(.needsSession)), (.sessionClose(), .refused(.needsSession)),
      (.responseCreate(), .held), (.responseCreate(none), .held),
      (.betaResponseCreate(BetaResponseParameters()), .held),
      (.responseCancel(), .dropped(.nothingToCancel)), (.outputAudioBufferClear(), .dropped(.nothingPlays)),
      (.inputAudioBufferAppend([1]), .held), (.sessionInputAudioBufferAppend([1]), .held),
      (.inputAudioBufferCommit(), .dropped(.tooLittleAudio)), (.inputAudioBufferClear(), .applied),
      (.raw(["type": "x"]), .held),
    ] as [(ClientEvent, HeldOutcome)])
  func `each kind has its way`(event: ClientEvent, outcome: HeldOutcome) {
    var held = Self.held()
    #expect(held.hold(event) == outcome)
  }

  @Test func `what waits comes in order, and what the replay sends is not among it`() {
    var held = Self.held()
    for event: ClientEvent in [
      .responseCreate(eventID: "r1"), .raw(["type": "raw", "event_id": "x"]), Self.audio(milliseconds: 150),
      .conversationItemCreate(.user("x"), eventID: "item"), .inputAudioBufferCommit(eventID: "c"),
      .responseCreate(Self.none, eventID: "r2"), Self.audio(milliseconds: 50),
    ] { _ = held.hold(event) }
    #expect(
      Self.drained(held) == [
        "raw x", "150 ms", "input_audio_buffer.commit c", "50 ms", "response.create r1", "response.create r2",
      ])
    #expect(held.dropped.isEmpty)
  }

  @Test func `the last request for a response in the conversation counts, and each one outside of it`() {
    var held = Self.held()
    for (id, response) in [("1", nil), ("2", Self.none), ("3", nil), ("4", Self.none), ("5", nil)] {
      #expect(held.hold(.responseCreate(response, eventID: id)) == .held)
    }
    #expect(Self.drained(held) == ["response.create 2", "response.create 4", "response.create 5"])
    #expect(held.dropped.responseCreateCount == 2)
  }

  @Test func `a cancellation takes back the request that waits, and none of another response`() {
    var held = Self.held()
    _ = held.hold(.responseCreate(Self.none, eventID: "2"))
    _ = held.hold(.responseCreate(eventID: "1"))
    #expect(held.hold(.responseCancel(responseID: "resp_old")) == .dropped(.nothingToCancel))
    #expect(held.hold(.responseCancel()) == .applied)
    #expect(held.hold(.responseCancel()) == .dropped(.nothingToCancel))
    #expect(Self.drained(held) == ["response.create 2"])
    #expect(held.dropped.responseCancelCount == 2 && held.dropped.responseCreateCount == 0)
  }

  // MARK: Audio

  @Test(arguments: [(0, false), (60, false), (99, false), (100, true), (101, true)])
  func `a commit needs 100 ms of audio before it`(milliseconds: Int, isHeld: Bool) {
    var held = Self.held()
    for _ in 0..<2 {
      _ = held.hold(Self.audio(milliseconds: milliseconds))
      #expect(held.hold(.inputAudioBufferCommit()) == (isHeld ? .held : .dropped(.tooLittleAudio)))
      guard isHeld else { break }
    }
    #expect(held.dropped.commitCount == (isHeld ? 0 : 1))
    #expect(held.audio.milliseconds == (isHeld ? 2 : 1) * milliseconds)
  }

  @Test func `the oldest audio makes room, and a commit goes with what it was for`() {
    var held = Self.held { $0.maximumAudioMilliseconds = 300 }
    for _ in 0..<2 {
      _ = held.hold(Self.audio(milliseconds: 120))
      #expect(held.hold(.inputAudioBufferCommit()) == .held)
    }
    _ = held.hold(Self.audio(milliseconds: 80))
    #expect(held.dropped == Self.dropped(audio: 20 * 8, commits: 0))
    _ = held.hold(Self.audio(milliseconds: 1))
    #expect(held.dropped == Self.dropped(audio: 21 * 8, commits: 1))
    #expect(Self.drained(held) == ["219 ms", "input_audio_buffer.commit", "81 ms"])
    _ = held.hold(Self.audio(milliseconds: 10_000))
    #expect(held.dropped == Self.dropped(audio: 10_021 * 8, commits: 2))
    #expect(Self.drained(held) == ["300 ms"])
  }

  static func dropped(audio: Int, commits: Int) -> DroppedEvents {
    var dropped = DroppedEvents()
    (dropped.audioByteCount, dropped.commitCount) = (audio, commits)
    return dropped
  }

  @Test func `clearing takes back what was not committed`() {
    var held = Self.held()
    _ = held.hold(Self.audio(milliseconds: 100))
    #expect(held.hold(.inputAudioBufferClear()) == .applied && held.audio.isEmpty)
    _ = held.hold(Self.audio(milliseconds: 100))
    _ = held.hold(.inputAudioBufferCommit())
    _ = held.hold(Self.audio(milliseconds: 200))
    _ = held.hold(.inputAudioBufferClear())
    #expect(Self.drained(held) == ["100 ms", "input_audio_buffer.commit"] && held.dropped.isEmpty)
  }

  @Test func `audio may be dropped altogether, and is counted`() {
    var held = Self.held { $0.maximumAudioMilliseconds = 0 }
    #expect(held.hold(Self.audio(milliseconds: 20)) == .dropped(.audioNotHeld))
    #expect(held.hold(.inputAudioBufferCommit()) == .dropped(.tooLittleAudio))
    #expect(held.dropped == Self.dropped(audio: 160, commits: 1) && Self.drained(held) == [])
  }

  // MARK: Limits

  @Test(arguments: [(-1, false), (0, true), (1, true)])
  func `the budget holds to the byte, and refuses whole events`(difference: Int, fits: Bool) {
    let first = ClientEvent.conversationItemCreate(.user("é"))
    let second = ClientEvent.responseCreate()
    let size = first.json.jsonText.utf8.count + second.json.jsonText.utf8.count
    var held = Self.held { $0.maximumByteCount = size + difference }
    #expect(held.hold(first) == .mirrored)
    #expect(held.hold(second) == (fits ? .held : .refused(.full)))
    #expect(held.unsent.count == (fits ? 2 : 1))
    // What takes the place of another needs no more room than that.
    #expect(held.hold(.responseCreate()) == (fits ? .held : .refused(.full)))
  }

  @Test func `the number of events is limited too`() {
    var held = Self.held { $0.maximumEventCount = 2 }
    let outcomes = (0..<3).map { _ in held.hold(.raw([:])) }
    #expect(outcomes == [.held, .held, .refused(.full)] && held.hold(.responseCreate()) == .refused(.full))
  }

  // MARK: What is left

  @Test func `what is not taken stays, and comes once`() {
    var whole = Self.held()
    for event: ClientEvent in [
      .raw(["type": "raw"]), .conversationItemCreate(.user("x")), .raw(["type": "raw"]), Self.audio(milliseconds: 250),
      .inputAudioBufferCommit(), Self.audio(milliseconds: 120), .inputAudioBufferCommit(), .responseCreate(),
    ] { _ = whole.hold(event) }
    let expected = Self.drained(whole)
    for limit in 0...10 {
      var held = whole
      let given = Self.drain(&held, atMost: limit)
      #expect(given.count <= limit && Self.joined(given + Self.drained(held)) == expected)
    }
  }

  @Test func `what was not sent is handed back in order`() {
    var held = Self.held()
    let events: [ClientEvent] = [
      .conversationItemCreate(.user("x")), .raw(["type": "raw"]), .conversationItemDelete("y"),
      Self.audio(milliseconds: 100), .inputAudioBufferCommit(), Self.audio(milliseconds: 20), .responseCreate(),
    ]
    for event in events { _ = held.hold(event) }
    #expect(held.unsent == events && held.unsent == events)
    var translation = Self.held()
    _ = translation.hold(.sessionInputAudioBufferAppend([1, 2]))
    #expect(translation.unsent == [.sessionInputAudioBufferAppend([1, 2])])
  }
}
