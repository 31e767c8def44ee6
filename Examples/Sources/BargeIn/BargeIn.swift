import ArgumentParser
import ExampleSupport
import RealtimeSessions

/// A function is called, the user interrupts, and the service is told what was heard. By hand it is four times as long.
@main struct BargeIn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Has a function called, is interrupted, and says what that cost and how long it took.")
  @OptionGroup(title: "Service") var place: ServiceOptions
  func run() throws {
    let user = try WaveFile.read(Recordings.question) + [UInt8](repeating: 0, count: WaveFile.bytesPerSecond)
    let loop = try EventLoop()
    let service = try Service(place, on: loop)
    Terminal.note(service.summary)
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    (plan.options, plan.playback, plan.tokenLimit) = (service.options, .device, 50_000)
    let session = try RealtimeSession(service.client, plan, on: loop)
    session.tools.register(FunctionTool(name: "weather", description: "The weather now.")) { _ in "18 degrees" }
    session.onState { Terminal.note("\($0)") }
    session.onTranscript { if $0.isFinal { Terminal.writeLine($0.text + ($0.isCut ? " …" : "")) } }
    var playing: [UInt8] = []  // What a loudspeaker has and has not played.
    session.on(.responseOutputAudioDelta) { event in
      event.audio.withUnsafeBytes { playing.append(contentsOf: $0) }
      session.playback.handOver(event.audioByteCount)
    }
    session.once(.responseOutputAudioDelta) { _ in loop.schedule(after: .seconds(1)) { session.appendAudio(user) } }
    session.onClearPlayback { playing.removeAll() }
    let loudspeaker = loop.schedule(every: .milliseconds(20)) { _ in
      session.playback.played(min(WaveFile.bytesPerSecond / 50, playing.count))
      playing.removeFirst(min(WaveFile.bytesPerSecond / 50, playing.count))
      if session.latency[.speechEndToFirstAudio] != nil, !session.playback.isUnplayed { session.close() }
    }
    session.onClose { _ in loudspeaker.cancel() }.onClose { _ in service.close() }
    session.send(.conversationItemCreate(.user("Call weather, and say what it returns.")))
    session.respond()
    loop.run()
    Terminal.writeLine("\(session.usage.total.responseTokenCount) tokens")
    for (measure, times) in session.latency { Terminal.writeLine("\(measure): \(times.maximum)") }
    guard session.sessionState == .closed(.requested) else { throw ExitCode.failure }
  }
}
