extension RealtimeHandle {
  /// Events of one name, each as its own type. Any thread may call it.
  ///
  /// - Parameters:
  ///   - name: which events; no others are copied.
  ///   - limits: what may wait for the consumer.
  ///   - overflow: what happens beyond that.
  public func events<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, limits: EventSequenceLimits = .init(), overflow: OverflowPolicy = .pauseReading
  ) -> EventSequence<Event.Owned> {
    sequence(limits, overflow) { channel, view in
      channel.feed(view) { emitter in
        let listener = EventListener(for: name) { event in
          view.offer(event.owned(), byteCount: event.raw.bytes.byteCount)
        }
        emitter.on(name, listener)
        return { emitter.off(name, listener) }
      }
    }
  }

  /// Events of some kinds, or every event where none is named, in the order in which they come. Any thread may call it.
  ///
  /// With `.error` among them the service's errors count as heard.
  ///
  /// - Parameters:
  ///   - kinds: which events; no others are copied.
  ///   - limits: what may wait for the consumer.
  ///   - overflow: what happens beyond that.
  public func events(
    of kinds: ServerEventKind..., limits: EventSequenceLimits = .init(), overflow: OverflowPolicy = .pauseReading
  ) -> EventSequence<OwnedServerEvent> {
    sequence(limits, overflow) { channel, view in
      let isEvery = kinds.isEmpty || kinds.contains(.unknown)
      let names = isEvery ? [EventName.event] : Set(kinds).map { EventName(.kind($0)) }
      channel.feed(view, hearsErrors: kinds.isEmpty || kinds.contains(.error)) { emitter in
        let listener = EventListener(for: .event) { event in
          if isEvery, !kinds.isEmpty, !kinds.contains(event.kind) { return }
          view.offer(event.owned(), byteCount: event.bytes.byteCount)
        }
        for name in names { emitter.on(name, listener) }
        return { for name in names { emitter.off(name, listener) } }
      }
    }
  }

  /// What the model says, decoded, for one who plays it: by default within ``EventSequenceLimits/audio``, and of more
  /// the newest. Any thread may call it.
  public func audio(
    limits: EventSequenceLimits = .audio, overflow: OverflowPolicy = .dropOldest
  ) -> EventSequence<ResponseOutputAudioDelta.Owned> {
    events(.responseOutputAudioDelta, limits: limits, overflow: overflow)
  }

  /// What the model says: see the function of the same name.
  public var audio: EventSequence<ResponseOutputAudioDelta.Owned> { audio() }

  /// A sequence of anything that comes to the loop.
  package func sequence<Element>(
    _ limits: EventSequenceLimits, _ overflow: OverflowPolicy,
    _ feed: @escaping @Sendable (Channel, EventView<Element>) -> Void
  ) -> EventSequence<Element> {
    EventSequence(on: loop, limits, overflow) { view in feed(self.channel, view) }
  }
}

extension RealtimeChannel {
  /// Feeds a view until it ends, or the channel does.
  ///
  /// - Parameters:
  ///   - hearsErrors: whether errors of the service reach the view as events.
  ///   - listen: adds the listeners, and returns what takes them off.
  package func feed<Element>(
    _ view: EventView<Element>, hearsErrors: Bool = false, _ listen: (RealtimeEmitter) -> () -> Void
  ) {
    let emitter = emitter
    if let end = emitter.end { return view.finish(end.failure.map { .sessionFailed($0) }) }
    let scope = emitter.scope
    let removeListeners = listen(emitter)
    let removeView = scope.addView(hearsErrors: hearsErrors) { failure in
      view.finish(failure.map { .sessionFailed($0) })
    }
    view.attach(
      EventSource(
        remove: {
          removeListeners()
          removeView()
        },
        // The channel is let go with the source, when either ends.
        pause: { isPaused in scope.pauseReading(isPaused, of: self) }))
  }
}

extension OwnedServerEvent {
  /// The event as its own type, `nil` if it is another one. Reads the JSON: a sequence of one name costs less.
  public func read<Event: RealtimeServerEvent & ~Escapable>(_ name: EventName<Event>) -> Event.Owned? {
    guard name.target == .kind(kind) else { return nil }
    return withEvent { event in Event(event).owned() }
  }
}
