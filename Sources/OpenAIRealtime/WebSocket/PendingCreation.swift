internal import WebSocketTransport

/// A connection that waits for its key, until that comes or the caller gives up. Loop-bound.
///
/// Keeps the loop running until then, and ends in exactly one call of the completion, not before `start` returns.
final class PendingCreation: ConnectionCancellation.Target {
  typealias Completion = (Result<OpenAIRealtimeWS, any Error>) -> Void

  private let loop: EventLoop
  private var completion: Completion?
  private weak var socket: WebSocket?

  init(on loop: EventLoop, _ completion: @escaping Completion) {
    self.loop = loop
    self.completion = completion
  }

  func start(_ key: APIKey, _ open: @escaping (Secret) throws -> OpenAIRealtimeWS) {
    loop.beginAwaiting()
    let confined = LoopConfined((self, open), on: loop)
    key.resolve { [loop] answer in
      loop.execute {
        guard let (creation, open) = confined.take() else { return }
        creation.finish(Result { try open(try answer.get()) })
      }
    }
  }

  /// Ends later in the tick, before any key was asked for.
  func fail(_ error: any Error) {
    loop.beginAwaiting()
    loop.enqueueLocally { self.finish(.failure(error)) }
  }

  /// Ends without a connection before the key has come; ends the connection after it.
  func cancelConnection() {
    if completion != nil { finish(.failure(CancellationError())) } else { socket?.terminate() }
  }

  private func finish(_ makeResult: @autoclosure () -> Result<OpenAIRealtimeWS, any Error>) {
    // Not made when nobody wants it any more.
    guard let completion else { return }
    self.completion = nil
    loop.endAwaiting()
    let result = makeResult()
    if case .success(let rt) = result {
      socket = rt.socket
      // A handle to cancel with keeps nothing alive; the connection keeps what the handle points to.
      rt.socket.on(.close) { _ in withExtendedLifetime(self) {} }
    }
    completion(result)
  }
}
