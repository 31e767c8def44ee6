internal import RealtimeBuffers
internal import Synchronization
internal import WebSocketTransport

/// A client's key being asked for, within a time limit: openai-node rules K2 and K3. Loop-bound.
///
/// Keeps the loop running until it is over, and ends in at most one call of the completion, not before `start` returns.
final class KeyRequest {
  typealias Completion = (Result<Secret, any Error>) -> Void

  private let loop: EventLoop
  private let limit: Duration?
  private var completion: Completion?
  private var timer: LoopTimer?
  private var task: Task<Void, Never>?

  init(on loop: EventLoop, limit: Duration?) {
    self.loop = loop
    self.limit = limit
  }

  func start(_ key: APIKey, _ completion: @escaping Completion) {
    loop.beginAwaiting()
    loop.whenClosing(self) { self.finish(.failure(RealtimeConfigurationError.loopClosedBeforeKey)) }
    self.completion = completion
    timer = limit.map { limit in loop.scheduleDeadline(after: limit / 2) { self.halfTimeHasPassed(of: limit) } }
    ask(key)
  }

  /// Ends without a call of the completion. Idempotent.
  func cancel() {
    guard completion != nil else { return }
    completion = nil
    timer?.cancel()
    timer = nil
    task?.cancel()
    task = nil
    loop.whenClosing(self, nil)
    loop.endAwaiting()
  }

  private func ask(_ key: APIKey) {
    let answer = self.answer()
    switch key.source {
    case .fixed(let secret):
      let key = Result { () throws(RealtimeConfigurationError) in try APIKey.sendable(secret) }
      loop.enqueueLocally { self.finish(key.mapError { $0 }) }
    case .callback(let callback): callback(answer)
    case .provider(let provider):
      task = Task { do { answer(.success(try await provider())) } catch { answer(.failure(error)) } }
    }
  }

  /// Takes a key, or why there is none, from any thread.
  private func answer() -> @Sendable (Result<String, any Error>) -> Void {
    let bound = LoopBound(self, on: loop)
    return { result in
      bound.loop.executeDuty {
        let secret = Result { () throws(RealtimeConfigurationError) in try APIKey.checked(result) }
        bound.value.finish(secret.mapError { $0 })
      }
    }
  }

  private func finish(_ result: Result<Secret, any Error>) {
    guard let completion else { return }
    cancel()
    completion(result)
  }

  /// Finds out by the end whether the main actor is the one that is waited for: a thread blocked in `run()`
  /// cannot say so.
  private func halfTimeHasPassed(of limit: Duration) {
    let mainActor = Pulse()
    Task { @MainActor in mainActor.isFelt.store(true, ordering: .relaxed) }
    timer = loop.scheduleDeadline(after: limit - limit / 2) {
      let isBlocked = !mainActor.isFelt.load(ordering: .relaxed)
      self.finish(.failure(RealtimeConfigurationError.apiKeyTimedOut(after: limit, mainActorIsBlocked: isBlocked)))
    }
  }
}

/// Whether an actor has done anything since.
private final class Pulse: Sendable {
  let isFelt = Atomic(false)
}

extension RealtimeConfigurationError {
  static func apiKeyTimedOut(after limit: Duration, mainActorIsBlocked: Bool) -> RealtimeConfigurationError {
    let cause =
      mainActorIsBlocked
      ? """
      The main actor is blocked, most likely by EventLoop.run() on the main thread, and a function that is isolated to \
      it, or waits for it, cannot go on: run loops on threads of their own, such as those of EventLoopGroup.shared, or \
      take the function off the main actor.
      """
      : """
      It waits for a service that does not answer, or for a thread or an actor that is blocked, for example by \
      EventLoop.run(): the loops of EventLoopGroup.shared have threads of their own.
      """
    return RealtimeConfigurationError(
      .apiKeyTimedOut,
      "The function that gives the API key has not done so within \(limit) (RealtimeOptions.apiKeyTimeLimit). \(cause)")
  }

  fileprivate static var loopClosedBeforeKey: RealtimeConfigurationError {
    RealtimeConfigurationError(
      .apiKeyProviderFailed,
      "The event loop was closed before the function that gives the API key had done so.")
  }
}
