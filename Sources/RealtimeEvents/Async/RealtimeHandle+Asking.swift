internal import RealtimeReactor

/// How long calls of a `RealtimeHandle` wait for the service unless told otherwise.
public enum RealtimeTimeLimit {
  /// For what the service answers at once: 10 s.
  public static let answer = Duration.seconds(10)
  /// For a whole response: 120 s.
  public static let response = Duration.seconds(120)
  /// For the end of a connection after its close: 5 s, as `WebSocketConfiguration.timeLimits.close`.
  public static let close = Duration.seconds(5)
}

extension RealtimeHandle {
  /// Changes the settings of the session, and waits until the service has taken them.
  ///
  /// - Parameters:
  ///   - session: the settings; those that are left out stay as they are.
  ///   - limit: how long the service may take.
  /// - Returns: the session as it is then.
  /// - Throws: `RealtimeAnswerError`; `CancellationError` if the task is cancelled.
  @discardableResult
  nonisolated(nonsending) public func update(
    _ session: SessionParameters, within limit: Duration = RealtimeTimeLimit.answer
  ) async throws -> Session {
    try await run { channel in
      try await channel.ask(within: limit, answeredBy: [.sessionUpdated]) { id in
        .sessionUpdate(session, eventID: id)
      } read: { event, _ in
        SessionUpdated(copy event).session
      }
    }
  }

  /// The same for a speech-to-speech session.
  @discardableResult
  nonisolated(nonsending) public func update(
    _ session: RealtimeSessionParameters, within limit: Duration = RealtimeTimeLimit.answer
  ) async throws -> Session { try await update(.realtime(session), within: limit) }

  /// Adds an item to the conversation, and waits until it is there.
  ///
  /// - Parameters:
  ///   - item: gets an id unless it has one.
  ///   - previousItemID: the item that it follows; `nil` for the last one.
  ///   - limit: how long the service may take.
  /// - Returns: the item as the service has it.
  /// - Throws: `RealtimeAnswerError`; `CancellationError` if the task is cancelled.
  @discardableResult
  nonisolated(nonsending) public func append(
    _ item: ConversationItem, after previousItemID: String? = nil, within limit: Duration = RealtimeTimeLimit.answer
  ) async throws -> ConversationItem {
    try await run { channel in
      // Beta says `created`.
      try await channel.ask(within: limit, answeredBy: [.conversationItemAdded, .conversationItemCreated]) { id in
        var item = item
        if item.id == nil { item.id = id }
        return .conversationItemCreate(item, previousItemID: previousItemID, eventID: id)
      } read: { event, id in
        let added = ConversationItemAdded(copy event).item
        return added.id == item.id ?? id ? added : nil
      }
    }
  }
}

extension RealtimeChannel {
  /// Sends an event and waits for what answers it: an event that `read` takes, an error of the service that names the
  /// event, the end of the connection or of the time.
  ///
  /// - Parameters:
  ///   - kinds: which events `read` is called with.
  ///   - makeEvent: gets the id that the event is to have, of at most 32 bytes.
  ///   - read: gets that id too. `nil` if the event is not the answer.
  /// - Throws: `RealtimeAnswerError`; `CancellationError` if the task is cancelled, and only then.
  nonisolated(nonsending) package func ask<Value: Sendable>(
    within limit: Duration, answeredBy kinds: [ServerEventKind], _ makeEvent: (_ id: String) -> ClientEvent,
    read: @escaping (borrowing ServerEvent, _ id: String) -> Value?
  ) async throws -> Value {
    let scope = emitter.scope
    let id = "ask_\(scope.next())"
    var undo: [() -> Void] = []
    // After a cancellation all is taken off here, on the loop, and not by the thread that cancelled.
    defer { for step in undo { step() } }
    return try await Answer.wait { answer in
      let emitter = emitter
      let settle: (Result<Value, any Error>) -> Void = { result in
        answer.give(result)
        emitter.didWakeTask?()
      }
      let listener = EventListener(for: .event) { event in
        if let value = read(event, id) { settle(.success(value)) }
      }
      for kind in kinds {
        emitter.on(EventName(.kind(kind)), listener)
        undo.append { emitter.off(EventName(.kind(kind)), listener) }
      }
      undo.append(scope.addWait(.init(eventID: id) { settle(.failure($0 ?? .sessionEnded)) }))
      let timer = loop.schedule(after: limit) { settle(.failure(RealtimeAnswerError.timedOut(after: limit))) }
      undo.append { timer.cancel() }
      if case .refused(let refusal) = send(makeEvent(id)) { settle(.failure(RealtimeAnswerError.refused(refusal))) }
    }
  }
}
