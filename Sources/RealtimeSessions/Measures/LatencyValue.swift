/// One measured duration.
public struct LatencyValue: Sendable, Hashable {
  /// What was measured.
  public let measure: LatencyMeasure
  /// How long it took.
  public let duration: Duration
  /// The response that it is of; `nil` where playback was cleared.
  public let responseID: String?
}
