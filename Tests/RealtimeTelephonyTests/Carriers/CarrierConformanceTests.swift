import RealtimeBuffers
import RealtimeJSON
import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// What every codec does, whichever carrier it is for.
@Suite struct CarrierConformanceTests {
  private typealias Fixture = CarrierFixture

  @Test(arguments: CarrierFixture.all) func `a start says what the fixture says, in a format that the carrier has`(
    fixture: CarrierFixture
  ) throws {
    var codec = fixture.codec()
    #expect(codec.events(of: fixture.start) == [.started(fixture.started)])
    let formats = codec.abilities.formats
    for format in [fixture.started.format, fixture.started.outputFormat] {
      #expect(formats.contains(try #require(format)))
    }
  }

  @Test(arguments: CarrierFixture.all) func `audio comes out as it went in, from one byte to 64 KiB`(
    fixture: CarrierFixture
  ) {
    var codec = fixture.startedCodec
    for (index, byteCount) in [1, 2, 3, 160, 320, 640, 48 * 1024, 64 * 1024].enumerated() {
      let audio = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let isBinary = codec.abilities.hasBinaryAudio
      let bytes = isBinary ? audio : Array(Base64.string(from: audio).utf8)
      let expected = SeenEvent.audio(
        bytes, isBase64: !isBinary, position: fixture.position(index + 1), number: fixture.number(index + 1))
      #expect(codec.events(of: fixture.media(audio, index + 1)) == [expected])
    }
    #expect(codec.events(of: fixture.media([], 9)) == [.ignored])
  }

