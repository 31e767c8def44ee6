internal import RealtimeJSON

/// Registers listeners and calls them: openai-node's event emitter with types.
///
/// A type of its own, so that any transport can have one: a class that conforms to `RealtimeEventSource`
/// offers `on`, `once`, `off` and `emitted`, and feeds what it receives to a `RealtimeEventDispatcher`.
///
/// Listeners run in the order in which they were registered, over the list as it was when the event came. One
/// that is added while an event is being dispatched hears the next one; one that is taken off still hears
/// this one. A `once` listener is off before the first listener of its event runs.
///
/// Loop-bound: used on one thread only, and not `Sendable`. Calling a listener allocates nothing, and the
/// names that this package knows are found without hashing.
// Safe: what is called without a count is kept alive by a counted reference beside it.
@safe
public final class RealtimeEmitter {
  /// Changed by `change` only, because every event reads it.
  private var table = ListenerTable()
  /// How many dispatches are under way, one inside of the other. They run over a table without retaining it;
  /// a table that is changed meanwhile is kept in `earlierTables` until all are done.
  private var dispatchDepth = 0
  private var isTableInUse = false
  private var earlierTables: [ListenerTable] = []
  /// Who hears everything before all listeners.
  private var relay: EventRelay?
  // The same, to call it without a count: 60 of 12 300 instructions by `Benchmarks/run guard`. Kept alive by the above.
  @exclusivity(unchecked) private var unretainedRelay: Unmanaged<EventRelay>?
  /// Told after a task that awaited an event was woken: a transport leaves what follows until the task has run.
  package var didWakeTask: (() -> Void)?
  private let unhandledError: (OpenAIRealtimeError) -> Void

  /// What is told to those who wait when nothing will come any more, and how: later, on the loop.
  /// Beside the emitter, which most of the time has none.
  package final class End {
    let error: OpenAIRealtimeError
    /// What sequences of events end with: `nil` if it is as either side wanted.
    let failure: OpenAIRealtimeError?
    let later: (@escaping () -> Void) -> Void

    package init(
      error: OpenAIRealtimeError, failure: OpenAIRealtimeError?, later: @escaping (@escaping () -> Void) -> Void
    ) {
      self.error = error
      self.failure = failure
      self.later = later
    }
  }

  private(set) var end: End?
  private var isOver = false
  /// What `async` code wants of the channel; `nil` before there is any.
  private var knownScope: ChannelScope?

  /// - Parameter unhandledError: Gets each error that comes while nobody listens for errors.
  public init(unhandledError: @escaping (OpenAIRealtimeError) -> Void) { self.unhandledError = unhandledError }

  /// Whether an error would be heard: by an `.error` listener, or by a pending `emitted`.
  public var hasErrorListener: Bool { !table.errors.isEmpty }

  // MARK: Registering

  @usableFromInline
  func add<Event: ~Escapable>(
    _ name: EventName<Event>, isOnce: Bool, source: AnyObject?, call: @escaping (borrowing ServerEvent) -> Void
  ) { add(Registration(isOnce: isOnce, source: source, call: call), of: name) }

  @usableFromInline
  func remove<Event: ~Escapable>(_ name: EventName<Event>, source: AnyObject) {
    withList(of: name) { $0.removeFirst(source: source) }
  }

  func addErrorListener(_ registration: Registration<OpenAIRealtimeError>) { change { $0.errors.add(registration) } }
  func removeErrorListener(source: AnyObject) { change { $0.errors.removeFirst(source: source) } }

  private func withList<Event: ~Escapable>(
    of name: EventName<Event>, _ body: (inout ListenerList<ServerEvent>) -> Void
  ) {
    change { table in
      switch name.target {
      case .everyEvent: body(&table.everyEvent)
      case .kind(let kind): body(&table[kind])
      case .name(let name):
        body(&table.byName[name, default: ListenerList()])
        if table.byName[name]?.isEmpty == true { table.byName[name] = nil }
      }
    }
  }

  /// Changes a copy of the table and puts it back. Changing it in place would be an access that lasts while
  /// `body` runs, and Swift would then check the access of every event at run time. What a removed listener
  /// holds is released afterwards.
  private func change(_ body: (inout ListenerTable) -> Void) {
    guard !isOver else { return }
    var changed = table
    body(&changed)
    if isTableInUse { earlierTables = earlierTables + [table] }
    isTableInUse = false
    table = changed
  }

  /// Removes every listener, and keeps none that is added later: nothing comes any more.
  package func removeAll() {
    change { $0 = ListenerTable() }
    relay = nil
    unsafe unretainedRelay = nil
    isOver = true
  }

  /// Has every event heard before all listeners, to be forwarded to listeners elsewhere, and every error in place of
  /// whoever hears of an error that nobody listens for. It costs a comparison where there is none, and a third of a
  /// listener for `.event`. Not from within such a call.
  package func setRelay(
    _ call: @escaping (borrowing ServerEvent) -> Void, error: @escaping (OpenAIRealtimeError) -> Void
  ) {
    let relay = EventRelay(call, error)
    self.relay = relay
    unsafe unretainedRelay = unsafe .passUnretained(relay)
  }

