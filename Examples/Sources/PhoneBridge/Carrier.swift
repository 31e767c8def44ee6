import ExampleSupport
import Foundation
import RealtimeTelephony

/// One call of a carrier that speaks as Twilio does: it sends a frame of 20 ms fifty times a second, and plays what it is sent.
final class Carrier {
  private enum Step {
    case asks
    case waitsForAnswer
    /// Listens for so many frames, and speaks over the answer then.
    case listens(frames: Int)
    case waitsForLastAnswer
    case hangsUp(frames: Int)
  }

  private let socket: WebSocket
  private let speech: [UInt8]
  private var offset = 0
  private var step = Step.asks
  private var isInterrupting = false
  private var frameCount = 0
  private var queue: [Queued] = []
  private var timer: LoopTimer?

  private enum Queued {
    case audio([UInt8])
    case mark(String)
  }

  /// Makes so many calls, half a second apart.
  ///
  /// - Parameter completion: called when all are over.
  static func call(
    _ count: Int, at address: SocketAddress, saying speech: [UInt8], on loop: EventLoop,
    _ completion: @escaping () -> Void
  ) throws {
    var left = count
    var made = 0
    var dialling: LoopTimer?
    dialling = loop.schedule(every: .milliseconds(500), startingAfter: .zero) { _ in
      made += 1
      if made == count { dialling?.cancel() }
      do {
        let carrier = try Carrier(at: address, saying: speech, on: loop)
        carrier.socket.on(.close) { _ in
          carrier.timer?.cancel()
          left -= 1
          if left == 0 { completion() }
        }
      } catch {
        Terminal.note("error: \(error)")
      }
    }
  }

  private init(at address: SocketAddress, saying speech: [UInt8], on loop: EventLoop) throws {
    self.speech = speech
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: address.port, isSecure: false, resource: "/media")
    socket = try WebSocket(to: endpoint, on: loop)
    socket.on(.error) { error in Terminal.note("carrier: \(error)") }
    socket.on(.open) { [unowned self] in begin(on: loop) }
    socket.on(.message) { [unowned self] message in take(message.text) }
  }

  // MARK: Speaking

  private func begin(on loop: EventLoop) {
    say(["event": "connected", "protocol": "Call", "version": "1.0.0"])
    let format: JSONValue = ["encoding": "audio/x-mulaw", "sampleRate": 8_000, "channels": 1]
    say([
      "event": "start", "sequenceNumber": "1", "streamSid": "MZ1",
      "start": ["streamSid": "MZ1", "callSid": "CA1", "mediaFormat": format, "customParameters": [:]],
    ])
    timer = loop.schedule(every: .milliseconds(20)) { [unowned self] missed in
      for _ in 0...missed where socket.readyState == .open { tick() }
    }
  }

  private func tick() {
    play()
    switch step {
    case .asks:
      speak(Array(speech[offset...].prefix(Telephone.frame)))
      offset += Telephone.frame
      guard offset >= speech.count else { return }
      offset = 0
      step = isInterrupting ? .waitsForLastAnswer : .waitsForAnswer
    case .waitsForAnswer:
      speak(Telephone.silence)
      if !queue.isEmpty { step = .listens(frames: 40) }
    case .listens(let frames):
      speak(Telephone.silence)
      step = frames > 0 ? .listens(frames: frames - 1) : .asks
      if frames == 0 { isInterrupting = true }
    case .waitsForLastAnswer:
      speak(Telephone.silence)
      guard !queue.isEmpty else { return }
      for key in ["1", "2", "#"] { say(["event": "dtmf", "streamSid": "MZ1", "dtmf": ["digit": .string(key)]]) }
      step = .hangsUp(frames: 50)
    case .hangsUp(let frames):
      speak(Telephone.silence)
      step = .hangsUp(frames: frames - 1)
      guard frames == 0 else { return }
      say(["event": "stop", "streamSid": "MZ1", "stop": ["callSid": "CA1"]])
      try? socket.close()
    }
  }

  private func speak(_ audio: [UInt8]) {
    frameCount += 1
    say([
      "event": "media", "streamSid": "MZ1",
      "media": [
        "track": "inbound", "chunk": .string(String(frameCount)), "timestamp": .string(String(20 * (frameCount - 1))),
        "payload": .string(Data(audio).base64EncodedString()),
      ],
    ])
  }

  private func say(_ message: JSONValue) { socket.send(message.jsonText) }

  // MARK: Playing

  private func take(_ text: String) {
    guard let json = try? JSONValue.parse(text) else { return }
    switch json["event"]?.string {
    case "media":
      guard let audio = json["media"]?["payload"]?.string.flatMap({ Data(base64Encoded: $0) }) else { return }
      queue.append(.audio(Array(audio)))
    case "mark": queue.append(.mark(json["mark"]?["name"]?.string ?? ""))
    case "clear":
      for case .mark(let name) in queue { returnMark(name) }
      queue = []
    default: break
    }
  }

  /// Plays 20 ms, and returns the marks that are behind it.
  private func play() {
    var left = Telephone.frame
    while let first = queue.first {
      switch first {
      case .mark(let name):
        queue.removeFirst()
        returnMark(name)
      case .audio(let audio):
        guard left > 0 else { return }
        let count = min(left, audio.count)
        left -= count
        queue[0] = .audio(Array(audio.dropFirst(count)))
        if count == audio.count { queue.removeFirst() }
      }
    }
  }

  private func returnMark(_ name: String) {
    say(["event": "mark", "streamSid": "MZ1", "mark": ["name": .string(name)]])
  }
}
