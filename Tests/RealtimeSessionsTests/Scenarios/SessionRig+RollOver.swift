import RealtimeLocalServer
import RealtimeSessions

extension SessionRig {
  /// Sessions that last for seconds in place of an hour, and are rolled over in as many tenths.
  static func rollingOver(
    _ plans: [ConnectionPlan] = [], _ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }
  ) throws -> SessionRig {
    let rig = try SessionRig(plans) { configuration in
      configuration.sessionLimits.maximumSessionDuration = .seconds(4)
      change(&configuration)
    }
    rig.plan.rollOver.preparation = .milliseconds(2_800)
    rig.plan.rollOver.spread = .milliseconds(200)
    rig.plan.rollOver.anyBoundary = .milliseconds(1_500)
    rig.plan.rollOver.force = .milliseconds(800)
    rig.plan.rollOver.farewell = .milliseconds(300)
    rig.plan.reconnect.stableTime = .milliseconds(500)
    return rig
  }
}