  // MARK: Waiting

  func add<Event: ~Escapable>(_ registration: Registration<ServerEvent>, of name: EventName<Event>) {
    withList(of: name) { $0.add(registration) }
  }

  func add(_ waiter: EmissionWaiter, error: Registration<OpenAIRealtimeError>) {
    change { table in
      table.errors.add(error)
      table.waiters.append(waiter)
    }
  }

  func remove<Event: ~Escapable>(_ registration: Registration<ServerEvent>, of name: EventName<Event>) {
    withList(of: name) { $0.remove(registration) }
  }

  func remove(_ waiter: EmissionWaiter, error: Registration<OpenAIRealtimeError>?) {
    change { table in
      if let error { table.errors.remove(error) }
      table.waiters.removeAll { $0 === waiter }
    }
  }

  /// Fails every pending `emitted`, and from now on each that begins: the connection is closed and nothing will come.
  package func end(_ end: End) {
    self.end = end
    for waiter in table.waiters { waiter.fail(end.error) }
    knownScope?.ended(end.failure)
  }

  var scope: ChannelScope {
    if let knownScope { return knownScope }
    let made = ChannelScope()
    knownScope = made
    return made
  }

  /// The connection is gone, and another one may follow: tasks that wait for an answer do not get it.
  package func connectionLost() { knownScope?.connectionLost() }

  /// Ends all sequences of events, as the end of the session would.
  func finishSequences() { knownScope?.finishViews(nil) }

  // MARK: Emitting

  /// Calls the `.event` listeners and then those of the event's own type: openai-node rules D1 to D4. An
  /// `error` event reaches the error listeners as an `OpenAIRealtimeError`.
  package func emit(_ event: ServerEvent) {
    if let relay = unsafe unretainedRelay { unsafe relay._withUnsafeGuaranteedRef { $0.call(event) } }
    if event.kind == .error { return emitServerError(event) }
    if !table.everyEvent.isEmpty { callEveryEvent(event) }
    if event.kind == .unknown { return emitUnknown(event) }
    callListeners(of: event)
  }

  private func emitServerError(_ event: ServerEvent) {
    callEveryEvent(event)
    callListeners(of: event)
    emit(OpenAIRealtimeError(event))
  }

  /// Calls the error listeners, or the hook if there is none: openai-node rule E6.
  ///
  /// - Parameter endsChannel: whether the channel ends with it: then every sequence throws it.
  package func emit(_ error: OpenAIRealtimeError, endsChannel: Bool = false) {
    relay?.error(error)
    let isHeard = (knownScope?.heard(error, endsChannel: endsChannel) ?? false) || relay != nil
    guard let errors = table.errors.snapshot else { return isHeard ? () : unhandledError(error.unhandled) }
    if errors.hasOnce { change { $0.errors.removeOnce() } }
    errors.call(error)
  }

  private func callListeners(of event: ServerEvent) {
    let kind = event.kind
    guard let listeners = unsafe table.snapshot(of: kind) else { return }
    unsafe call(listeners, event) { $0[kind].removeOnce() }
  }

  private func callEveryEvent(_ event: ServerEvent) {
    guard let listeners = unsafe table.everyEvent.snapshot.map(Unmanaged.passUnretained) else { return }
    unsafe call(listeners, event) { $0.everyEvent.removeOnce() }
  }

  /// The table that holds the listeners is in `table` or `earlierTables` until no dispatch is under way.
  @inline(__always)
  private func call(
    _ listeners: Unmanaged<ListenerSnapshot<ServerEvent>>, _ event: ServerEvent,
    removingOnce: (inout ListenerTable) -> Void
  ) {
    dispatchDepth += 1
    isTableInUse = true
    unsafe listeners._withUnsafeGuaranteedRef {
      if $0.hasOnce { change(removingOnce) }
      $0.call(event)
    }
    dispatchDepth -= 1
    if dispatchDepth > 0 { return }
    isTableInUse = false
    if !earlierTables.isEmpty { earlierTables = [] }
  }

  /// An event of a type without a kind. The type `event` is heard by the `.event` listeners once more: rule D3.
  private func emitUnknown(_ event: ServerEvent) {
    if event["type"] == "event" { return callEveryEvent(event) }
    let byName = table.byName
    guard !byName.isEmpty else { return }
    let type = JSONName(event.type)
    guard let listeners = byName[type]?.snapshot else { return }
    if listeners.hasOnce { withList(of: EventName<ServerEvent>(.name(type))) { $0.removeOnce() } }
    listeners.call(event)
  }
}

@available(*, unavailable, message: "an emitter is used on the loop of its connection only")
extension RealtimeEmitter: Sendable {}

private final class EventRelay {
  let call: (borrowing ServerEvent) -> Void
  let error: (OpenAIRealtimeError) -> Void

  init(_ call: @escaping (borrowing ServerEvent) -> Void, _ error: @escaping (OpenAIRealtimeError) -> Void) {
    self.call = call
    self.error = error
  }
}
