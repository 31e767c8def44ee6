internal import RealtimeJSON

/// One registration of a listener.
final class Registration<Event: ~Escapable> {
  let call: (borrowing Event) -> Void
  let isOnce: Bool
  /// The `EventListener` that was registered, if it was one: what `off` looks for.
  let source: AnyObject?
  /// Set for a waiter that was settled, so that a dispatch that is under way passes it by.
  var isRemoved = false

  init(isOnce: Bool, source: AnyObject?, call: @escaping (borrowing Event) -> Void) {
    self.call = call
    self.isOnce = isOnce
    self.source = source
  }
}

/// The listeners of one name, in the order in which they were registered.
struct ListenerList<Event: ~Escapable> {
  private(set) var snapshot: ListenerSnapshot<Event>?

  var isEmpty: Bool { snapshot == nil }
  private var registrations: [Registration<Event>] { snapshot?.registrations ?? [] }

  mutating func add(_ registration: Registration<Event>) {
    become(registrations + [registration])
  }

  /// Takes off the first registration of `source`: openai-node rule L2.
  mutating func removeFirst(source: AnyObject) {
    remove { $0.source === source }
  }

  mutating func remove(_ registration: Registration<Event>) {
    remove { $0 === registration }
  }

  /// Takes off those that run once: they are off the list before the first listener of their event runs, rule L4.
  mutating func removeOnce() {
    become(registrations.filter { !$0.isOnce })
  }

  private mutating func remove(where matches: (Registration<Event>) -> Bool) {
    var rest = registrations
    guard let index = rest.firstIndex(where: matches) else { return }
    rest.remove(at: index)
    become(rest)
  }

  private mutating func become(_ registrations: [Registration<Event>]) {
    snapshot = ListenerSnapshot(registrations)
  }
}

/// A list as it was when a dispatch began, which is what the dispatch runs over: openai-node rule L3. Never changed.
final class ListenerSnapshot<Event: ~Escapable> {
  private typealias Held = Unmanaged<Registration<Event>>

  let hasOnce: Bool
  // Held by hand, so that none is retained for each call; the first apart, because most lists have one listener and need
  // no array then: every connection has a list for each name that it listens to.
  private let first: Held
  private let others: [Held]

  /// Nil for a list without listeners.
  init?(_ registrations: [Registration<Event>]) {
    guard let first = registrations.first else { return nil }
    self.first = .passRetained(first)
    others = registrations.dropFirst().map { .passRetained($0) }
    hasOnce = registrations.contains(where: \.isOnce)
  }

  deinit {
    first.release()
    for registration in others { registration.release() }
  }

  var registrations: [Registration<Event>] { ([first] + others).map { $0.takeUnretainedValue() } }

  // Not inlined: where the snapshot is an argument nothing of it is retained.
  @inline(never)
  func call(_ event: Event) {
    Self.call(first, event)
    for index in 0..<others.count { Self.call(others[index], event) }
  }

  @inline(__always)
  private static func call(_ registration: Held, _ event: Event) {
    registration._withUnsafeGuaranteedRef { if !$0.isRemoved { $0.call(event) } }
  }
}

/// All the listeners of an emitter. Holds memory for the names that are listened to and not for the others.
struct ListenerTable {
  private static let none = UInt8.max

  var everyEvent = ListenerList<ServerEvent>()
  var byName: [JSONName: ListenerList<ServerEvent>] = [:]
  var errors = ListenerList<OpenAIRealtimeError>()
  var waiters: [EmissionWaiter] = []
  /// For each kind its place in `heard`; empty before the first listener.
  private var places: [UInt8] = []
  private var heard: [ListenerList<ServerEvent>] = []
  /// The snapshots of `heard`, for reading one without retaining it.
  private var unretained: [Unmanaged<ListenerSnapshot<ServerEvent>>?] = []

  /// The listeners of a kind.
  subscript(kind: ServerEventKind) -> ListenerList<ServerEvent> {
    get {
      let position = Int(kind.position)
      guard position < places.count, places[position] != Self.none else { return ListenerList() }
      return heard[Int(places[position])]
    }
    set {
      let place = place(of: kind)
      heard[place] = newValue
      unretained[place] = newValue.snapshot.map { .passUnretained($0) }
    }
  }

  /// The listeners of a kind, as they are until this table goes.
  func snapshot(of kind: ServerEventKind) -> Unmanaged<ListenerSnapshot<ServerEvent>>? {
    let position = Int(kind.position)
    guard position < places.count, places[position] != Self.none else { return nil }
    return unretained[Int(places[position])]
  }

  private mutating func place(of kind: ServerEventKind) -> Int {
    if places.isEmpty { places = Array(repeating: Self.none, count: ServerEventKind.allCases.count) }
    let position = Int(kind.position)
    if places[position] == Self.none {
      places[position] = UInt8(heard.count)
      heard += [ListenerList()]
      unretained += [nil]
    }
    return Int(places[position])
  }
}
