import RealtimeJSON

/// Responses: begun by the client or by a turn's end, pulled step by step, cancelled.
extension LocalSession {
  /// The response that belongs to the conversation; out-of-band ones run beside it.
  var conversationResponseIndex: Int? { responses.firstIndex { $0.options.isInConversation } }

  mutating func createResponse(_ event: CheckedEvent, now: Duration) throws(ServiceFailure) {
    guard settings.kind == .realtime else { throw .noResponsesInTranscription }
    let options = try ResponseOptions(event.json["response"]?.nonNull, settings: settings)
    if options.isInConversation, let index = conversationResponseIndex { throw .activeResponse(responses[index].id) }
    try beginResponse(options, now: now)
  }

  mutating func cancelResponse(_ event: CheckedEvent, now: Duration) throws(ServiceFailure) {
    let index =
      if let id = event.text("response_id") {
        responses.firstIndex { $0.id.hasSameBytes(as: id) }
      } else {
        conversationResponseIndex
      }
    guard let index else { throw .noActiveResponse }
    endResponse(at: index, because: .clientCancelled, now: now)
  }

  /// - Parameter approved: what the response goes on with, instead of asking the script for a reply.
  mutating func beginResponse(
    _ options: ResponseOptions, now: Duration, approved: MCPState.Waiting? = nil
  ) throws(ServiceFailure) {
    guard responses.count < configuration.limits.maximumActiveResponseCount else {
      throw .tooManyResponses(maximum: configuration.limits.maximumActiveResponseCount)
    }
    idleDeadline = nil
    listRemoteTools(of: options.tools)
    let context = try ResponseContext(options: options, session: self)
    let reply = reply(to: context.request, options: options, approved: approved)
    let items = plan(reply, options: options, approvedBy: approved?.requestID)
    let id = identifiers.next(.response)
    turn += 1
    rateLimits.begin(id, reserving: options.maximumOutputTokenCount, now: now)
    responses.append(
      ResponseRun(
        id: id, options: options, items: items, outcome: reply.outcome, usage: context.usage,
        reportedUsage: reply.usage, pace: configuration.pace, now: now))
  }

  private func reply(to request: ReplyRequest, options: ResponseOptions, approved: MCPState.Waiting?) -> Reply {
    if let approved { return Reply(items: approved.items, outcome: approved.outcome) }
    return configuration.script.reply(request)
      .adapted(to: options.modality, format: options.outputFormat, limits: configuration.limits)
  }

  /// Ends a response early. Its closing events are said at once, before anything else.
  mutating func endResponse(at index: Int, because reason: ResponseRun.Interruption, now: Duration) {
    responses[index].interrupt(reason)
    let id = responses[index].id
    while let index = responses.firstIndex(where: { $0.id == id }) { stepResponse(at: index, now: now) }
  }

  /// Takes one step of a response and says what it brought.
  mutating func stepResponse(at index: Int, now: Duration) {
    let identifiers = identifiers
    if let step = responses[index].step(makeID: { identifiers.next($0) }) {
      perform(step, of: responses[index], now: now)
    }
    guard responses[index].isFinished else { return }
    let finished = responses.remove(at: index)
    responseEnded(finished, now: now)
  }

  private mutating func responseEnded(_ response: ResponseRun, now: Duration) {
    guard response.options.isInConversation else { return }
    do throws(ServiceFailure) {
      if try goOnWithApproved(now: now) { return }
      guard owesResponse else { return promptLater(after: response, now: now) }
      owesResponse = false
      try beginResponse(ResponseOptions(nil, settings: settings), now: now)
    } catch {
      emitError(error, clientEventID: nil)
    }
  }

  private mutating func promptLater(after response: ResponseRun, now: Duration) {
    if let timeout = input.turnDetection?.idleTimeout, response.interruption == nil {
      idleDeadline = now + response.unheardDuration(at: now) + timeout
    }
  }
}

/// What a response is made from: the request to the script, and the tokens it takes in.
struct ResponseContext {
  var request: ReplyRequest
  var usage = TokenUsage()

  init(options: ResponseOptions, session: LocalSession) throws(ServiceFailure) {
    let given = try options.input.map { (input) throws(ServiceFailure) in try Self.items(of: input, session: session) }
    request = ReplyRequest(
      instructions: options.instructions, modality: options.modality, outputFormat: options.outputFormat,
      callerAudioFormat: session.settings.inputFormat, toolChoice: options.toolChoice, turn: session.turn,
      session: session.configuration.number)
    for item in given ?? Array(session.conversation.itemsSinceLastAnswer) { request.add(item) }
    request.tools = options.functions(words: request.callerText)
    request.remoteCalls = session.remoteCalls(options, words: request.callerText)
    usage.inputText = TokenUsage.textTokens(options.instructions)
    for item in given ?? session.conversation.items { usage.addInput(item) }
  }

  /// The items of a response's own input; references point into the conversation.
  private static func items(of input: [JSONValue], session: LocalSession) throws(ServiceFailure) -> [LocalItem] {
    var items: [LocalItem] = []
    for (index, json) in input.enumerated() {
      let id = json["id"]?.string ?? ""
      if json["type"]?.string == "item_reference" {
        guard let item = session.conversation[id] else {
          throw .referenceNotFound(id, param: "response.input[\(index)].id")
        }
        items.append(item)
      } else {
        let format = session.settings.inputFormat
        let param = "response.input[\(index)]"
        let item = try LocalItem(client: json, id: id, format: format, param: param)
        items += try session.referencedItems(of: item, param: param)
        items.append(item)
      }
    }
    return items
  }
}

extension ReplyRequest {
  /// Adds what an item says for the caller.
  fileprivate mutating func add(_ item: LocalItem) {
    if item.type == "function_call_output" { functionOutputs.append(item.json["output"]?.string ?? "") }
    guard item.role == "user" else { return }
    for audio in item.audio {
      callerAudioFormat = audio.format
      callerAudio += audio.bytes
    }
    let texts = item.content.compactMap { $0["text"]?.string }
    callerText = ([callerText] + texts).filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
