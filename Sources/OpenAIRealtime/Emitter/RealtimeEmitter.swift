/// Registers listeners and calls them: openai-node's event emitter with types.
///
/// A type of its own, so that any transport can have one: a class that conforms to `RealtimeEventSource` offers
/// `on`, `once`, `off` and `emitted`, and feeds what it receives to a `RealtimeEventDispatcher`.
///
/// Listeners run in the order in which they were registered, over the list as it was when the event came. One that is
/// added while an event is being dispatched hears the next one; one that is taken off still hears this one. A `once`
/// listener is off before the first listener of its event runs.
///
/// Loop-bound: used on one thread only, and not `Sendable`. Calling a listener allocates nothing, and the names that
/// this package knows are found without hashing.
public final class RealtimeEmitter {
  private var everyEvent = ListenerList<ServerEvent>()
  private var byKind: [ListenerList<ServerEvent>]
  private var byName: [String: ListenerList<ServerEvent>] = [:]
  private var errors = ListenerList<OpenAIRealtimeError>()
  private var waiters: [EmissionWaiter] = []
  private let unhandledError: (OpenAIRealtimeError) -> Void
  /// The latest error that the service reported, for the report on the connection's end.
  private(set) var lastServerError: OpenAIRealtimeError?
  /// Told that the service has made the session, before any listener.
  var didCreateSession: (() -> Void)?

  /// - Parameter unhandledError: Gets each error that comes while nobody listens for errors.
  public init(unhandledError: @escaping (OpenAIRealtimeError) -> Void) {
    byKind = Array(repeating: ListenerList(), count: ServerEventKind.allCases.count)
    self.unhandledError = unhandledError
  }

  /// Whether an error would be heard: by an `.error` listener, or by a pending `emitted`.
  public var hasErrorListener: Bool { !errors.isEmpty }

  // MARK: Registering

  @usableFromInline
  func add<Event: ~Escapable>(
    _ name: EventName<Event>,
    isOnce: Bool,
    source: AnyObject?,
    call: @escaping (borrowing ServerEvent) -> Void
  ) {
    add(Registration(isOnce: isOnce, source: source, call: call), of: name)
  }

  @usableFromInline
  func remove<Event: ~Escapable>(_ name: EventName<Event>, source: AnyObject) {
    withList(of: name) { $0.removeFirst(source: source) }
  }

  func addErrorListener(_ registration: Registration<OpenAIRealtimeError>) {
    errors.add(registration)
  }

  func removeErrorListener(source: AnyObject) {
    errors.removeFirst(source: source)
  }

  private func withList<Event: ~Escapable>(
    of name: EventName<Event>,
    _ body: (inout ListenerList<ServerEvent>) -> Void
  ) {
    switch name.target {
    case .everyEvent: body(&everyEvent)
    case .kind(let kind): body(&byKind[Int(kind.rawValue)])
    case .name(let name):
      body(&byName[name, default: ListenerList()])
      if byName[name]?.isEmpty == true { byName[name] = nil }
    }
  }

  /// Lets every listener go.
  func removeAll() {
    everyEvent = ListenerList()
    byKind = Array(repeating: ListenerList(), count: byKind.count)
    byName = [:]
    errors = ListenerList()
    waiters = []
  }

  // MARK: Waiting

  func add<Event: ~Escapable>(_ registration: Registration<ServerEvent>, of name: EventName<Event>) {
    withList(of: name) { $0.add(registration) }
  }

  func add(_ waiter: EmissionWaiter, error: Registration<OpenAIRealtimeError>) {
    errors.add(error)
    waiters.append(waiter)
  }

  func remove<Event: ~Escapable>(_ registration: Registration<ServerEvent>, of name: EventName<Event>) {
    withList(of: name) { $0.remove(registration) }
  }

  func remove(_ waiter: EmissionWaiter, error: Registration<OpenAIRealtimeError>?) {
    if let error { errors.remove(error) }
    waiters.removeAll { $0 === waiter }
  }

  /// Fails every pending `emitted`: the connection is closed and nothing will come any more.
  func failWaiters(_ error: OpenAIRealtimeError) {
    for waiter in waiters { waiter.fail(error) }
  }

  // MARK: Emitting

  /// Calls the `.event` listeners and then those of the event's own type: openai-node rules D1 to D4. An `error`
  /// event reaches the error listeners as an `OpenAIRealtimeError`.
  func emit(_ event: ServerEvent) {
    if let didCreateSession, event.isSessionCreated {
      self.didCreateSession = nil
      didCreateSession()
    }
    if event.kind == .error { return emitServerError(event) }
    call(everyEvent.beginDispatch(), event)
    if event.kind == .unknown { return emitUnknown(event) }
    call(byKind[Int(event.kind.rawValue)].beginDispatch(), event)
  }

  private func emitServerError(_ event: ServerEvent) {
    let error = OpenAIRealtimeError(event)
    lastServerError = error
    call(everyEvent.beginDispatch(), event)
    call(byKind[Int(event.kind.rawValue)].beginDispatch(), event)
    emit(error)
  }

  /// Calls the error listeners, or the hook if there is none: openai-node rule E6.
  func emit(_ error: OpenAIRealtimeError) {
    guard hasErrorListener else { return unhandledError(error.unhandled) }
    for listener in errors.beginDispatch() where !listener.isRemoved { listener.call(error) }
  }

  /// An event of a type without a kind. The type `event` is heard by the `.event` listeners once more: rule D3.
  private func emitUnknown(_ event: ServerEvent) {
    if event["type"] == "event" { return call(everyEvent.beginDispatch(), event) }
    guard !byName.isEmpty else { return }
    let type = event.type
    guard let listeners = byName[type]?.beginDispatch() else { return }
    if byName[type]?.isEmpty == true { byName[type] = nil }
    call(listeners, event)
  }

  private func call(_ listeners: [Registration<ServerEvent>], _ event: ServerEvent) {
    for listener in listeners where !listener.isRemoved { listener.call(event) }
  }
}

extension ServerEvent {
  fileprivate var isSessionCreated: Bool { kind == .sessionCreated || kind == .transcriptionSessionCreated }
}

@available(*, unavailable, message: "an emitter is used on the loop of its connection only")
extension RealtimeEmitter: Sendable {}
