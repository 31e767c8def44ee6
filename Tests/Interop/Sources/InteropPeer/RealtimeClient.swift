import Foundation
import OpenAIRealtime
import WebSocketTransport

/// Has one turn after the other, each over a connection of its own, to a server on this machine whatever host the
/// URL names.
final class RealtimeClient {
  private let turns: [Turn]
  private let loop: EventLoop
  private var options = RealtimeOptions()

  init(authority: String, port: UInt16, turns: [Turn], on loop: EventLoop) {
    self.turns = turns
    self.loop = loop
    options.tls.trustRoots = .only([.file(path: authority)])
    options.webSocket.connectOverride = .init(host: "127.0.0.1", port: port)
    options.webSocket.keepAlive = .off
  }

  func start() { run(0) }

  private func run(_ number: Int) {
    guard number < turns.count else { return loop.stop() }
    let turn = turns[number]
    turn.open(on: loop, options) { result in
      switch result {
      case .success(let rt):
        TurnRun(turn, over: rt) { self.run(number + 1) }.start()
      case .failure(let error):
        say(TurnOutcome(name: turn.name, failures: ["\(error)"]))
        self.run(number + 1)
      }
    }
  }
}

/// What a turn amounted to.
struct TurnOutcome: Encodable {
  let name: String
  var failures: [String] = []
  var session = ""
  var transcript = ""
  var audio = Data()
  var isCompleted = false
  var totalTokens = 0
  var code: UInt16 = 0
  var reason = ""
}

/// A turn under way. Its listeners keep it until the connection is closed.
private final class TurnRun {
  private static let timeLimit = Duration.seconds(20)
  private static let audioByteCount = 20_000
  private static let appendByteCount = 4_800

  private let turn: Turn
  private let rt: OpenAIRealtimeWS
  private let finish: () -> Void
  private var outcome: TurnOutcome
  private var timer: LoopTimer?

  init(_ turn: Turn, over rt: OpenAIRealtimeWS, finish: @escaping () -> Void) {
    self.turn = turn
    self.rt = rt
    self.finish = finish
    outcome = TurnOutcome(name: turn.name)
  }

  func start() {
    timer = rt.loop.schedule(after: Self.timeLimit) { self.fail("the turn took too long") }
    rt.on(.sessionCreated) { event in
      self.outcome.session = event.session.id
      if self.turn.speaks { self.configure() } else { self.rt.close(code: 1000, reason: "Seen") }
    }
    rt.once(.sessionUpdated) { _ in self.speak() }
    rt.on(.responseOutputAudioDelta) { event in self.hear(event.audio) }
    rt.on(.responseOutputAudioTranscriptDelta) { event in self.outcome.transcript += event.delta }
    rt.on(.responseAudioDelta) { event in self.hear(event.audio) }
    rt.on(.responseAudioTranscriptDelta) { event in self.outcome.transcript += event.delta }
    rt.once(.responseDone) { event in
      self.outcome.isCompleted = event.response.status == .completed
      self.outcome.totalTokens = event.response.usage?.totalTokens ?? 0
      self.rt.close(code: 1000, reason: "Done")
    }
    rt.on(.error) { error in self.fail(error.message) }
    rt.socket.on(.close) { report in self.end(report) }
  }

  private func configure() {
    if turn.api == "beta" {
      rt.send(.sessionUpdate(BetaSessionParameters(modalities: [.text, .audio], turnDetection: .null)))
    } else {
      let audio = SessionAudio(input: AudioInput(format: .pcm, turnDetection: .null))
      rt.send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio], audio: audio)))
    }
  }

  private func speak() {
    let audio = Payload.make(.binary, byteCount: Self.audioByteCount)
    for start in stride(from: 0, to: audio.count, by: Self.appendByteCount) {
      rt.appendAudio(audio[start..<min(start + Self.appendByteCount, audio.count)])
    }
    rt.send(.inputAudioBufferCommit())
    rt.send(.responseCreate())
  }

  private func hear(_ audio: RawSpan) {
    audio.withUnsafeBytes { outcome.audio.append(contentsOf: $0) }
  }

  private func fail(_ what: String) {
    outcome.failures.append(what)
    rt.socket.terminate()
  }

  private func end(_ report: WebSocketCloseReport) {
    timer?.cancel()
    outcome.code = report.code.rawValue
    outcome.reason = report.reason
    say(outcome)
    finish()
  }
}
