internal import RealtimeEvents

/// A queue of responses over a channel that has no session to ask for them.
final class LoneResponses: DeadlineOwner {
  private var queue = ResponseQueue()
  private weak var channel: (any RealtimeChannel)?
  private let loop: EventLoop
  private var timer = DeadlineTimer()

  init(_ channel: any RealtimeChannel) {
    self.channel = channel
    loop = channel.loop
  }

  deinit { timer.cancel() }

  /// Asks for a response when there is room for one.
  func request() { perform(queue.request(.automatic, at: loop.now).effects) }

  func receive(_ event: borrowing ServerEvent, at time: Duration) {
    perform(queue.receive(event, at: time))
  }

  func expire() { perform(queue.expire(at: loop.now)) }

  func stop() { perform(queue.sessionEnded()) }

  /// Nobody waits for an outcome.
  private func perform(_ effects: [ResponseQueue.Effect]) {
    for case .send(let event) in effects where channel?.send(event).isAccepted == false {
      queue.refused(event, at: loop.now)
    }
    timer.set(queue.nextDeadline, on: loop, for: self)
  }
}
