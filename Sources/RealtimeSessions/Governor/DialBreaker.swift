/// Finds that a host is down, and when to try it again.
struct DialBreaker: Sendable {
  private var failureCount = 0
  private var probeTime = Duration.zero
  /// The latest handshake while the host is down, and when it was due.
  private var probe: (id: UInt64, dueTime: Duration)?

  func isOpen(_ limits: DialLimits) -> Bool { failureCount >= limits.failuresUntilProbing }

  /// When the host may be dialled as far as this is concerned.
  func nextTime(_ limits: DialLimits) -> Duration { isOpen(limits) ? probeTime : .zero }

  mutating func dialled(_ id: UInt64, at time: Duration, _ limits: DialLimits) {
    guard isOpen(limits) else { return }
    probe = (id, probeTime)
    probeTime = time + limits.probeInterval
  }

  mutating func failed(at time: Duration, _ limits: DialLimits) {
    let wasOpen = isOpen(limits)
    failureCount = min(failureCount, .max - 1) + 1
    if isOpen(limits), !wasOpen { probeTime = time + limits.probeInterval }
  }

  mutating func answered() {
    failureCount = 0
    probe = nil
  }

  /// The handshake was not made. A probe is due again.
  mutating func gaveUp(_ id: UInt64) {
    guard let probe, probe.id == id else { return }
    probeTime = probe.dueTime
    self.probe = nil
  }
}
