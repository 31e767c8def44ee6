extension RealtimeSession {
  /// Adds a listener for how far the session is. It is told of each change, not of the state that there is.
  @discardableResult
  public func onState(_ listener: @escaping (State) -> Void) -> Self {
    listeners.state.add(listener)
    return self
  }

  /// Adds a listener for what became of the conversation, each time that a new connection has it.
  @discardableResult
  public func onRestored(_ listener: @escaping (RestoredReport) -> Void) -> Self {
    listeners.restored.add(listener)
    return self
  }

  /// Adds a listener for the end of the session.
  @discardableResult
  public func onClose(_ listener: @escaping (CloseReport) -> Void) -> Self {
    listeners.close.add(listener)
    return self
  }

  /// Adds a listener for what is said, by the user and by the assistant, as it becomes known.
  @discardableResult
  public func onTranscript(_ listener: @escaping (Transcripts.Change) -> Void) -> Self {
    listeners.transcript.add(listener)
    return self
  }

  /// Adds a listener for what responses and transcriptions cost.
  @discardableResult
  public func onUsage(_ listener: @escaping (UsageLedger.Effect) -> Void) -> Self {
    listeners.usage.add(listener)
    return self
  }

  /// Adds a listener for each duration that was measured.
  @discardableResult
  public func onLatency(_ listener: @escaping (LatencyValue) -> Void) -> Self {
    listeners.latency.add(listener)
    return self
  }

  /// Adds a listener that stops what is playing, and drops what waits to be played: the user has interrupted, or
  /// `interrupt()` was called. It is the first thing that happens then.
  @discardableResult
  public func onClearPlayback(_ listener: @escaping () -> Void) -> Self {
    listeners.clearPlayback.add(listener)
    return self
  }

  /// Adds a listener for requests of remote tools; `answerApproval` answers them.
  @discardableResult
  public func onApproval(_ listener: @escaping (MCPApprovals.Change) -> Void) -> Self {
    listeners.approval.add(listener)
    return self
  }

  /// Adds a listener for the moment at which the connection takes more again, after `send` returned `.queued`, also
  /// where another connection has taken its place.
  @discardableResult
  public func onDrain(_ listener: @escaping () -> Void) -> Self {
    listeners.drain.add(listener)
    connections.watchDrain()
    return self
  }
}
