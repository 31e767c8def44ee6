import RealtimeEvents
import RealtimeJSON

extension LocalSession {
  var clientEventShapes: ClientEventShapes { configuration.generation == .ga ? .ga : .beta }

  /// `session.created`, and with the beta API the conversation it comes with.
  mutating func announceSession() {
    let isBeta = configuration.generation == .beta
    switch (configuration.generation, settings.kind) {
    case (.beta, .transcription): emit("transcription_session.created", ["session": settings.json])
    case (.beta, .realtime), (.ga, _): emit("session.created", ["session": settings.json])
    }
    if isBeta && settings.kind == .realtime {
      let conversation: JSONValue = ["id": .string(conversation.id), "object": "realtime.conversation"]
      emit("conversation.created", ["conversation": conversation])
    }
  }

  /// Does what a checked client event asks for.
  mutating func perform(_ event: CheckedEvent, now: Duration) throws(ServiceFailure) {
    switch event.type {
    case "session.update", "transcription_session.update": try updateSession(event)
    case "input_audio_buffer.append": try appendAudio(event, now: now)
    case "input_audio_buffer.commit": try commitAudio(now: now)
    case "input_audio_buffer.clear": clearAudio()
    case "conversation.item.create": try createItem(event, now: now)
    case "conversation.item.retrieve": try retrieveItem(event)
    case "conversation.item.truncate": try truncateItem(event)
    case "conversation.item.delete": try deleteItem(event)
    case "response.create": try createResponse(event, now: now)
    case "response.cancel": try cancelResponse(event, now: now)
    case "output_audio_buffer.clear": try clearOutput(now: now)
    default: throw .unknownType(event.type, supported: clientEventShapes.types)
    }
  }

  private mutating func updateSession(_ event: CheckedEvent) throws(ServiceFailure) {
    let session = event.object("session")
    var updated = settings
    try updated.update(session, isVoiceFixed: hasAssistantSpoken)
    guard updated.inputFormat == input.format || input.byteCount == 0 else { throw .formatIsFixed }
    settings = updated
    input.configure(format: updated.inputFormat, turnDetection: updated.turnDetection)
    if input.turnDetection?.idleTimeout == nil { idleDeadline = nil }
    let isBetaTranscription = settings.generation == .beta && settings.kind == .transcription
    emit(isBetaTranscription ? "transcription_session.updated" : "session.updated", ["session": settings.json])
    listRemoteTools(of: settings.tools)
  }
}
