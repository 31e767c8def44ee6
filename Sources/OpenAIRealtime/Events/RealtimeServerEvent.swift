/// A server event seen as its own type: a view of the received bytes whose members are read when they are asked for.
///
/// A view is valid until the listener it was given to returns, and the compiler sees to it. Whoever keeps an event
/// takes `owned()`.
///
/// What a peer sends never makes a view fail. A required member that is missing or of the wrong kind reads as an
/// empty string, zero, false or an empty list, an optional one as nil; unknown members are reached through `raw`.
public protocol RealtimeServerEvent: ~Escapable {
  /// The event as a value that may be kept and sent to another thread.
  associatedtype Owned: Sendable

  @_lifetime(copy event)
  init(_ event: ServerEvent)

  /// Copies the event out of the received bytes.
  func owned() -> Owned
}
