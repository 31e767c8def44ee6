/// The calls that gateways have on one loop, and what is ready for the next ones. Loop-bound.
final class LoopCalls {
  private struct Gateway {
    var calls: [ObjectIdentifier: PhoneCall] = [:]
    var prepared: PreparedSessions?
    var target: RealtimeTarget?
  }

  /// By their desks, which live as long as they are known here.
  private var gateways: [ObjectIdentifier: Gateway] = [:]

  static func of(_ loop: EventLoop) -> LoopCalls { loop.shared { LoopCalls() } }

  func calls(of desk: CallDesk) -> [PhoneCall] {
    (gateways[ObjectIdentifier(desk)]?.calls.values).map(Array.init) ?? []
  }

  func add(_ call: PhoneCall, of desk: CallDesk) {
    gateways[ObjectIdentifier(desk), default: Gateway()].calls[ObjectIdentifier(call)] = call
  }

  func remove(_ call: PhoneCall, of desk: CallDesk) {
    gateways[ObjectIdentifier(desk)]?.calls[ObjectIdentifier(call)] = nil
    forget(desk)
  }

  // MARK: What is ready

  func keep(_ prepared: PreparedSessions, to target: RealtimeTarget, for desk: CallDesk) {
    gateways[ObjectIdentifier(desk), default: Gateway()].prepared = prepared
    gateways[ObjectIdentifier(desk)]?.target = target
  }

  func prepared(for desk: CallDesk, target: RealtimeTarget) -> PreparedSessions? {
    guard let gateway = gateways[ObjectIdentifier(desk)], gateway.target == target else { return nil }
    return gateway.prepared
  }

  func endPreparing(for desk: CallDesk) {
    gateways[ObjectIdentifier(desk)]?.prepared?.close()
    gateways[ObjectIdentifier(desk)]?.prepared = nil
    forget(desk)
  }

  private func forget(_ desk: CallDesk) {
    guard let gateway = gateways[ObjectIdentifier(desk)], gateway.calls.isEmpty, gateway.prepared == nil else { return }
    gateways[ObjectIdentifier(desk)] = nil
  }
}
