internal import Synchronization

extension EventLoop {
  /// TCP connections on the loop at this moment, those that are still connecting included. Any thread may ask; from
  /// another one it is a moment's figure.
  public var connectionCount: Int { openConnections.load(ordering: .relaxed) }

  /// Has `action` run when the loop begins to drain, or later in this tick when it drains already: stop accepting here.
  package func whenDraining(_ action: @escaping () -> Void) {
    preconditionOnLoop()
    if isDraining { return enqueueLocally(action) }
    drainActions.append(action)
  }

  /// Makes `run()` return once the last connection is gone, or `deadline` from now.
  func drain(deadline: Duration) {
    let actions = drainActions
    drainActions = []
    for action in actions { action() }
    isDraining = true
    guard connectionCount > 0 else { return stop() }
    scheduleDeadline(after: deadline, grace: .zero) { [unowned self] in stop() }
  }

  func connectionDidBegin() {
    openConnections.wrappingAdd(1, ordering: .relaxed)
  }

  func connectionDidEnd() {
    let remaining = openConnections.wrappingSubtract(1, ordering: .relaxed).newValue
    if isDraining && remaining == 0 { stop() }
  }
}
