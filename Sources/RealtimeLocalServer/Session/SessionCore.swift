/// Why a session has come to its end.
package enum SessionEnding: Sendable, Equatable {
  /// It reached its maximum duration; the client is told so in these words.
  case expired(String)
  /// The client asked for it, and has been told that it is done.
  case closedByClient
  /// The driver did not pull the events: see the driver contract.
  case overflowed
}

/// A session without a socket, a clock or randomness: client events and time in, server events out.
///
/// Driver contract:
/// 1. After making one, and after each `receive` or `advance`, call `nextEvent(now:)` until it gives `nil`. A response
///    is made event by event as it is pulled, so a driver whose connection is full simply pulls later.
/// 2. Call `advance(to:)` when `wakeUpTime` has come; ask again after every call.
/// 3. Once `ending` is set, what `nextEvent` still gives is the last; then close the connection.
///
/// `receive` never throws: what is wrong with a client event is told to the client in an `error` event.
package protocol SessionCore {
  /// Takes one text message of the client. The bytes are not kept.
  mutating func receive(_ message: RawSpan, now: Duration)

  /// Lets time pass.
  mutating func advance(to now: Duration)

  /// Begins a response as turn detection does at the end of a turn.
  mutating func takeTurn(now: Duration)

  /// Ends the session as if it had reached its maximum duration.
  mutating func expire()

  /// The next event for the client, or `nil` when there is nothing to say before `wakeUpTime`.
  mutating func nextEvent(now: Duration) -> LocalServerEvent?

  /// When `advance` or `nextEvent` has something to do without a client event; `nil` once ended.
  var wakeUpTime: Duration? { get }

  /// Set once the session is over.
  var ending: SessionEnding? { get }
}
