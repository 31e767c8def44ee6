internal import RealtimeReactor

/// What `async` code wants of one channel at the moment: views that read it, and tasks that wait. Loop-bound.
package final class ChannelScope {
  /// A task that waits.
  struct Wait {
    /// The id of the client event whose answer it waits for; `nil` if it waits until the connection takes more.
    let eventID: String?
    /// Called once; `nil` says that the connection takes more.
    let settle: (RealtimeAnswerError?) -> Void
  }

  private struct View {
    let hearsErrors: Bool
    let finish: (OpenAIRealtimeError?) -> Void
  }

  let gate = SendGate()
  private var views: [Int: View] = [:]
  private var waits: [Int: Wait] = [:]
  private var count = 0
  private var pauseCount = 0
  private var hearsDrains = false

  /// A number for a new view or wait, and for ids.
  func next() -> Int {
    count += 1
    return count
  }

  // MARK: Views

  /// - Parameter finish: called when the channel ends.
  /// - Returns: what takes it off again.
  func addView(hearsErrors: Bool, _ finish: @escaping (OpenAIRealtimeError?) -> Void) -> () -> Void {
    let number = next()
    views[number] = View(hearsErrors: hearsErrors, finish: finish)
    return { [unowned self] in views[number] = nil }
  }

  /// Several views may want rest; reading goes on when none does.
  func pauseReading(_ isPaused: Bool, of channel: some RealtimeChannel) {
    pauseCount += isPaused ? 1 : -1
    if isPaused, pauseCount == 1 { channel.pauseReading() }
    if pauseCount == 0 { channel.resumeReading() }
  }

  // MARK: Waits

  /// - Returns: what takes it off again.
  func addWait(_ wait: Wait) -> () -> Void {
    let number = next()
    waits[number] = wait
    return { [unowned self] in waits[number] = nil }
  }

  /// Listens for the moments at which the channel takes more.
  func hearDrains(of channel: some RealtimeChannel) {
    if hearsDrains { return }
    hearsDrains = true
    channel.onDrain { [self] in
      gate.drained()
      settle(nil) { $0.eventID == nil }
    }
  }

  private func settle(_ error: RealtimeAnswerError?, _ isMeant: (Wait) -> Bool) {
    // In the order in which they came.
    let meant = waits.filter { isMeant($0.value) }.sorted { $0.key < $1.key }
    for (number, _) in meant { waits[number] = nil }
    for (_, wait) in meant { wait.settle(error) }
  }

  // MARK: What happens

  /// Takes an error before the error listeners do.
  ///
  /// - Returns: whether it has reached somebody here.
  func heard(_ error: OpenAIRealtimeError, endsChannel: Bool) -> Bool {
    let id = error.error?.eventID
    let isAnswer = id != nil && waits.values.contains { $0.eventID == id }
    if isAnswer { settle(.failed(error)) { $0.eventID == id } }
    return isAnswer || views.values.contains { endsChannel || $0.hearsErrors }
  }

  /// The connection is gone, and another one may follow.
  func connectionLost() {
    gate.drained()
    settle(.connectionLost) { _ in true }
  }

  /// Nothing will come any more.
  func ended(_ failure: OpenAIRealtimeError?) {
    gate.close()
    settle(.sessionEnded) { _ in true }
    finishViews(failure)
  }

  func finishViews(_ failure: OpenAIRealtimeError?) {
    let views = views.sorted { $0.key < $1.key }
    self.views = [:]
    for (_, view) in views { view.finish(failure) }
  }
}
