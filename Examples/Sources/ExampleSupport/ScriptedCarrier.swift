import Foundation
public import OpenAIRealtime

/// A carrier that speaks as Twilio does, and its callers: each sends a frame of 20 ms fifty times a second, and plays
/// what it is sent.
public final class ScriptedCarrier {
  private let endpoint: WebSocketEndpoint
  private let script: CallScript
  private let completion: () -> Void
  private var callsLeft: Int

  private init(_ endpoint: WebSocketEndpoint, _ script: CallScript, calls: Int, _ completion: @escaping () -> Void) {
    self.endpoint = endpoint
    self.script = script
    self.completion = completion
    callsLeft = calls
  }

  /// Makes calls, one after the other. Call it on the loop.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - interval: between two of them, at least a millisecond.
  ///   - port: where they are taken, on this machine.
  ///   - script: what each of the callers does.
  ///   - completion: called on the loop when all are over.
  public static func call(
    _ count: Int, every interval: Duration, at port: UInt16, _ script: CallScript, on loop: EventLoop,
    _ completion: @escaping () -> Void
  ) {
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: false, resource: "/media")
    let carrier = ScriptedCarrier(endpoint, script, calls: count, completion)
    var undialled = count
    var dialling: LoopTimer?
    dialling = loop.schedule(every: interval, startingAfter: .zero) { _ in
      undialled -= 1
      if undialled == 0 { dialling?.cancel() }
      carrier.dial(on: loop)
    }
  }

  private func dial(on loop: EventLoop) {
    do {
      let caller = try ScriptedCaller(endpoint, script, on: loop)
      caller.onEnd { [self] in end() }
    } catch {
      Terminal.note("carrier: \(error)")
      end()
    }
  }

  private func end() {
    callsLeft -= 1
    if callsLeft == 0 { completion() }
  }
}

/// One call.
private final class ScriptedCaller {
  private let socket: WebSocket
  private var script: CallScript
  private var earpiece = Earpiece()
  private var frameCount = 0
  private var timer: LoopTimer?

  init(_ endpoint: WebSocketEndpoint, _ script: CallScript, on loop: EventLoop) throws {
    self.script = script
    socket = try WebSocket(to: endpoint, on: loop)
    socket.on(.error) { error in Terminal.note("carrier: \(error)") }
    socket.on(.open) { [unowned self] in begin() }
    socket.on(.message) { [unowned self] message in take(message.text) }
  }

  /// It lives until then.
  func onEnd(_ listener: @escaping () -> Void) {
    socket.on(.close) { [self] _ in
      timer?.cancel()
      listener()
    }
  }

  private func begin() {
    socket.send(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
    let format: JSONValue = ["encoding": "audio/x-mulaw", "sampleRate": 8_000, "channels": 1]
    say("start", ["streamSid": "MZ1", "callSid": "CA1", "mediaFormat": format, "customParameters": [:]])
    timer = socket.loop.schedule(every: Telephone.frameDuration) { [unowned self] missed in
      for _ in 0...missed where socket.readyState == .open { tick() }
    }
  }

  private func tick() {
    earpiece.play().forEach(returnMark)
    switch script.next(isAnswered: earpiece.isPlaying) {
    case .speak(let audio): speak(audio)
    case .press(let keys): for key in keys { say("dtmf", ["track": "inbound_track", "digit": .string(String(key))]) }
    case .hangUp:
      say("stop", ["callSid": "CA1"])
      try? socket.close()
    }
  }

  private func take(_ text: String) {
    guard let json = try? JSONValue.parse(text) else { return }
    switch json["event"]?.string {
    case "media":
      guard let audio = json["media"]?["payload"]?.string.flatMap({ Data(base64Encoded: $0) }) else { return }
      earpiece.take(Array(audio))
    case "mark": earpiece.take(mark: json["mark"]?["name"]?.string ?? "")
    case "clear": earpiece.clear().forEach(returnMark)
    default: break
    }
  }

  private func speak(_ audio: [UInt8]) {
    let position = String(20 * frameCount)
    frameCount += 1
    say(
      "media",
      [
        "track": "inbound", "chunk": .string(String(frameCount)), "timestamp": .string(position),
        "payload": .string(Data(audio).base64EncodedString()),
      ])
  }

  private func returnMark(_ name: String) { say("mark", ["name": .string(name)]) }

  /// What an event says stands in a member of the event's name.
  private func say(_ event: String, _ body: JSONValue) {
    let members: [(String, JSONValue)] = [("event", .string(event)), ("streamSid", "MZ1"), (event, body)]
    socket.send(JSONValue.object(.init(members)).jsonText)
  }
}
