/// A server event seen as its own type: a view of the received bytes whose members are read when they are asked for.
///
/// A view is valid until the listener it was given to returns, and the compiler sees to it. Whoever keeps an
/// event takes `owned()`.
///
/// What a peer sends never makes a view fail. A required member that is missing or of the wrong kind reads as an empty
/// string, false or an empty list, an optional one as `nil`; unknown members are reached through `raw`.
///
/// Absent is not zero, so times, positions in audio and counts are optional, also where the API says that they are
/// always there. A whole number is read however it is written if nothing of it is lost: `1200`, `1200.0`, `1.2e3` and
/// `"1200"` are 1200; `1200.5`, `"soon"` and what no `Int` holds are `nil`. `raw["audio_end_ms"].double` gives a
/// fraction as it came. Only `outputIndex` and `contentIndex` are always numbers: a server that leaves one out has no
/// other, so it reads as 0, the first, and so does what is no whole number.
///
/// To log an event: `print(event)`, `log("\(event)")` or `event.description` give its type and its JSON on
/// one line, with audio as its size.
public protocol RealtimeServerEvent: ~Escapable {
  /// The event as a value that may be kept and sent to another thread.
  associatedtype Owned: Sendable

  /// A typed view of an event, which must be of this kind.
  @_lifetime(copy event)
  init(_ event: ServerEvent)

  /// The event itself, with access to every member by name.
  var raw: ServerEvent { @_lifetime(copy self) get }

  /// Copies the event out of the received bytes.
  func owned() -> Owned
}
