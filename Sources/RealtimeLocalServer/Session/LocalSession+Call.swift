import RealtimeJSON

/// What is different on a side connection to a call: the call has the audio of both sides.
extension LocalSession {
  mutating func play(_ range: Range<Int>, of run: ResponseRun, now: Duration) {
    let byteCount = run.current?.audio(range).count ?? 0
    let format = run.options.outputFormat
    let duration = Duration.microseconds(byteCount * 1_000 / format.bytesPerMillisecond)
    for change in outputBuffer.append(duration, of: run.id, now: now) { emit(change) }
  }

  mutating func clearOutput(now: Duration) throws(ServiceFailure) {
    guard configuration.isCall else { throw .noOutputBuffer }
    if let change = outputBuffer.clear(now: now) { emit(change) }
  }

  mutating func advanceOutput(to now: Duration) {
    if let change = outputBuffer.advance(to: now) { emit(change) }
  }

  private mutating func emit(_ change: OutputAudioBuffer.Change) {
    switch change {
    case .started(let id): emit("output_audio_buffer.started", ["response_id": .string(id)])
    case .stopped(let id): emit("output_audio_buffer.stopped", ["response_id": .string(id)])
    case .cleared(let id): emit("output_audio_buffer.cleared", ["response_id": .string(id)])
    }
  }
}