  @Test(arguments: CarrierFixture.all) func `a key, a mark, a clear and the end are told`(fixture: CarrierFixture) {
    var codec = fixture.startedCodec
    #expect(codec.events(of: fixture.key) == [.dtmf(CarrierDTMF("7")!)])
    #expect(codec.events(of: fixture.mark) == [.played("3:40")])
    #expect(codec.abilities.acknowledgesClear == (fixture.cleared != nil))
    if let cleared = fixture.cleared { #expect(codec.events(of: cleared) == [.cleared]) }
    if let stop = fixture.stop { #expect(codec.events(of: stop) == [.stopped]) }
  }

  @Test(arguments: CarrierFixture.all) func `before the start nothing counts, and after it no second one`(
    fixture: CarrierFixture
  ) {
    var codec = fixture.codec()
    let early = [fixture.media([1, 2], 1), fixture.key, fixture.mark] + [fixture.cleared].compactMap(\.self)
    for message in early { #expect(codec.events(of: message) == [.fault(.outsideStream)]) }
    #expect((codec.text(forAudio: "AAA=") == nil) == codec.abilities.needsStreamID)
    #expect((codec.text(for: .clear) == nil) == codec.abilities.needsStreamID)
    #expect(codec.events(of: fixture.start) == [.started(fixture.started)])
    #expect(codec.events(of: fixture.start) == [.fault(.startedTwice)])
    #expect(codec.events(of: fixture.mark) == [.played("3:40")])
  }

  @Test(arguments: CarrierFixture.all) func `after the end there is nothing to read or to send`(fixture: CarrierFixture)
  {
    guard let stop = fixture.stop else { return }
    var codec = fixture.startedCodec
    _ = codec.events(of: stop)
    #expect(codec.events(of: stop) == [.ignored])
    #expect(codec.events(of: fixture.start) == [.fault(.startedTwice)])
    for message in [fixture.media([1, 2], 1), fixture.key, fixture.mark] {
      #expect(codec.events(of: message) == [.fault(.outsideStream)])
    }
    #expect(codec.text(forAudio: "AAA=") == nil)
    for command in [codec.text(for: .mark("a")), codec.text(for: .clear)] { #expect(command == nil) }
    // It may have ended before it began.
    var other = fixture.codec()
    #expect(other.events(of: stop) == [.stopped])
  }

  @Test(arguments: CarrierFixture.all) func `what is sent is what the carrier takes`(fixture: CarrierFixture) throws {
    var codec = fixture.startedCodec
    let abilities = codec.abilities
    let audio = (0..<640).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let base64 = Base64.string(from: audio)
    let base64Bytes = Array(base64.utf8)
    for message in [
      codec.message(for: .audio(CarrierAudio(bytes: audio.span.bytes))),
      codec.message(for: .audio(CarrierAudio(base64: base64Bytes.span.bytes))),
    ] {
      let message = try #require(message)
      if abilities.hasBinaryAudio {
        #expect(message == audio)
      } else {
        #expect(fixture.payload(try JSONValue.parse(message)) == base64)
      }
    }
    let none: [UInt8] = []
    #expect(codec.message(for: .audio(CarrierAudio(bytes: none.span.bytes))) == nil)
    #expect(codec.text(for: .mark("3:40")) == (abilities.hasMarks ? fixture.sentMark : nil))
    #expect(codec.text(for: .clear) == (abilities.canClear ? fixture.sentClear : nil))
    #expect(codec.text(for: .dtmf(CarrierDTMF("7")!)) == fixture.sentKey)
    #expect(abilities.canSendDTMF == (fixture.sentKey != nil))
  }

  @Test(arguments: CarrierFixture.all) func `a mark with any name is one JSON text`(fixture: CarrierFixture) throws {
    var codec = fixture.startedCodec
    for name in ["", "\"}{", "ü\u{1F600}", "\n\u{0}", String(repeating: "x", count: 900)] {
      let message = codec.message(for: .mark(name))
      #expect(try JSONValue.parse(try #require(message)).jsonText.utf8.count > name.utf8.count)
    }
  }

  @Test(arguments: CarrierFixture.all) func `the wrong kind, half a message and no JSON are faults`(
    fixture: CarrierFixture
  ) {
    var codec = fixture.startedCodec
    if !codec.abilities.hasBinaryAudio {
      #expect(codec.events(of: fixture.mark.bytes, .binary) == [.fault(.wrongKind)])
    }
    for message in [fixture.start] + fixture.messages where message.kind == .text {
      for count in 0..<message.bytes.count {
        #expect(codec.events(of: Array(message.bytes.prefix(count)), .text) == [.fault(.malformed)])
      }
    }
    for text in ["null", "[]", "7", #""event""#, "{}", #"{"event":7}"#, #"{"event":null,"media":{}}"#] {
      #expect(codec.events(of: text) == [.fault(.malformed)])
    }
    #expect(codec.events(of: #"{"event":"of-a-later-version","media":{"payload":"AAAA"}}"#) == [.ignored])
  }

  @Test(arguments: CarrierFixture.all) func `a number may be a text, and a text of digits a number`(
    fixture: CarrierFixture
  ) throws {
    for message in [fixture.start] + fixture.messages where message.kind == .text {
      var (codec, other) = (fixture.startedCodec, fixture.startedCodec)
      if message.bytes == fixture.start.bytes { (codec, other) = (fixture.codec(), fixture.codec()) }
      let swapped = try JSONValue.parse(message.bytes).swappingNumbers
      #expect(codec.events(of: message) == other.events(of: swapped.jsonText))
    }
  }

  @Test(arguments: CarrierFixture.all) func `a second start changes nothing, whatever it says`(
    fixture: CarrierFixture
  ) throws {
    var codec = fixture.startedCodec
    let start = try JSONValue.parse(fixture.start.bytes)
    for other in start.replacingEachMember(with: .string("other")) where other["event"] == start["event"] {
      let begins = codec.events(of: other.jsonText).contains { if case .started = $0 { true } else { false } }
      #expect(!begins)
    }
    #expect(codec.text(for: .mark("3:40")) == fixture.sentMark)
    #expect(codec.message(for: .audio(CarrierAudio(bytes: ([1, 2, 3, 4] as [UInt8]).span.bytes))) != nil)
  }

  @Test(arguments: CarrierFixture.all) func `members of the wrong type are told, and trap nowhere`(
    fixture: CarrierFixture
  ) throws {
    let others: [JSONValue] = [
      .null, .bool(true), .number(JSONNumber(-1)), .number(JSONNumber(1e300)), .string(""),
      .string("99999999999999999999"),
      .string("\u{0}\"\\"), .string(String(repeating: "x", count: 2_000)), .array([]), .object([:]),
    ]
    for message in [fixture.start] + fixture.messages where message.kind == .text {
      let value = try JSONValue.parse(message.bytes)
      for other in others {
        for changed in value.replacingEachMember(with: other) {
          var codec = fixture.startedCodec
          var fresh = fixture.codec()
          for seen in [codec.events(of: changed.jsonText), fresh.events(of: changed.jsonText)] { expectSane(seen) }
        }
      }
    }
  }

  @Test(arguments: CarrierFixture.all) func `random bytes in a message trap nowhere`(fixture: CarrierFixture) {
    var random = SeededGenerator(seed: 7)
    for message in [fixture.start] + fixture.messages {
      for _ in 0..<100 {
        var bytes = message.bytes
        for _ in 0...Int.random(in: 0..<3, using: &random) {
          guard let index = bytes.indices.randomElement(using: &random) else { break }
          bytes[index] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
        var codec = fixture.startedCodec
        expectSane(codec.events(of: bytes, message.kind))
      }
    }
  }

  /// One event a message; positions and numbers that sums can be made of; base64 that cannot leave the text it is put
  /// into.
  private func expectSane(_ seen: [SeenEvent]) {
    #expect(seen.count == 1)
    guard case .audio(let bytes, isBase64: true, let position, let number) = seen[0] else { return }
    for value in [position, number].compactMap(\.self) { #expect(0...999_999_999_999_999_999 ~= value) }
    #expect(!bytes.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 })
  }
}

extension CarrierCodec {
  fileprivate mutating func events(of message: CarrierFixture.Message) -> [SeenEvent] {
    events(of: message.bytes, message.kind)
  }
}

extension JSONValue {
  /// Numbers as text and text of digits as numbers, at any depth.
  fileprivate var swappingNumbers: JSONValue {
    switch self {
    case .object(let object): .object(.init(object.map { ($0, $1.swappingNumbers) }))
    case .string(let text): Int(text).map { .number(JSONNumber($0)) } ?? self
    case .number: int.map { .string(String($0)) } ?? self
    default: self
    }
  }

  /// The value with each of its members, at any depth, replaced in turn.
  fileprivate func replacingEachMember(with other: JSONValue) -> [JSONValue] {
    guard case .object(let object) = self else { return [] }
    return object.flatMap { name, value in
      ([other] + value.replacingEachMember(with: other)).map { changed in
        var copy = object
        copy[name] = changed
        return .object(copy)
      }
    }
  }
}
