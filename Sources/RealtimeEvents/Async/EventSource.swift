/// What feeds a view, as the view sees it. Loop-bound.
package final class EventSource {
  /// Takes the listeners off.
  let remove: () -> Void
  private let pause: (Bool) -> Void
  private var isPaused = false

  /// - Parameters:
  ///   - remove: takes the listeners off. Called once.
  ///   - pause: stops reading or goes on with it. Called for changes only.
  package init(remove: @escaping () -> Void, pause: @escaping (Bool) -> Void) {
    self.remove = remove
    self.pause = pause
  }

  func setPaused(_ isPaused: Bool) {
    if isPaused == self.isPaused { return }
    self.isPaused = isPaused
    pause(isPaused)
  }
}
