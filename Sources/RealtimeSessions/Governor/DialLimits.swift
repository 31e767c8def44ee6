/// How fast one host is dialled, by all sessions of a process together.
///
/// Thousands of sessions that lose one load balancer come back together, and a host that is coming back is the last one
/// to bear that. Any value can be set; where one is out of its range, the nearest that can be worked with holds.
public struct DialLimits: Sendable, Equatable {
  /// Handshakes a second in the long run, 0.001 to 1 000 000. Default 50.
  public var handshakesPerSecond = 50.0
  /// Handshakes at once after a quiet time, 1 to 1 000 000. No second has more than this and `handshakesPerSecond`
  /// together. Default 100.
  public var burst = 100
  /// Handshakes that fail in a row until the host is only probed; from 1. Default 5.
  public var failuresUntilProbing = 5
  /// From one probe to the next, up to an hour. Default 2 s.
  public var probeInterval = Duration.seconds(2)
  /// How long nobody dials after a refusal with status 429 that names no time. Default 1 s.
  public var pauseWithoutTime = Duration.seconds(1)
  /// The most that a refusal can stop everybody for. One that asks for more is asked again after this time, by the
  /// sessions that have not given up: the service's own libraries take a longer wait for final. Up to a day, default
  /// 120 s.
  public var longestPause = Duration.seconds(120)
  /// A pause is lengthened by a random part of this, so that not all processes come back in the same moment. Up to an
  /// hour, default 1 s.
  public var pauseJitter = Duration.seconds(1)
  /// How long a permit is remembered whose handshake nobody reports. Longer than any handshake may take; up to a day,
  /// default 120 s.
  public var permitTime = Duration.seconds(120)
  /// Requests that wait for a permit; further ones are refused. Default 100 000.
  public var maximumWaitingCount = 100_000

  /// The limits that the properties have by default.
  public init() {}
}

extension DialLimits {
  /// The same within what can be worked with.
  var bounded: DialLimits {
    var limits = self
    // In this order a rate that is no number is the lowest one.
    limits.handshakesPerSecond = handshakesPerSecond > 0.001 ? min(handshakesPerSecond, 1_000_000) : 0.001
    limits.burst = min(max(burst, 1), 1_000_000)
    limits.failuresUntilProbing = max(failuresUntilProbing, 1)
    limits.probeInterval = min(max(probeInterval, .zero), .seconds(3_600))
    limits.longestPause = min(max(longestPause, .zero), .seconds(86_400))
    limits.pauseWithoutTime = min(max(pauseWithoutTime, .zero), limits.longestPause)
    limits.pauseJitter = min(max(pauseJitter, .zero), .seconds(3_600))
    limits.permitTime = min(max(permitTime, .zero), .seconds(86_400))
    limits.maximumWaitingCount = max(maximumWaitingCount, 0)
    return limits
  }

  /// From one handshake to the next in the long run. Rounded up, so that the rate is never exceeded.
  var interval: Duration { .nanoseconds(Int64((1_000_000_000 / handshakesPerSecond).rounded(.up))) }
}
