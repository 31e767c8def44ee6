#if Service
internal import RealtimeSessions
internal import Tracing

/// A span for each connection of a session and one for each of its responses. Loop-bound.
final class SessionSpans {
  /// Responses that are followed at once; of more than these the oldest ends as if it had been cut.
  private static let maximumResponseCount = SessionFigures.maximumResponseCount

  private let tracer: any Tracer
  private let parent: ServiceContext
  private let provider: String
  private var connections: [Int: any Span] = [:]
  private var sessionIDs: [Int: String] = [:]
  private var live: Int?
  private var responses: [(id: String, span: any Span)] = []
  private var model: String?

  init(_ tracer: any Tracer, in parent: ServiceContext, provider: String) {
    self.tracer = tracer
    self.parent = parent
    self.provider = provider
  }

  // MARK: Connections

  func receive(_ event: RealtimeSession.ConnectionEvent) {
    let number = event.number
    switch event.kind {
    case .requested:
      let span: any Span = tracer.startSpan(ObservedName.connectionSpan, context: parent, ofKind: .client)
      span.updateAttributes {
        $0[ObservedName.providerName] = provider
        $0[ObservedName.connectionNumber] = number
      }
      connections[number] = span
    case .dialled: break
    case .opened: connections[number]?.addEvent(SpanEvent(name: ObservedName.openedEvent))
    case .greeted(let sessionID):
      sessionIDs[number] = sessionID
      connections[number]?.attributes[ObservedName.sessionID] = sessionID
    case .live:
      interruptResponses()
      live = number
      connections[number]?.addEvent(SpanEvent(name: ObservedName.liveEvent))
    case .ended(let report): endConnection(number, report)
    }
  }

  private func endConnection(_ number: Int, _ report: RealtimeCloseReport?) {
    if number == live { interruptResponses() }
    sessionIDs[number] = nil
    guard let span = connections.removeValue(forKey: number) else { return }
    if let code = report?.code.rawValue { span.attributes[ObservedName.closeCode] = Int(code) }
    switch ConnectionClass(report) {
    case .normal, .goingAway: break
    case .refused: fail(span, report?.refusal.map { String($0.status) } ?? ConnectionClass.refused.rawValue)
    case let end: fail(span, end.rawValue)
    }
    span.end()
  }

  // MARK: Responses

  func know(model: String?) { self.model = model ?? self.model }

  func responseBegan(_ id: String) {
    if responses.count == Self.maximumResponseCount { end(responses.removeFirst().span, .interrupted) }
    let operation = ObservedName.responseOperation
    let span: any Span = tracer.startSpan(
      model.map { "\(operation) \($0)" } ?? operation, context: parentOfResponses, ofKind: .client)
    span.updateAttributes {
      $0[ObservedName.operationName] = operation
      $0[ObservedName.providerName] = provider
      $0[ObservedName.responseID] = id
      if let model { $0[ObservedName.requestModel] = model }
      if let sessionID = live.flatMap({ sessionIDs[$0] }) { $0[ObservedName.sessionID] = sessionID }
    }
    responses.append((id, span))
  }

  func measured(_ value: LatencyValue) {
    guard value.measure == .createdToFirstAudio else { return }
    responses.first { $0.id == value.responseID }?.span.addEvent(SpanEvent(name: ObservedName.firstAudioEvent))
  }

  func responseEnded(_ response: RealtimeResponse, _ end: ResponseEnd) {
    guard let index = responses.firstIndex(where: { $0.id == response.id }) else { return }
    let span = responses.remove(at: index).span
    span.updateAttributes { $0.setUsage(of: response) }
    self.end(span, end)
  }

  /// Their connection is gone, or another one has taken over: nothing more of them will come.
  func interruptResponses() {
    for response in responses { end(response.span, .interrupted) }
    responses = []
  }

  private var parentOfResponses: ServiceContext { live.flatMap { connections[$0]?.context } ?? parent }

  private func end(_ span: any Span, _ end: ResponseEnd) {
    span.attributes[ObservedName.finishReasons] = [end.rawValue]
    switch end {
    case .completed, .cancelled, .incomplete: break
    case .failed, .interrupted: fail(span, end.rawValue)
    }
    span.end()
  }

  private func fail(_ span: any Span, _ type: String) {
    span.attributes[ObservedName.errorType] = type
    span.setStatus(SpanStatus(code: .error))
  }
}

extension SpanAttributes {
  fileprivate mutating func setUsage(of response: RealtimeResponse) {
    if let modality = response.outputModalities?.first?.rawValue {
      self[ObservedName.outputType] = modality == "audio" ? "speech" : modality
    }
    guard let usage = response.usage else { return }
    self[ObservedName.inputTokens] = usage.inputTokens
    self[ObservedName.outputTokens] = usage.outputTokens
    self[ObservedName.audioInputTokens] = usage.inputTokenDetails?.audioTokens
    self[ObservedName.textInputTokens] = usage.inputTokenDetails?.textTokens
    self[ObservedName.audioOutputTokens] = usage.outputTokenDetails?.audioTokens
    self[ObservedName.textOutputTokens] = usage.outputTokenDetails?.textTokens
  }
}
#endif
