/// Where a loop is in its life: it runs by turns, and closes once.
final class LoopLife {
  private enum Phase {
    case idle
    case running
    case closing
    case closed
  }

  /// What a request to close asks for.
  enum Request {
    case nothing
    /// The loop runs, and closes as soon as it has stopped.
    case stop
    case closeNow
  }

  private var phase = Phase.idle
  private var closesAfterRun = false
  private var closeActions: [ObjectIdentifier: () -> Void] = [:]

  var isIdle: Bool { phase == .idle }
  var isClosed: Bool { phase == .closed }

  /// Whether connections, listeners and name resolutions may be made.
  var isOpen: Bool { phase == .idle || phase == .running }

  func beginRun() {
    switch phase {
    case .idle: phase = .running
    case .running, .closing: trap("the event loop is already running; run and runOnce do not nest")
    case .closed: trap("the event loop is closed; make a new one")
    }
  }

  /// - Returns: whether the loop is to close now.
  func endRun() -> Bool {
    phase = .idle
    return closesAfterRun
  }

  func requestClose() -> Request {
    switch phase {
    case .closing, .closed: return .nothing
    case .running, .idle:
      closesAfterRun = true
      return phase == .running ? .stop : .closeNow
    }
  }

  /// One action for each owner, or none with `nil`.
  func whenClosing(_ owner: AnyObject, _ action: (() -> Void)?) {
    closeActions[ObjectIdentifier(owner)] = action
    // The memory of a rush is given back.
    if closeActions.isEmpty { closeActions = [:] }
  }

  /// What waits runs for a last time, and may still make something.
  func beginLastRun() { phase = .running }

  /// - Returns: what is to be run as the loop closes.
  func beginClosing() -> [() -> Void] {
    phase = .closing
    defer { closeActions = [:] }
    return Array(closeActions.values)
  }

  func didClose() { phase = .closed }
}
