public import OpenAIRealtime

/// One voice turn: streams a recording in, collects the reply, and counts what passes.
public final class VoiceConversation {
  /// What a turn amounted to.
  public struct Summary {
    public var audio: [UInt8] = []
    public var timeToFirstAudio: Duration?
    public var eventsReceived = 0
    public var eventsSent = 0
    public var closeReport: WebSocketCloseReport?
    public var hasFailed = false
  }

  /// 100 ms of 24 kHz PCM16, what most callers send.
  private static let appendByteCount = WaveFile.bytesPerSecond / 10
  private static let appendInterval: Duration = .milliseconds(100)

  private let rt: OpenAIRealtimeWS
  private let recording: [UInt8]
  private let isPaced: Bool
  private var offset = 0
  private var askedAt: Duration?
  private var summary = Summary()
  private let finish: (Summary) -> Void

  /// - Parameters:
  ///   - isPaced: sends the recording at the speed of speech instead of as fast as possible.
  ///   - finish: called once, when the connection is closed.
  public init(
    _ rt: OpenAIRealtimeWS, recording: [UInt8], isPaced: Bool, finish: @escaping (Summary) -> Void
  ) {
    self.rt = rt
    self.recording = recording
    self.isPaced = isPaced
    self.finish = finish
  }

  public func start() {
    rt.on(.event) { _ in self.summary.eventsReceived += 1 }
    rt.on(.sessionCreated) { event in
      Terminal.note("session \(event.session.id) is open")
      self.configure()
    }
    rt.once(.sessionUpdated) { _ in self.sendAudio() }
    rt.on(.responseOutputAudioTranscriptDelta) { event in Terminal.write(event.delta) }
    rt.on(.responseOutputAudioDelta) { event in self.take(event.audio) }
    rt.on(.error) { error in
      self.summary.hasFailed = true
      Terminal.endProgress()
      Terminal.note("error: \(error)")
      self.rt.close()
    }
    rt.once(.responseDone) { _ in
      Terminal.writeLine()
      self.rt.close(code: 1000, reason: "Done")
    }
    rt.socket.on(.close) { report in
      self.summary.closeReport = report
      self.finish(self.summary)
    }
  }

  /// Turns are ended by hand: there is one, and the recording knows where it ends.
  private func configure() {
    let audio = SessionAudio(
      input: AudioInput(format: .pcm, turnDetection: .null),
      output: AudioOutput(format: .pcm)
    )
    send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio], audio: audio)))
  }

  private func sendAudio() {
    guard offset < recording.count else { return ask() }
    let end = min(offset + Self.appendByteCount, recording.count)
    guard rt.appendAudio(recording[offset..<end]).isAccepted else { return rt.close() }
    summary.eventsSent += 1
    offset = end
    showProgress()
    // One append a tick also lets the loop write and read in between.
    rt.loop.schedule(after: isPaced ? Self.appendInterval : .zero) { self.sendAudio() }
  }

  private func ask() {
    send(.inputAudioBufferCommit())
    send(.responseCreate())
    askedAt = rt.loop.now
  }

  private func take(_ audio: RawSpan) {
    if summary.timeToFirstAudio == nil, let askedAt { summary.timeToFirstAudio = rt.loop.now - askedAt }
    audio.withUnsafeBytes { summary.audio.append(contentsOf: $0) }
  }

  private func send(_ event: ClientEvent) {
    if rt.send(event).isAccepted { summary.eventsSent += 1 }
  }

  private func showProgress() {
    let total = Double(recording.count) / Double(WaveFile.bytesPerSecond)
    let sent = Double(offset) / Double(WaveFile.bytesPerSecond)
    let filled = 30 * offset / recording.count
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
    Terminal.showProgress("sending [\(bar)] \(tenths(sent)) of \(tenths(total)) s")
    if offset == recording.count { Terminal.endProgress() }
  }

  private func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension VoiceConversation.Summary {
  /// Writes the reply to a file and says what the turn amounted to.
  ///
  /// - Throws: `Failure` when there was no reply, or when it could not be written.
  public func keep(in output: OutputFile) throws(Failure) {
    guard !hasFailed, !audio.isEmpty else {
      let end = closeReport.map { ", closed: \($0.code) \($0.reason)" } ?? ""
      throw Failure("there is no reply in speech: \(eventsReceived) events received\(end)")
    }
    lines.forEach(Terminal.writeLine)
    try output.write(WaveFile.file(of: audio))
  }

  private var lines: [String] {
    var lines = [
      "reply: \(audio.count) bytes of PCM16, \(audio.count * 10 / WaveFile.bytesPerSecond * 100) ms"
    ]
    if let timeToFirstAudio { lines.append("time to first audio: \(timeToFirstAudio.milliseconds) ms") }
    if let report = closeReport {
      lines.append("sent: \(eventsSent) events, \(report.bytesSent) bytes")
      lines.append("received: \(eventsReceived) events, \(report.bytesReceived) bytes")
      lines.append("closed: \(report.code) \(report.reason)")
    }
    return lines
  }
}
