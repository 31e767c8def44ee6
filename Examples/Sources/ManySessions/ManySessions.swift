import ArgumentParser
import ExampleSupport
import Foundation
import OpenAIRealtime
import RealtimeLocalServer
import WebSocketTransport

/// A gateway in miniature: many voice sessions on one loop, each saying the same thing over and over.
@main
struct ManySessions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds many concurrent sessions on one loop and shows live counters.",
    discussion: "With OPENAI_API_KEY set every session is a real one, and is charged: start small."
  )

  @Option(help: "How many sessions.")
  var sessions = 100

  @Option(help: "How many turns each session takes.")
  var turns = 3

  @Option(help: "The model.")
  var model = "gpt-realtime"

  func validate() throws {
    guard (1...10_000).contains(sessions), (1...1_000).contains(turns) else {
      throw ValidationError("--sessions is 1 to 10000, --turns 1 to 1000")
    }
  }

  func run() throws {
    let recording = try WaveFile.read(Recordings.question)
    let loop = try EventLoop()
    let service = try Service(on: loop)
    Terminal.note(service.summary)
    let gateway = Gateway(service, model: model, recording: recording, turns: turns, on: loop)
    try gateway.open(sessions)
    loop.run()
    if gateway.counters.failures > 0 { throw ExitCode.failure }
  }
}

/// What passes through all sessions together.
struct Counters {
  var open = 0
  var closed = 0
  var turns = 0
  var events = 0
  var audioBytes = 0
  var failures = 0
}

/// All sessions of the loop. Loop-bound, so its counters need no lock.
final class Gateway {
  private let service: Service
  private let model: String
  private let recording: [UInt8]
  private let turnsPerSession: Int
  private let loop: EventLoop
  private var sessionCount = 0
  private(set) var counters = Counters()
  private var ticker: LoopTimer?
  private let startedAt: Duration

  init(_ service: Service, model: String, recording: [UInt8], turns: Int, on loop: EventLoop) {
    self.service = service
    self.model = model
    self.recording = recording
    self.turnsPerSession = turns
    self.loop = loop
    startedAt = loop.now
  }

  func open(_ count: Int) throws {
    sessionCount = count
    for _ in 0..<count {
      listen(to: try OpenAIRealtimeWS(service.client, .model(model), on: loop, options: service.options))
    }
    ticker = loop.schedule(after: .milliseconds(500), repeating: .milliseconds(500)) { self.show() }
  }

  private func listen(to rt: OpenAIRealtimeWS) {
    var turnsLeft = turnsPerSession
    rt.on(.event) { _ in self.counters.events += 1 }
    rt.once(.sessionCreated) { _ in
      self.counters.open += 1
      let audio = SessionAudio(input: AudioInput(format: .pcm, turnDetection: .null))
      rt.send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio], audio: audio)))
    }
    rt.once(.sessionUpdated) { _ in self.speak(to: rt) }
    rt.on(.responseOutputAudioDelta) { event in self.counters.audioBytes += event.audio.byteCount }
    rt.on(.responseDone) { _ in
      self.counters.turns += 1
      turnsLeft -= 1
      turnsLeft > 0 ? self.speak(to: rt) : rt.close()
    }
    rt.on(.error) { error in
      self.counters.failures += 1
      if self.counters.failures <= 5 { Terminal.note("error: \(error.message)") }
      rt.close()
    }
    rt.socket.on(.close) { _ in self.didClose() }
  }

  /// A whole utterance at once: a gateway in a hurry. The connection queues it within its limit.
  private func speak(to rt: OpenAIRealtimeWS) {
    rt.appendAudio(recording)
    rt.send(.inputAudioBufferCommit())
    rt.send(.responseCreate())
  }

  private func didClose() {
    counters.closed += 1
    guard counters.closed == sessionCount else { return }
    ticker?.cancel()
    show()
    Terminal.writeLine()
    service.close()
  }

  private func show() {
    let elapsed = max(1, (loop.now - startedAt).milliseconds)
    let rate = counters.events * 1_000 / Int(elapsed)
    Terminal.write(
      "\r\(counters.open) open, \(counters.closed) closed, \(counters.turns) turns, \(counters.events) events "
        + "(\(rate)/s), \(counters.audioBytes >> 20) MiB of audio, \(counters.failures) errors   ")
  }
}
