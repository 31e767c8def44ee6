import Foundation
import RealtimeTelephony
import Testing

/// A carrier that speaks as Twilio does, over a socket of its own, and plays what it is sent: when the test says so, or
/// in real time.
final class ScriptedCarrier {
  enum Played: Equatable {
    case audio([UInt8])
    case mark(String)
  }

  /// Whether numbers are written as text, as Twilio does, or as numbers.
  enum Numbers { case asText, asNumbers }

  let socket: WebSocket
  let numbers: Numbers
  /// What it was sent, in order: `media 160`, `mark p0:160`, `clear`.
  private(set) var sent: [String] = []
  /// All audio that it was sent, and that of it which it has played.
  private(set) var received: [UInt8] = []
  private(set) var played: [UInt8] = []
  private(set) var faults: [String] = []
  private(set) var close: WebSocketCloseReport?
  private(set) var refusal: HandshakeRefusal?
  var onOpen: (() -> Void)?
  var onMedia: (([UInt8]) -> Void)?
  var onClear: (() -> Void)?
  var onClose: (() -> Void)?
  /// Plays what comes at once, and returns its marks.
  var playsAtOnce = true
  var bytesPerMillisecond = 8
  /// Whether what it was sent is kept.
  var keepsAll = true
  private var queue: [Played] = []
  private var sequence = 0
  private var chunk = 0
  private var position = 0

  init(
    to endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration, numbers: Numbers = .asText,
    on loop: EventLoop
  )
    throws
  {
    self.numbers = numbers
    socket = try WebSocket(to: endpoint, configuration: configuration, on: loop)
    socket.on(.open) { [self] in onOpen?() }
    socket.on(.message) { [self] message in take(message.text) }
    socket.on(.error) { [self] error in
      refusal = error.refusal
      if refusal == nil { faults.append("\(error)") }
    }
    socket.on(.close) { [self] report in
      close = report
      onClose?()
    }
  }

  // MARK: Saying

  func start(parameters: [String: String] = [:], encoding: String = "audio/x-mulaw") {
    send(["event": "connected", "protocol": "Call", "version": "1.0.0"])
    let format: JSONValue = ["encoding": .string(encoding), "sampleRate": number(8_000), "channels": number(1)]
    let start: JSONValue = [
      "streamSid": "MZ1", "accountSid": "AC1", "callSid": "CA1", "tracks": ["inbound"], "mediaFormat": format,
      "customParameters": .object(.init(parameters.map { ($0.key, .string($0.value)) })),
    ]
    say("start", ["start": start])
  }

  /// Sends audio; the next belongs after it.
  func speak(_ audio: [UInt8]) {
    chunk += 1
    let media: JSONValue = [
      "track": "inbound", "chunk": number(chunk), "timestamp": number(position),
      "payload": .string(Data(audio).base64EncodedString()),
    ]
    position += audio.count / bytesPerMillisecond
    say("media", ["media": media])
  }

  /// The next audio belongs so much later.
  func skip(milliseconds: Int) { position += milliseconds }

  /// The next numbers are that of a later or of an earlier message.
  func shift(by count: Int) {
    chunk += count
    position += 20 * count
  }

  func press(_ key: Character) { say("dtmf", ["dtmf": ["track": "inbound_track", "digit": .string(String(key))]]) }

  func stop() { say("stop", ["stop": ["accountSid": "AC1", "callSid": "CA1"]]) }

  func hangUp() {
    stop()
    try? socket.close()
  }

  func say(_ event: String, _ members: [String: JSONValue]) {
    sequence += 1
    var all: [(String, JSONValue)] = [
      ("event", .string(event)), ("sequenceNumber", number(sequence)), ("streamSid", "MZ1"),
    ]
    for (name, value) in members { all.append((name, value)) }
    send(.object(.init(all)))
  }

  func send(_ json: JSONValue) { socket.send(json.jsonText) }

  private func number(_ number: Int) -> JSONValue {
    switch numbers {
    case .asText: .string(String(number))
    case .asNumbers: .number(JSONNumber(number))
    }
  }

  // MARK: Playing

  private func take(_ text: String) {
    guard let json = try? JSONValue.parse(text), json["streamSid"]?.string == "MZ1" else {
      return faults.append("not of this stream")
    }
    switch json["event"]?.string {
    case "media":
      guard let audio = json["media"]?["payload"]?.string.flatMap({ Data(base64Encoded: $0) }), !audio.isEmpty else {
        return faults.append("no audio")
      }
      if keepsAll {
        sent.append("media \(audio.count)")
        received += audio
      }
      queue.append(.audio(Array(audio)))
      onMedia?(Array(audio))
    case "mark":
      let name = json["mark"]?["name"]?.string ?? ""
      if keepsAll { sent.append("mark \(name)") }
      queue.append(.mark(name))
    case "clear":
      if keepsAll { sent.append("clear") }
      // The marks of what was dropped come back too.
      let marks = queue.filter { if case .mark = $0 { true } else { false } }
      queue = marks
      play(milliseconds: 0)
      onClear?()
    default: faults.append("unknown event")
    }
    if playsAtOnce { play(milliseconds: .max) }
  }

  /// Plays so much of what waits, and returns the marks after it.
  func play(milliseconds: Int) {
    var left = milliseconds == .max ? Int.max : milliseconds * 8
    while let first = queue.first {
      switch first {
      case .mark(let name):
        queue.removeFirst()
        say("mark", ["mark": ["name": .string(name)]])
      case .audio(let audio):
        guard left > 0 else { return }
        let count = min(left, audio.count)
        if keepsAll { played += audio.prefix(count) }
        left -= count
        if count == audio.count { queue.removeFirst() } else { queue[0] = .audio(Array(audio.dropFirst(count))) }
      }
    }
  }

  /// Milliseconds that wait to be played.
  var waitingMilliseconds: Int {
    queue.reduce(0) { if case .audio(let audio) = $1 { $0 + audio.count / 8 } else { $0 } }
  }
}
