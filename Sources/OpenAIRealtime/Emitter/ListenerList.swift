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
///
/// A dispatch runs over the list as it was when it began: openai-node rule L3. It takes the list as a value, so
/// that no copy is made unless a listener changes the list while it is being run.
struct ListenerList<Event: ~Escapable> {
  private(set) var registrations: [Registration<Event>] = []
  private(set) var hasOnce = false

  var isEmpty: Bool { registrations.isEmpty }

  mutating func add(_ registration: Registration<Event>) {
    registrations += [registration]
    if registration.isOnce { hasOnce = true }
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
    registrations.removeAll(where: \.isOnce)
    hasOnce = false
  }

  private mutating func remove(where matches: (Registration<Event>) -> Bool) {
    guard let index = registrations.firstIndex(where: matches) else { return }
    registrations.remove(at: index)
    hasOnce = registrations.contains(where: \.isOnce)
  }
}

/// All the listeners of an emitter. Holds memory for the names that are listened to and not for the others.
struct ListenerTable {
  private static let none = UInt8.max

  var everyEvent = ListenerList<ServerEvent>()
  var byName: [String: ListenerList<ServerEvent>] = [:]
  var errors = ListenerList<OpenAIRealtimeError>()
  var waiters: [EmissionWaiter] = []
  /// For each kind its place in `heard`; empty before the first listener.
  private var places: [UInt8] = []
  private var heard: [ListenerList<ServerEvent>] = []

  /// The listeners of a kind.
  subscript(kind: ServerEventKind) -> ListenerList<ServerEvent> {
    get {
      let position = Int(kind.rawValue)
      guard position < places.count, places[position] != Self.none else { return ListenerList() }
      return heard[Int(places[position])]
    }
    set {
      heard[place(of: kind)] = newValue
    }
  }

  private mutating func place(of kind: ServerEventKind) -> Int {
    if places.isEmpty { places = Array(repeating: Self.none, count: ServerEventKind.allCases.count) }
    let position = Int(kind.rawValue)
    if places[position] == Self.none {
      places[position] = UInt8(heard.count)
      heard += [ListenerList()]
    }
    return Int(places[position])
  }
}
