/// Something whose server events can be listened to: `OpenAIRealtimeWS`, an emitter, or a transport of your own.
///
/// `on`, `once` and `off` return the source, so that calls can be chained. Listeners run on the source's
/// loop, and get a view that is valid until they return; `owned()` makes the copy for whoever keeps an event.
public protocol RealtimeEventSource: AnyObject {
  /// Where the listeners are.
  var emitter: RealtimeEmitter { get }
}

extension RealtimeEmitter: RealtimeEventSource {
  public var emitter: RealtimeEmitter { self }
}

extension RealtimeEventSource {
  // MARK: Events

  /// Adds a listener after those that are there. The same one may be added twice and is then called twice.
  @discardableResult
  @inlinable
  public func on<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, _ listener: @escaping (borrowing Event) -> Void
  ) -> Self {
    emitter.add(name, isOnce: false, source: nil) { listener(Event($0)) }
    return self
  }

  /// Adds a listener that hears the next event of this name and no other.
  @discardableResult
  @inlinable
  public func once<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, _ listener: @escaping (borrowing Event) -> Void
  ) -> Self {
    emitter.add(name, isOnce: true, source: nil) { listener(Event($0)) }
    return self
  }

  /// Adds a listener that `off` can take away again.
  @discardableResult
  @inlinable
  public func on<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, _ listener: EventListener<Event>
  ) -> Self {
    emitter.add(name, isOnce: false, source: listener) { listener.body(Event($0)) }
    return self
  }

  /// Adds a listener that hears the next event of this name, unless `off` takes it away before.
  @discardableResult
  @inlinable
  public func once<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, _ listener: EventListener<Event>
  ) -> Self {
    emitter.add(name, isOnce: true, source: listener) { listener.body(Event($0)) }
    return self
  }

  /// Takes away the first registration of a listener under a name, if there is one. An event that is being
  /// dispatched still reaches it.
  @discardableResult
  @inlinable
  public func off<Event: RealtimeServerEvent & ~Escapable>(
    _ name: EventName<Event>, _ listener: EventListener<Event>
  ) -> Self {
    emitter.remove(name, source: listener)
    return self
  }

  @available(*, unavailable, message: "a name that is not a literal is an EventName(name)")
  @discardableResult
  public func on(_ name: String, _ listener: @escaping (borrowing ServerEvent) -> Void) -> Self {
    on(EventName(name), listener)
  }

  @available(*, unavailable, message: "a name that is not a literal is an EventName(name)")
  @discardableResult
  public func once(_ name: String, _ listener: @escaping (borrowing ServerEvent) -> Void) -> Self {
    once(EventName(name), listener)
  }

  // MARK: Errors

  // Disfavoured, so that the compiler explains a mistake by the overloads for events, which are more likely meant.

  /// Adds a listener for errors: what the service reports, and what fails on this side.
  @_disfavoredOverload
  @discardableResult
  public func on(
    _ name: EventName<OpenAIRealtimeError>, _ listener: @escaping (OpenAIRealtimeError) -> Void
  ) -> Self { addErrorListener(isOnce: false, source: nil, listener) }

  /// Adds a listener for the next error.
  @_disfavoredOverload
  @discardableResult
  public func once(
    _ name: EventName<OpenAIRealtimeError>, _ listener: @escaping (OpenAIRealtimeError) -> Void
  ) -> Self { addErrorListener(isOnce: true, source: nil, listener) }

  /// Adds a listener for errors that `off` can take away again.
  @_disfavoredOverload
  @discardableResult
  public func on(
    _ name: EventName<OpenAIRealtimeError>, _ listener: EventListener<OpenAIRealtimeError>
  ) -> Self { addErrorListener(isOnce: false, source: listener) { listener.body($0) } }

  /// Adds a listener for the next error, unless `off` takes it away before.
  @_disfavoredOverload
  @discardableResult
  public func once(
    _ name: EventName<OpenAIRealtimeError>, _ listener: EventListener<OpenAIRealtimeError>
  ) -> Self { addErrorListener(isOnce: true, source: listener) { listener.body($0) } }

  /// Takes away the first registration of an error listener, if there is one.
  @discardableResult
  public func off(_ name: EventName<OpenAIRealtimeError>, _ listener: EventListener<OpenAIRealtimeError>) -> Self {
    emitter.removeErrorListener(source: listener)
    return self
  }

  private func addErrorListener(
    isOnce: Bool, source: AnyObject?, _ listener: @escaping (OpenAIRealtimeError) -> Void
  ) -> Self {
    emitter.addErrorListener(Registration(isOnce: isOnce, source: source) { listener(copy $0) })
    return self
  }
}
