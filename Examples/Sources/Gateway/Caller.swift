import RealtimeTelephony

/// A carrier with one caller, who says something again and again until it is time to hang up. It speaks as Twilio does.
final class Caller {
  private let socket: WebSocket
  private let speech: [UInt8]
  private var position = 0
  private var messageCount = 0
  private var pacing: LoopTimer?

  /// - Parameters:
  ///   - port: where the gateway listens.
  ///   - speech: G.711 µ-law, at least 20 ms.
  ///   - duration: of the call.
  ///   - ended: called once, on the loop.
  init(
    port: UInt16, speech: [UInt8], duration: Duration, on loop: EventLoop, ended: @escaping @Sendable () -> Void
  ) throws {
    self.speech = speech
    socket = try WebSocket(
      to: WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: false, resource: "/media"), on: loop)
    socket.on(.open) { [self] in begin(duration) }
    socket.on(.message) { [self] message in returnMark(message.text) }
    socket.on(.close) { [self] _ in
      pacing?.cancel()
      ended()
    }
  }

  private func begin(_ duration: Duration) {
    socket.send(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
    say(
      "start",
      [
        "start": [
          "streamSid": "MZ1", "callSid": "CA1", "mediaFormat": ["encoding": "audio/x-mulaw", "sampleRate": 8000],
        ]
      ])
    pacing = socket.loop.schedule(every: .milliseconds(20)) { [self] _ in speak() }
    socket.loop.schedule(after: duration) { [self] in
      say("stop", ["stop": ["callSid": "CA1"]])
      try? socket.close()
    }
  }

  private func speak() {
    let frame = (0..<160).map { speech[(position + $0) % speech.count] }
    say(
      "media",
      [
        "media": [
          "track": "inbound", "timestamp": .number(JSONNumber(position / 8)), "payload": .string(base64(frame)),
        ]
      ])
    position += 160
  }

  /// What was heard is told by returning the mark behind it. This caller hears everything at once.
  private func returnMark(_ text: String) {
    guard let json = try? JSONValue.parse(text), json["event"]?.string == "mark" else { return }
    say("mark", ["mark": json["mark"] ?? .null])
  }

  private func say(_ event: String, _ members: JSONValue) {
    messageCount += 1
    var all: [(String, JSONValue)] = [
      ("event", .string(event)), ("sequenceNumber", .string("\(messageCount)")), ("streamSid", "MZ1"),
    ]
    for (name, value) in members.object ?? [:] { all.append((name, value)) }
    socket.send(JSONValue.object(.init(all)).jsonText)
  }
}
