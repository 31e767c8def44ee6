internal import RealtimeEvents

/// When a session that comes to its maximum duration is replaced by a new one.
///
/// A standby is connected, configured and given the conversation while the old session still talks, so that nothing is
/// lost at the change. All times are counted back from the session's end. Any can be set; where one is out of its
/// range, from nothing to a hundred years, the nearest that can be worked with holds.
public struct RollOverPolicy: Sendable, Hashable {
  /// When the standby is prepared.
  public var preparation = Duration.seconds(300)
  /// How far from that it may be, by chance, so that sessions which began together do not come together.
  public var spread = Duration.seconds(60)
  /// From when on the end of any response will do, though the user may be about to speak.
  public var anyBoundary = Duration.seconds(60)
  /// How long a standby is prepared at least. What the user said just before the change is said again to the new
  /// session, so this is no shorter than the `prefix_padding_ms` of its turn detection.
  public var overlap = Duration.milliseconds(500)
  /// When the change is made whatever happens: a response in progress is cut.
  public var force = Duration.seconds(10)
  /// How long a session lasts where the service does not say. Azure has been seen to end sessions after 30 minutes.
  public var assumedDuration = Duration.seconds(59 * 60)
  /// How long the old connection stays open for what it still has to say, such as the usage of its last response.
  public var farewell = Duration.seconds(2)
  /// Whether there is a roll-over at all. Without it a session connects again when the service has ended it.
  public var isOn = true

  /// The figures above.
  public static let beforeTheCap = RollOverPolicy()

  /// The session is renewed only after the service has ended it.
  public static let off: RollOverPolicy = {
    var policy = RollOverPolicy()
    policy.isOn = false
    return policy
  }()

  /// The figures of ``beforeTheCap``.
  public init() {}

  /// The same within what can be worked with.
  var bounded: RollOverPolicy {
    var policy = self
    for time in [\.preparation, \.spread, \.anyBoundary, \.overlap, \.force, \.assumedDuration, \.farewell]
      as [WritableKeyPath<Self, Duration>]
    { policy[keyPath: time] = self[keyPath: time].addable }
    return policy
  }
}

/// When what of a roll-over happens to one session, by the loop's clock.
struct RollOverSchedule: Sendable, Hashable {
  let prepareAt: Duration
  let anyBoundaryAt: Duration
  let forceAt: Duration

  /// - Parameters:
  ///   - policy: one that is ``RollOverPolicy/bounded``.
  ///   - left: how long the session goes on, by the service's clock.
  ///   - draw: a number of chance, 0 to 1.
  init(_ policy: RollOverPolicy, left: Duration, now: Duration, draw: Double) {
    let spread = policy.spread * (2 * min(max(draw, 0), 1) - 1)
    // A session that is shorter than the preparation asks for has its first half for itself.
    let untilPreparation = max(left - policy.preparation + spread, left * 0.5)
    prepareAt = now + untilPreparation
    anyBoundaryAt = max(now + left - policy.anyBoundary, prepareAt)
    forceAt = max(now + left - policy.force, anyBoundaryAt)
  }
}
