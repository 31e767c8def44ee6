internal import Synchronization

extension EventLoop {
  /// TCP connections on the loop at this moment, those that are still connecting included. Any thread may ask; from
  /// another one it is a moment's figure.
  public var connectionCount: Int { draining.connectionCount }

  /// Has `action` run when the loop begins to drain, or later in this tick when it drains already: stop accepting here.
  package func whenDraining(_ action: @escaping () -> Void) {
    preconditionOnLoop()
    if !draining.add(action) { enqueueLocally(action) }
  }

  /// Makes `run()` return once the last connection is gone, or `deadline` from now.
  func drain(deadline: Duration) {
    for action in draining.begin() { action() }
    guard connectionCount > 0 else { return stop() }
    scheduleDeadline(after: deadline, grace: .zero) { [unowned self] in stop() }
  }

  func connectionDidBegin() { draining.connectionDidBegin() }

  func connectionDidEnd() {
    if draining.connectionDidEnd() { stop() }
  }
}

/// How many connections a loop has, and whether it comes to its end with the last of them.
final class LoopDraining {
  private let count = Atomic<Int>(0)
  private var isUnderWay = false
  private var actions: [() -> Void] = []

  /// Any thread may ask.
  var connectionCount: Int { count.load(ordering: .relaxed) }

  func connectionDidBegin() { count.wrappingAdd(1, ordering: .relaxed) }

  /// - Returns: whether the loop drains, and this was the last one.
  func connectionDidEnd() -> Bool { count.wrappingSubtract(1, ordering: .relaxed).newValue == 0 && isUnderWay }

  /// - Returns: `false` when the loop drains already.
  func add(_ action: @escaping () -> Void) -> Bool {
    if !isUnderWay { actions.append(action) }
    return !isUnderWay
  }

  /// - Returns: what is to be run now.
  func begin() -> [() -> Void] {
    isUnderWay = true
    defer { actions = [] }
    return actions
  }
}
