extension RealtimeHandle where Channel == RealtimeSession {
  /// What is said, by the user and by the assistant, as it becomes known, and cut to what was heard. By default of what
  /// waits the newest. Any thread may call it.
  public func transcripts(
    limits: EventSequenceLimits = .init(), overflow: OverflowPolicy = .dropOldest
  ) -> EventSequence<Transcripts.Change> {
    sequence(limits, overflow) { session, view in
      session.feed(view) { _ in
        let number = session.listeners.transcript.add { change in view.offer(change, byteCount: change.byteCount) }
        return { session.listeners.transcript.remove(number) }
      }
    }
  }

  /// What is said: see the function of the same name.
  public var transcripts: EventSequence<Transcripts.Change> { transcripts() }

  /// What the model says, decoded, for one who plays it. What waits when the user interrupts is dropped, before anybody
  /// is told of the interruption. Any thread may call it.
  public func audio(
    limits: EventSequenceLimits = .audio, overflow: OverflowPolicy = .dropOldest
  ) -> EventSequence<ResponseOutputAudioDelta.Owned> {
    sequence(limits, overflow) { session, view in
      session.feed(view) { emitter in
        let listener = EventListener(for: .responseOutputAudioDelta) { event in
          view.offer(event.owned(), byteCount: event.raw.bytes.byteCount)
        }
        emitter.on(.responseOutputAudioDelta, listener)
        let number = session.listeners.clearPlayback.add { view.clear() }
        return {
          emitter.off(.responseOutputAudioDelta, listener)
          session.listeners.clearPlayback.remove(number)
        }
      }
    }
  }

  /// What the model says: see the function of the same name.
  public var audio: EventSequence<ResponseOutputAudioDelta.Owned> { audio() }

  /// Asks for a response, when there is room for one, and waits for what becomes of it.
  ///
  /// - Parameters:
  ///   - parameters: settings for this response alone.
  ///   - limit: how long it may take, with the time that it waits for others. It is cancelled then.
  /// - Returns: the outcome, also when the connection was lost: `.interrupted`, or what became of it on the next one.
  /// - Throws: `RealtimeAnswerError.timedOut`; `CancellationError` if the task is cancelled. The request is cancelled
  ///   with it.
  nonisolated(nonsending) public func respond(
    _ parameters: ResponseParameters? = nil, within limit: Duration = RealtimeTimeLimit.response
  ) async throws -> ResponseOutcome {
    try await run { session in try await session.respond(parameters, within: limit) }
  }
}

extension Transcripts.Change {
  fileprivate var byteCount: Int { itemID.utf8.count + text.utf8.count }
}
