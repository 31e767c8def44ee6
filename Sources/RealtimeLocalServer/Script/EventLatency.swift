/// How late events are, as over a distance: each by the delay and by a part of the jitter. They keep their order.
///
/// The jitter of a session follows from the seed and the session's number, so that it is the same in every run.
public struct EventLatency: Sendable, Equatable {
  /// What every event is late by. Values outside of 0 to an hour are brought into that range, as the jitter's are.
  public var delay: Duration
  /// What an event is late by at most beyond that.
  public var jitter: Duration
  /// What the jitter follows from.
  public var seed: UInt64

  /// A latency of `delay`, and of up to `jitter` more.
  public init(delay: Duration = .zero, jitter: Duration = .zero, seed: UInt64 = 0) {
    self.delay = delay
    self.jitter = jitter
    self.seed = seed
  }
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators): the same numbers everywhere.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// Scatters numbers that are near to each other.
  static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
