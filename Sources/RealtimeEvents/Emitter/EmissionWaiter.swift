/// One pending `emitted`: a registration under a name, one for errors, and whoever waits.
///
/// Whatever comes first settles it: the event, an error, the end of the connection, or a cancellation. It
/// then takes both registrations off, also while one of them is being dispatched: openai-node rule L5.
///
/// The emitter owns the waiter and the registrations; the waiter only points back at them.
final class EmissionWaiter {
  private weak var emitter: RealtimeEmitter?
  private weak var error: Registration<OpenAIRealtimeError>?
  private var removeEvent: () -> Void = {}
  private var isPending = true
  private let deliverError: (OpenAIRealtimeError) -> Void

  fileprivate init(emitter: RealtimeEmitter, fail: @escaping (OpenAIRealtimeError) -> Void) {
    self.emitter = emitter
    deliverError = fail
  }

  /// Runs `deliver` if nothing has settled the waiter before.
  fileprivate func settle(_ deliver: () -> Void) {
    guard isPending else { return }
    isPending = false
    removeEvent()
    error?.isRemoved = true
    emitter?.remove(self, error: error)
    deliver()
  }

  func fail(_ error: OpenAIRealtimeError) { settle { deliverError(error) } }

  /// Settles without telling anyone.
  func cancel() { settle {} }

  /// Fails it, later on the loop, if the connection has ended and nothing will come any more.
  fileprivate func failIfOver(_ emitter: RealtimeEmitter) -> Bool {
    guard let end = emitter.end else { return false }
    end.later { self.fail(end.error) }
    return true
  }

  fileprivate func start<Event: ~Escapable>(_ name: EventName<Event>, _ event: Registration<ServerEvent>) {
    removeEvent = { [weak emitter, weak event] in
      guard let event else { return }
      event.isRemoved = true
      emitter?.remove(event, of: name)
    }
    emitter?.add(event, of: name)
    startListeningForErrors()
  }

  fileprivate func startListeningForErrors() {
    let registration = Registration<OpenAIRealtimeError>(isOnce: true, source: nil) { self.fail(copy $0) }
    error = registration
    emitter?.add(self, error: registration)
  }
}

extension RealtimeEmitter {
  /// Calls `completion` once: with the next event of this name, or with the error that comes first.
  @discardableResult
  func wait<Event: RealtimeServerEvent & ~Escapable>(
    for name: EventName<Event>, _ completion: @escaping (Result<Event.Owned, OpenAIRealtimeError>) -> Void
  ) -> EmissionWaiter {
    let waiter = EmissionWaiter(emitter: self) { completion(.failure($0)) }
    if waiter.failIfOver(self) { return waiter }
    waiter.start(
      name,
      Registration(isOnce: true, source: nil) { event in waiter.settle { completion(.success(Event(event).owned())) } })
    return waiter
  }

  /// Calls `completion` once with the next error.
  @discardableResult
  func waitForError(_ completion: @escaping (OpenAIRealtimeError) -> Void) -> EmissionWaiter {
    let waiter = EmissionWaiter(emitter: self, fail: completion)
    if waiter.failIfOver(self) { return waiter }
    waiter.startListeningForErrors()
    return waiter
  }
}
