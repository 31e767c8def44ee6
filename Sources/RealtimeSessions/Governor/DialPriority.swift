/// Who goes first when sessions wait to dial a host.
public enum DialPriority: Sendable, CaseIterable {
  /// Somebody waits for the session. Goes before every standby, however long that has waited.
  case live
  /// A connection that is prepared while another one still serves. It has time; when it has none left, whoever waits
  /// for it cancels and asks again as `live`.
  case standby
}
