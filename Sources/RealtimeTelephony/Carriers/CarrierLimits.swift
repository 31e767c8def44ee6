/// Bounds of what is kept of a carrier's messages, by name. The messages themselves are bounded by `WebSocketLimits`.
public enum CarrierLimits {
  /// Bytes of an id or a name, with its quotes: 1 024.
  public static let textByteCount = 1_024
  /// Bytes of all parameters of a start, with their names: 8 192.
  public static let parametersByteCount = 8_192
}
