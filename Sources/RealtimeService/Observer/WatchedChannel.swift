#if Service
internal import RealtimeSessions

/// What an observer can watch.
protocol WatchedChannel: RealtimeChannel {
  /// Tells a watch what it is now, and adds the listeners that go on telling.
  func tell(_ watch: Watch)
  func forEachConnection(_ body: (RealtimeSession.ConnectionFigures) -> Void)
}

extension RealtimeSession: WatchedChannel {
  func tell(_ watch: Watch) {
    watch.move(to: SessionPhase(sessionState))
    onConnection { event in watch.receive(event) }
    onState { [unowned self] state in
      watch.move(to: SessionPhase(state))
      if case .backoff = state { watch.backOff(after: latestConnectionError) }
    }
    onClose { _ in watch.closed() }
    if !watch.hearsResponses { return }
    onRestored { report in watch.restored(report) }
    onLatency { value in watch.measured(value) }
  }
}

/// A connection without a session: the first and only one of its kind.
extension OpenAIRealtimeWS: WatchedChannel {
  func tell(_ watch: Watch) {
    let wasOpen = state == .open
    // The parts in which it came about are known, and not its beginning.
    let beginning = loop.now - (wasOpen ? connectionReport.transport.openingDuration : .zero)
    watch.move(to: .connecting)
    tell(watch, .requested, at: beginning)
    tell(watch, .dialled, at: beginning)
    if wasOpen { opened(watch) } else { socket.on(.open) { [unowned self] in opened(watch) } }
    on(.sessionCreated) { [unowned self] event in tell(watch, .greeted(sessionID: event.session.id)) }
    onClose { [self] report in
      tell(watch, .ended(report))
      watch.move(to: nil)
      watch.closed()
    }
  }

  func forEachConnection(_ body: (RealtimeSession.ConnectionFigures) -> Void) { body(.init(number: 1, socket)) }

  private func opened(_ watch: Watch) {
    watch.move(to: .live)
    tell(watch, .opened)
    tell(watch, .live)
  }

  private func tell(_ watch: Watch, _ kind: RealtimeSession.ConnectionEvent.Kind, at time: Duration? = nil) {
    watch.receive(.init(number: 1, isStandby: false, time: time ?? loop.now, kind: kind))
  }
}

extension ConnectionReport {
  fileprivate var openingDuration: Duration {
    [resolveDuration, connectDuration, proxyDuration, tlsDuration, upgradeDuration].reduce(.zero) { $0 + ($1 ?? .zero) }
  }
}
#endif
