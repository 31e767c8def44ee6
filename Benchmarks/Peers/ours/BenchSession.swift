import CMeasurement
import OpenAIRealtime
import WebSocketTransport

/// One session: counts what arrives, reads it as a gateway would, and answers in echo and paced runs.
final class BenchSession {
  private static let echoEvent = String(cString: bench_echo_event)

  private let connection: OpenAIRealtimeWS
  private let run: BenchSessions
  private var echoSent: UInt64 = 0
  private var echoCount = 0

  init(_ connection: OpenAIRealtimeWS, of run: BenchSessions) {
    self.connection = connection
    self.run = run
    listenToSocket()
    if run.mode == BENCH_PACED {
      listenToVoice()
    } else {
      connection.on(.event) { event in bench_did_receive(event.bytes.byteCount) }
      if run.decodes { listenToDeltas() }
      // After the listeners that read, so that an answer is sent when the event is done with.
      if run.mode == BENCH_ECHO { connection.on(.responseOutputTextDelta) { [unowned self] _ in didEcho() } }
    }
    connection.on(.error) { [run] error in run.didFail(error) }
  }

  // MARK: Listening

  private func listenToSocket() {
    connection.socket.on(.open) { [unowned self] in
      run.didOpen()
      if run.mode == BENCH_ECHO { sendEcho() }
    }
    connection.socket.on(.close) { [unowned self] report in
      // An error was heard by its own listener, and an echo run ends with our close.
      guard report.error == nil, run.mode != BENCH_ECHO else { return }
      var reason = report.reason
      reason.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { bench_did_close($0.baseAddress, $0.count) }
      }
    }
  }

  private func listenToDeltas() {
    connection
      .on(.responseOutputAudioDelta) { event in
        event.audio.withUnsafeBytes { bench_did_decode_audio($0.baseAddress, $0.count) }
      }
      .on(.responseOutputTextDelta) { event in bench_did_decode_text(event.deltaUTF8.count) }
      .on(.responseOutputAudioTranscriptDelta) { event in bench_did_decode_text(event.deltaUTF8.count) }
      .on(.responseDone) { event in
        let response = event.response
        if response.usage != nil, response.output?.isEmpty == false { return }
        bench_did_fail("response.done is incomplete")
      }
  }

  // MARK: Answering

  /// What a gateway does with each piece of the model's voice, in one listener.
  private func listenToVoice() {
    connection.on(.responseOutputAudioDelta) { [unowned self] event in
      bench_did_receive(event.raw.bytes.byteCount)
      if run.decodes { event.audio.withUnsafeBytes { bench_did_decode_audio($0.baseAddress, $0.count) } }
      Self.readTime(event.raw)
      if !run.sendsByTimer { connection.appendAudio(run.appendAudio) }
    }
  }

  /// Sends what a gateway's timer has for this session.
  func append() {
    if connection.appendAudio(run.appendAudio) == .accepted { bench_did_append() }
  }

  /// The time is in the event's id, which has no escapes: the bytes between its quotes.
  private static func readTime(_ event: borrowing ServerEvent) {
    event["event_id"].rawBytes.withUnsafeBytes { bytes in
      let id = bytes.dropFirst().dropLast()
      UnsafeRawBufferPointer(rebasing: id).withMemoryRebound(to: CChar.self) {
        bench_did_read_time($0.baseAddress, $0.count)
      }
    }
  }

  private func sendEcho() {
    echoSent = bench_now()
    connection.sendRaw(Self.echoEvent)
  }

  private func didEcho() {
    bench_did_echo(bench_now() - echoSent)
    echoCount += 1
    if echoCount < run.events { return sendEcho() }
    bench_did_close("", 0)
    connection.close()
  }
}
