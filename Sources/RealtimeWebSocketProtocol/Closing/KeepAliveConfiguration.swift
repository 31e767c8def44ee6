/// How a connection notices that its peer is gone. Times outside of a millisecond to a hundred years are
/// brought into that range.
public struct KeepAliveConfiguration: Sendable, Hashable {
  /// Time between two Pings; `nil` sends none. Default 20 s.
  public var interval: Duration?
  /// How long the peer may be silent after a Ping has left. Default 20 s.
  public var timeout: Duration

  /// A Ping every 20 s, and 20 s for the peer to show that it is there.
  public init(interval: Duration? = .seconds(20), timeout: Duration = .seconds(20)) {
    self.interval = interval
    self.timeout = timeout
  }

  /// No Pings, no time-out.
  public static let off = KeepAliveConfiguration(interval: nil)

  /// The same with times that can be added to a clock's.
  var bounded: KeepAliveConfiguration {
    let range = Duration.milliseconds(1)...Duration.seconds(100 * 366 * 86_400)
    let within = { (time: Duration) in min(max(time, range.lowerBound), range.upperBound) }
    return KeepAliveConfiguration(interval: interval.map(within), timeout: within(timeout))
  }
}
