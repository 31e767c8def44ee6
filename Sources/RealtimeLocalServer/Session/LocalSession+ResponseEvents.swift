import RealtimeEvents
import RealtimeJSON

/// The events of a response's steps, in both generations' names.
extension LocalSession {
  mutating func perform(_ step: ResponseRun.Step, of run: ResponseRun, now: Duration) {
    switch step {
    case .created: emit("response.created", ["response": responseJSON(run, isDone: false)])
    case .itemAdded: emitItem("response.output_item.added", run)
    case .itemInConversation: insertItem(of: run)
    case .partAdded: emitPart("response.content_part.added", run)
    case .delta(let payload): emitDelta(payload, run, now: now)
    case .payloadDone: emitPayloadDone(run)
    case .transcriptDone:
      let transcript = JSONValue.string(run.current?.parts.last?.words ?? "")
      emit(stem + "audio_transcript.done", partMembers(run) + [("transcript", transcript)])
    case .partDone: emitPart("response.content_part.done", run)
    case .remoteCallBegan: emitRemoteCall("in_progress", run)
    case .remoteCallEnded: emitRemoteCall(run.current?.remoteCallSucceeds == true ? "completed" : "failed", run)
    case .itemDone: emitItem("response.output_item.done", run)
    case .itemSettled: settleItem(of: run)
    case .done:
      rateLimits.end(run.id, tokens: run.usage.total, now: now)
      emit("response.done", ["response": responseJSON(run, isDone: true)])
      outputBuffer.complete(run.id)
    case .rateLimits: emit("rate_limits.updated", ["rate_limits": rateLimits.json(now: now)])
    }
  }

  // MARK: Names

  /// What the names of a response's text and audio begin with.
  private var stem: String { configuration.generation == .ga ? "response.output_" : "response." }

  // MARK: Members

  private func itemMembers(_ run: ResponseRun) -> [(String, JSONValue)] {
    [
      ("response_id", .string(run.id)), ("item_id", .string(run.current?.id ?? "")),
      ("output_index", .number(run.outputIndex)),
    ]
  }

  private func partMembers(_ run: ResponseRun) -> [(String, JSONValue)] {
    itemMembers(run) + [("content_index", .number(run.current?.contentIndex ?? 0))]
  }

  /// Calls to MCP servers have no `call_id`.
  private func callMembers(_ run: ResponseRun) -> [(String, JSONValue)] {
    itemMembers(run) + (run.current?.callID.map { [("call_id", .string($0))] } ?? [])
  }

  private func argumentsEvent(_ run: ResponseRun) -> String {
    run.current?.isRemoteCall == true ? "response.mcp_call_arguments" : "response.function_call_arguments"
  }

  private mutating func emitRemoteCall(_ state: String, _ run: ResponseRun) {
    emit(
      "response.mcp_call.\(state)",
      ["output_index": .number(run.outputIndex), "item_id": .string(run.current?.id ?? "")])
  }

  // MARK: Items and parts

  private mutating func emitItem(_ type: String, _ run: ResponseRun) {
    guard let item = run.current else { return }
    emit(
      type,
      [
        "response_id": .string(run.id), "output_index": .number(run.outputIndex),
        "item": item.json(generation: configuration.generation),
      ])
  }

  private mutating func emitPart(_ type: String, _ run: ResponseRun) {
    guard let part = run.current?.parts.last else { return }
    emit(type, partMembers(run) + [("part", part.eventJSON)])
  }

  private mutating func insertItem(of run: ResponseRun) {
    guard let output = run.current else { return }
    let item = output.conversationItem(generation: configuration.generation, format: run.options.outputFormat)
    let previous = JSONValue.nullable(conversation.lastItemID)
    do throws(ServiceFailure) {
      try conversation.insert(item, at: .end)
    } catch {
      // A full conversation cannot remember the answer; the client is told, and hears it all the same.
      emitError(error, clientEventID: nil)
      return
    }
    let type = configuration.generation == .ga ? "conversation.item.added" : "conversation.item.created"
    emit(type, ["previous_item_id": previous, "item": item.json])
  }

  private mutating func settleItem(of run: ResponseRun) {
    guard let output = run.finished.last else { return }
    let item = output.conversationItem(generation: configuration.generation, format: run.options.outputFormat)
    // The client may have deleted the item while it was spoken.
    guard conversation.update(item), configuration.generation == .ga else { return }
    let previous = JSONValue.nullable(conversation.itemID(before: item.id))
    emit("conversation.item.done", ["previous_item_id": previous, "item": item.json])
  }

  // MARK: Payload

  private mutating func emitDelta(_ payload: ReplyDelta.Payload, _ run: ResponseRun, now: Duration) {
    switch payload {
    case .text(let word): emit(stem + "text.delta", partMembers(run) + [("delta", .string(word))])
    case .transcript(let word): emit(stem + "audio_transcript.delta", partMembers(run) + [("delta", .string(word))])
    case .audio(let range):
      hasAssistantSpoken = true
      if configuration.isCall { return play(range, of: run, now: now) }
      emitAudio(stem + "audio.delta", partMembers(run), audio: run.current?.audio(range) ?? [])
    case .arguments(let piece): emit(argumentsEvent(run) + ".delta", callMembers(run) + [("delta", .string(piece))])
    }
  }

  private mutating func emitPayloadDone(_ run: ResponseRun) {
    guard let item = run.current else { return }
    if item.hasArguments {
      let name: [(String, JSONValue)] = item.functionName.map { [("name", .string($0))] } ?? []
      let members = callMembers(run) + name + [("arguments", .string(item.arguments))]
      emit(argumentsEvent(run) + ".done", members)
    } else if item.isSpeaking {
      emit(stem + "audio.done", partMembers(run))
    } else {
      emit(stem + "text.done", partMembers(run) + [("text", .string(item.parts.last?.words ?? ""))])
    }
  }

  // MARK: The response object

  private func responseJSON(_ run: ResponseRun, isDone: Bool) -> JSONValue {
    let status = isDone ? run.status : .inProgress
    var response: JSONValue = [
      "object": "realtime.response", "id": .string(run.id), "status": .string(status.rawValue),
      "status_details": isDone ? run.statusDetails : .null,
      "output": .list(run.finished.map { $0.json(generation: configuration.generation) }),
    ]
    for (name, value) in run.options.members(conversationID: conversation.id) { response[name] = value }
    response["usage"] = isDone ? run.usage.json(run.reportedUsage) : .null
    return response
  }
}
