/// A listener with an identity, for whoever wants to take it off again: closures cannot be compared in Swift.
///
/// ```swift
/// let listener = EventListener(for: .responseDone) { event in … }
/// rt.on(.responseDone, listener)
/// rt.off(.responseDone, listener)
/// ```
///
/// The same listener may be registered several times, and under several names with the same event type.
/// Loop-bound, like the emitter it is registered with.
public final class EventListener<Event: ~Escapable> {
  @usableFromInline let body: (borrowing Event) -> Void

  /// - Parameters:
  ///   - name: Says which type the closure gets, and nothing more: the listener is not bound to it.
  ///   - body: Called with each event, on the loop.
  @inlinable
  public init(for name: EventName<Event>, _ body: @escaping (borrowing Event) -> Void) { self.body = body }
}

@available(*, unavailable, message: "a listener stays on the loop of its emitter")
extension EventListener: Sendable {}
