import RealtimeEvents
import RealtimeBuffers
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// Drives a session with plain calls: JSON text in, whole events out, the clock in the test's hand.
struct SessionDriver {
  var session: LocalSession
  var now: Duration = .zero

  /// Events of one type that are held against the table of the protocol; those that follow are made by the same lines.
  private static let judgedCount = 20
  private var judgedCounts: [String: Int] = [:]

  init(
    generation: RealtimeAPI = .ga,
    isTranscription: Bool = false,
    isCall: Bool = false,
    script: ReplyScript = .parrot,
    pace: ReplyPace = .asFastAsPossible,
    limits: LocalSessionLimits = .init()
  ) {
    var configuration = LocalSession.Configuration()
    configuration.generation = generation
    configuration.isTranscription = isTranscription
    configuration.isCall = isCall
    configuration.script = script
    configuration.pace = pace
    configuration.limits = limits
    session = LocalSession(
      configuration: configuration, identifiers: .counting(), now: .zero, unixTime: 1_700_000_000)
  }

  /// A session whose first events have been read.
  static func opened(
    generation: RealtimeAPI = .ga,
    isTranscription: Bool = false,
    isCall: Bool = false,
    script: ReplyScript = .parrot,
    pace: ReplyPace = .asFastAsPossible,
    limits: LocalSessionLimits = .init()
  ) -> SessionDriver {
    var driver = SessionDriver(
      generation: generation, isTranscription: isTranscription, isCall: isCall, script: script, pace: pace,
      limits: limits)
    _ = driver.drain()
    return driver
  }

  @discardableResult
  mutating func send(_ text: String) -> [JSONValue] {
    let bytes = Array(text.utf8)
    session.receive(bytes.span.bytes, now: now)
    return drain()
  }

  @discardableResult
  mutating func send(_ event: JSONValue) -> [JSONValue] { send(event.jsonText) }

  mutating func drain() -> [JSONValue] {
    var events: [JSONValue] = []
    while let event = session.nextEvent(now: now) { events.append(written(event)) }
    return events
  }

  mutating func pass(_ duration: Duration) -> [JSONValue] {
    now += duration
    session.advance(to: now)
    return drain()
  }

  mutating func append(_ audio: [UInt8]) -> [JSONValue] {
    send(["type": "input_audio_buffer.append", "audio": .string(Base64.string(from: audio))])
  }

  mutating func say(_ text: String) -> [JSONValue] {
    send([
      "type": "conversation.item.create",
      "item": [
        "type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]],
      ],
    ])
  }

  /// The event as it goes over the wire, read back: what is written and what is built must be the same.
  private mutating func written(_ event: LocalServerEvent) -> JSONValue {
    let buffer = ByteBuffer(pool: BlockPool())
    event.write(into: buffer)
    let parsed = try? JSONValue.parse(Array(buffer.readable))
    #expect(parsed == event.json)
    let api: EventFacts.API = session.configuration.generation == .beta ? .beta : .ga
    judgedCounts[event.type, default: 0] += 1
    if let parsed, judgedCounts[event.type, default: 0] <= Self.judgedCount {
      #expect(EventFacts.shared?.problems(of: parsed, in: api) == [])
    }
    return parsed ?? .null
  }
}

extension [JSONValue] {
  var types: [String] { map { $0["type"]?.string ?? "" } }

  func first(_ type: String) -> JSONValue? { first { $0["type"]?.string == type } }
  func all(_ type: String) -> [JSONValue] { filter { $0["type"]?.string == type } }

  /// The deltas of this type put together.
  func joined(_ type: String) -> String { all(type).map { $0["delta"]?.string ?? "" }.joined() }

  /// The audio of the deltas of this type put together.
  func audio(_ type: String) -> [UInt8] {
    all(type).flatMap { Base64.bytes(from: $0["delta"]?.string ?? "") ?? [] }
  }

  /// The types with runs of the same delta written once.
  var order: [String] {
    types.reduce(into: []) { order, type in
      if order.last != type || !type.hasSuffix(".delta") { order.append(type) }
    }
  }
}

extension JSONValue {
  var errorCode: String? { self["error"]?["code"]?.string }
}

/// Sound that anyone can compute: silence, and a square wave of a given loudness.
enum Sound {
  static func silence(milliseconds: Int) -> [UInt8] { .init(repeating: 0, count: milliseconds * 48) }

  /// Starts loud and stays loud; `amplitude` is of 32 767.
  static func tone(milliseconds: Int, amplitude: Int16 = 8_000) -> [UInt8] {
    (0..<(milliseconds * 24)).flatMap { index -> [UInt8] in
      let sample = index / 30 % 2 == 0 ? amplitude : -amplitude
      return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
    }
  }
}

extension IdentifierSource {
  /// `item_1`, `item_2`, …: one count for each kind.
  static func counting() -> IdentifierSource {
    var counts: [IdentifierKind: Int] = [:]
    return IdentifierSource { kind in
      counts[kind, default: 0] += 1
      return "\(kind.rawValue)_\(counts[kind, default: 0])"
    }
  }
}
