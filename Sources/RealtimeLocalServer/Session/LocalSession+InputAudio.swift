internal import RealtimeBuffers
import RealtimeJSON

/// The caller's audio: append, commit, clear, turn detection, transcription.
extension LocalSession {
  /// The least audio that a commit takes, as with the service.
  static let minimumCommitMilliseconds = 100

  mutating func appendAudio(_ event: CheckedEvent, now: Duration) throws(ServiceFailure) {
    guard !configuration.isCall else { throw .noInputOfCall }
    let limits = configuration.limits
    guard let audio = Base64.canonicalBytes(from: event.text("audio") ?? "") else {
      throw .invalidAudio(param: "audio")
    }
    guard audio.count <= limits.maximumAppendByteCount else {
      throw .audioTooLarge(maximumByteCount: limits.maximumAppendByteCount)
    }
    guard input.byteCount + audio.count <= limits.maximumInputAudioByteCount else {
      throw .inputBufferFull(maximumByteCount: limits.maximumInputAudioByteCount)
    }
    for event in input.append(audio) {
      switch event {
      case .started(let milliseconds): speechStarted(atMilliseconds: milliseconds, now: now)
      case .stopped(let milliseconds, let audio):
        try speechStopped(atMilliseconds: milliseconds, audio: audio, now: now)
      }
    }
  }

  mutating func commitAudio(now: Duration) throws(ServiceFailure) {
    guard input.bufferedMilliseconds >= Self.minimumCommitMilliseconds else {
      throw .bufferTooSmall(milliseconds: input.bufferedMilliseconds, minimum: Self.minimumCommitMilliseconds)
    }
    let itemID = takeAnnouncedItemID()
    try commit(input.takeAll(), itemID: itemID)
  }

  mutating func clearAudio() {
    input.clear()
    emit("input_audio_buffer.cleared", [:])
  }

  // MARK: Turn detection

  private mutating func speechStarted(atMilliseconds milliseconds: Int, now: Duration) {
    idleDeadline = nil
    let itemID = identifiers.next(.item)
    input.announcedItemID = itemID
    emit("input_audio_buffer.speech_started", ["audio_start_ms": .number(milliseconds), "item_id": .string(itemID)])
    if input.turnDetection?.interruptsResponse == true, let index = conversationResponseIndex {
      endResponse(at: index, because: .turnDetected, now: now)
    }
  }

  private mutating func speechStopped(
    atMilliseconds milliseconds: Int, audio: [UInt8], now: Duration
  ) throws(ServiceFailure) {
    let itemID = takeAnnouncedItemID()
    emit("input_audio_buffer.speech_stopped", ["audio_end_ms": .number(milliseconds), "item_id": .string(itemID)])
    try commit(audio, itemID: itemID)
    if input.turnDetection?.createsResponse == true { try answerTurn(now: now) }
  }

  package mutating func takeTurn(now: Duration) {
    do throws(ServiceFailure) { try answerTurn(now: now) } catch { emitError(error, clientEventID: nil) }
  }

  /// Answers now, or as soon as the response in progress has ended.
  private mutating func answerTurn(now: Duration) throws(ServiceFailure) {
    guard settings.kind == .realtime else { return }
    if conversationResponseIndex != nil {
      owesResponse = true
    } else {
      try beginResponse(ResponseOptions(nil, settings: settings), now: now)
    }
  }

  private mutating func takeAnnouncedItemID() -> String {
    defer { input.announcedItemID = nil }
    return input.announcedItemID ?? identifiers.next(.item)
  }

  /// The caller has been quiet for the idle timeout: what is in the buffer becomes a turn and is answered.
  mutating func promptIdleCaller(now: Duration) {
    idleDeadline = nil
    guard !input.isSpeaking, conversationResponseIndex == nil else { return }
    let itemID = identifiers.next(.item)
    emit(
      "input_audio_buffer.timeout_triggered",
      [
        "audio_start_ms": .number(input.startMilliseconds), "audio_end_ms": .number(input.endMilliseconds),
        "item_id": .string(itemID),
      ])
    do throws(ServiceFailure) {
      try commit(input.takeAll(), itemID: itemID)
      try answerTurn(now: now)
    } catch {
      emitError(error, clientEventID: nil)
    }
  }

  // MARK: Commit

  private mutating func commit(_ audio: [UInt8], itemID: String) throws(ServiceFailure) {
    let item = LocalItem(committed: audio, id: itemID, format: input.format)
    let previous = conversation.lastItemID
    try conversation.insert(item, at: .end)
    emit("input_audio_buffer.committed", ["previous_item_id": .nullable(previous), "item_id": .string(itemID)])
    announce(item)
    transcribe(item)
  }

  /// The transcription of the item's audio, where the session asks for one.
  private mutating func transcribe(_ item: LocalItem) {
    guard let settings = settings.transcription, let audio = item.audio.first else { return }
    let part: [(String, JSONValue)] = [("item_id", .string(item.id)), ("content_index", 0)]
    let prefix = "conversation.item.input_audio_transcription"
    guard let transcript = configuration.script.transcribe(audio.bytes, audio.format) else {
      emit("\(prefix).failed", part + [("error", Self.transcriptionError)])
      return
    }
    let report = TranscriptionReport(
      model: settings["model"]?.string, includesLogProbabilities: self.settings.includesLogProbabilities,
      transcript: transcript, milliseconds: item.audioMilliseconds)
    for delta in report.deltas { emit("\(prefix).delta", part + delta) }
    if let segment = report.segment(id: identifiers.next(.segment)) { emit("\(prefix).segment", part + segment) }
    var heard = item
    heard.setContent("transcript", .string(transcript), at: 0)
    conversation.update(heard)
    emit("\(prefix).completed", part + report.completion)
  }

  private static let transcriptionError: JSONValue = [
    "type": "transcription_error", "code": "audio_unintelligible",
    "message": "The audio could not be transcribed.", "param": .null,
  ]
}

extension JSONValue {
  static func nullable(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
