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

  mutating func add(_ registration: Registration<Event>) { become(registrations + [registration]) }

  /// Takes off the first registration of `source`: openai-node rule L2.
  mutating func removeFirst(source: AnyObject) { remove { $0.source === source } }

  mutating func remove(_ registration: Registration<Event>) { remove { $0 === registration } }

  /// Removes those that run once, before the first listener of their event runs: openai-node rule L4.
  mutating func removeOnce() { become(registrations.filter { !$0.isOnce }) }

  private mutating func remove(where matches: (Registration<Event>) -> Bool) {
    var rest = registrations
    guard let index = rest.firstIndex(where: matches) else { return }
    rest.remove(at: index)
    become(rest)
  }

  private mutating func become(_ registrations: [Registration<Event>]) { snapshot = ListenerSnapshot(registrations) }
}

/// A list as it was when a dispatch began. The dispatch runs over it, and it never changes: openai-node rule L3.
@safe
final class ListenerSnapshot<Event: ~Escapable> {
  private typealias Held = Unmanaged<Registration<Event>>

  let hasOnce: Bool
  // Unmanaged, so that a call retains none of them; retained from `init` to `deinit`, which makes it safe.
  // The first is apart, because most lists have one listener, and a connection has a list for each name that
  // it listens to: one listener needs no array.
  private let first: Held
  private let others: [Held]

  /// `nil` for a list without listeners.
  init?(_ registrations: [Registration<Event>]) {
    guard let first = registrations.first else { return nil }
    unsafe self.first = unsafe .passRetained(first)
    unsafe others = unsafe registrations.dropFirst().map { unsafe .passRetained($0) }
    hasOnce = registrations.contains(where: \.isOnce)
  }

  deinit {
    unsafe first.release()
    unsafe others.forEach { unsafe $0.release() }
  }

  var registrations: [Registration<Event>] { unsafe ([first] + others).map { unsafe $0.takeUnretainedValue() } }

  // Not inlined, because Swift retains nothing of an argument: inlined, each call would retain the snapshot.
  @inline(never)
  func call(_ event: Event) {
    unsafe Self.call(first, event)
    for index in unsafe 0..<others.count { unsafe Self.call(others[index], event) }
  }

  @inline(__always)
  private static func call(_ registration: Held, _ event: Event) {
    unsafe registration._withUnsafeGuaranteedRef { if !$0.isRemoved { $0.call(event) } }
  }
}

/// All the listeners of an emitter. Holds memory for the names that are listened to and not for the others.
@safe
struct ListenerTable {
  private static let none = UInt8.max

  var everyEvent = ListenerList<ServerEvent>()
  var byName: [JSONName: ListenerList<ServerEvent>] = [:]
  var errors = ListenerList<OpenAIRealtimeError>()
  var waiters: [EmissionWaiter] = []
  /// The place of each kind in `heard`; empty before the first listener.
  private var places: [UInt8] = []
  private var heard: [ListenerList<ServerEvent>] = []
  /// The snapshots of `heard`, for reading one without retaining it. Safe, because each is also in `heard`.
  private var unretained: [Unmanaged<ListenerSnapshot<ServerEvent>>?] = unsafe []

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
      unsafe unretained[place] = unsafe newValue.snapshot.map { unsafe .passUnretained($0) }
    }
  }

  /// The listeners of a kind, as they are until this table goes.
  func snapshot(of kind: ServerEventKind) -> Unmanaged<ListenerSnapshot<ServerEvent>>? {
    let position = Int(kind.position)
    guard position < places.count, places[position] != Self.none else { return nil }
    return unsafe unretained[Int(places[position])]
  }

  private mutating func place(of kind: ServerEventKind) -> Int {
    if places.isEmpty { places = Array(repeating: Self.none, count: ServerEventKind.allCases.count) }
    let position = Int(kind.position)
    if places[position] == Self.none {
      places[position] = UInt8(heard.count)
      heard += [ListenerList()]
      unsafe unretained += [nil]
    }
    return Int(places[position])
  }
}
