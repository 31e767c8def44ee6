public import RealtimeReactor

extension RealtimeHandle {
  /// Bytes of events, as JSON, that may be on their way from other threads to the loop. One event alone may have more.
  public static var maximumByteCountOnTheWay: Int { SendGate.maximumByteCount }

  /// Sends a client event, without waiting. Any thread may call it; what one thread sends stays in order.
  ///
  /// - Returns: on the loop what the channel's `send` returns. Elsewhere what is known there: `.queued` if the
  ///   connection has fallen behind, where ``sendAndWait(_:)`` would wait, and `.refused` if too much is on its way to
  ///   the loop. What is refused on the loop the error listeners hear.
  @discardableResult
  public func send(_ event: ClientEvent) -> SendOutcome {
    send(byteCount: { event.gateByteCount }) { $0.send(event) }
  }

  /// Appends audio to the service's input buffer, without waiting. See ``send(_:)`` and `RealtimeChannel.appendAudio`.
  @discardableResult
  public func appendAudio(_ audio: [UInt8], eventID: String? = nil) -> SendOutcome {
    send(byteCount: { audio.count }) { $0.appendAudio(audio, eventID: eventID) }
  }

  /// Begins to close the channel. Any thread may call it; a second call changes nothing.
  public func close(code: UInt16 = 1000, reason: String = "OK") { execute { $0.close(code: code, reason: reason) } }

  private func send(
    byteCount: () -> Int, _ send: @escaping @Sendable (Channel) -> SendOutcome
  ) -> SendOutcome {
    if loop.isOnLoop { return note(send(channel)) }
    let byteCount = byteCount()
    let outcome = gate.begin(byteCount)
    guard outcome.isAccepted else { return outcome }
    let isTaken = execute { [gate] channel in gate.end(byteCount, send(channel)) }
    if isTaken { return outcome }
    gate.end(byteCount)
    return .refused(.notOpen)
  }

  private func note(_ outcome: SendOutcome) -> SendOutcome {
    if outcome == .queued { gate.noteQueued() }
    return outcome
  }

  /// Sends a client event and returns when the connection is below its low-water mark, so that whoever sends in a loop
  /// is as fast as the service.
  ///
  /// - Throws: `RealtimeAnswerError`: `.refused` when nothing was sent, `.connectionLost` or `.sessionEnded` when the
  ///   connection ended first; `CancellationError` when the task is cancelled, before or after the event was sent.
  nonisolated(nonsending) public func sendAndWait(_ event: ClientEvent) async throws {
    let gate = gate
    try await run { channel in
      // Whoever waits already goes first.
      while gate.isAboveMark { try await channel.drained() }
      switch channel.send(event) {
      case .accepted: return
      case .refused(let refusal): throw RealtimeAnswerError.refused(refusal)
      case .queued:
        gate.noteQueued()
        try await channel.drained()
      }
    }
  }
}

extension RealtimeChannel {
  nonisolated(nonsending) fileprivate func drained() async throws {
    if emitter.end != nil { throw RealtimeAnswerError.sessionEnded }
    let scope = emitter.scope
    var remove: () -> Void = {}
    // After a cancellation it is taken off here, on the loop, and not by the thread that cancelled.
    defer { remove() }
    try await Answer<Void>.wait { answer in
      remove = scope.addWait(.init(eventID: nil) { error in answer.give(error.map { .failure($0) } ?? .success(())) })
    }
  }
}

extension ClientEvent {
  /// What counts for the gate: audio is not written twice to be counted.
  fileprivate var gateByteCount: Int {
    switch self {
    case .inputAudioBufferAppend(let audio, _), .sessionInputAudioBufferAppend(let audio, _): audio.count
    default: jsonByteCount
    }
  }
}
