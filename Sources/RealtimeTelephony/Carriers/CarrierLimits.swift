/// Bounds of what is kept of a carrier's messages, by name. The messages themselves are bounded by `WebSocketLimits`.
public enum CarrierLimits {
  /// Bytes of an id or a name, with its quotes: 1 024.
  public static let textByteCount = 1_024
  /// Bytes of all parameters of a start, with their names: 8 192.
  public static let parametersByteCount = 8_192
  /// Pieces of audio that wait for one before them, where a carrier does not keep their order: 4, which is 80 ms.
  public static let reorderedPieceCount = 4
  /// Bytes of those pieces: 65 536.
  public static let reorderedByteCount = 65_536
}
