/// A moment in the life of a session, at which something can be made to happen.
///
/// Events are counted from 1, by their `type` or all together, each direction for itself. Only what the session itself
/// says counts, not what an action sends. Where a count may be `nil`, `nil` means every time.
public enum SessionMoment: Sendable, Hashable {
  /// The connection is open, and nothing has been sent.
  case opening
  /// The session is about to send the event of this type with this number.
  case beforeSending(String, Int? = 1)
  /// It has sent it.
  case afterSending(String, Int? = 1)
  /// So many events have been sent. 0 is the opening.
  case afterSendingEvents(Int)
  /// So many bytes of events' JSON have been sent. An action that cuts the connection cuts it after exactly these,
  /// inside of an event; other actions wait for the end of that event. 0 is the opening.
  case afterSendingBytes(Int)
  /// The client event of this type with this number has arrived, and the session has not taken it yet.
  case onReceiving(String, Int? = 1)
  /// So much time has passed since the opening.
  case afterTime(Duration)

  /// A response has ended.
  public static func endOfTurn(_ number: Int? = 1) -> SessionMoment { .afterSending("response.done", number) }
}
