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
/// A dispatch runs over the list as it was when it began: openai-node rule L3. It takes the array as a value, so
/// that no copy is made unless a listener changes the list while it is being run.
struct ListenerList<Event: ~Escapable> {
  private var registrations: [Registration<Event>] = []
  private var onceCount = 0

  var isEmpty: Bool { registrations.isEmpty }

  mutating func add(_ registration: Registration<Event>) {
    registrations.append(registration)
    if registration.isOnce { onceCount += 1 }
  }

  /// Takes off the first registration of `source`: openai-node rule L2.
  mutating func removeFirst(source: AnyObject) {
    remove { $0.source === source }
  }

  mutating func remove(_ registration: Registration<Event>) {
    remove { $0 === registration }
  }

  /// The listeners to run now. Those that run once are off the list before the first of them runs: rule L4.
  mutating func beginDispatch() -> [Registration<Event>] {
    let dispatched = registrations
    if onceCount > 0 {
      registrations.removeAll(where: \.isOnce)
      onceCount = 0
    }
    return dispatched
  }

  private mutating func remove(where matches: (Registration<Event>) -> Bool) {
    guard let index = registrations.firstIndex(where: matches) else { return }
    if registrations.remove(at: index).isOnce { onceCount -= 1 }
  }
}
