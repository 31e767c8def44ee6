import RealtimeSessions

extension RealtimeSession.Plan {
  /// One for a server of this machine. It has governors of its own, and it reconnects at once: a test has no time to
  /// wait for a host to recover.
  static func local(_ options: RealtimeOptions, _ parameters: RealtimeSessionParameters) -> Self {
    var plan = Self(model: "gpt-realtime-2.1")
    plan.parameters = .realtime(parameters)
    plan.options = options
    plan.governors = DialGovernors()
    plan.reconnect.initialDelay = .milliseconds(5)
    plan.reconnect.maximumDelay = .milliseconds(20)
    plan.reconnect.firstDelay = .milliseconds(5)
    return plan
  }
}
