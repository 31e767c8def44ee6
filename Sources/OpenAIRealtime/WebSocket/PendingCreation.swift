internal import RealtimeBuffers
internal import WebSocketTransport

/// A connection that waits for its key, until that comes or the caller gives up. Loop-bound.
///
/// Keeps the loop running until then, and ends in exactly one call of the completion, not before `start` returns.
package final class PendingCreation: ConnectionCancellation.Target {
  typealias Completion = (Result<OpenAIRealtimeWS, any Error>) -> Void

  private let loop: EventLoop
  private var request: KeyRequest?
  private var completion: Completion?
  // Not weakly: once anything has referred to an object weakly, each later reference to it costs more.
  private var socket: WebSocket?
  /// Whether it ends the connection too, once that is there.
  private let followsConnection: Bool

  init(on loop: EventLoop, followsConnection: Bool, _ completion: @escaping Completion) {
    self.loop = loop
    self.followsConnection = followsConnection
    self.completion = completion
  }

  func start(_ draft: ConnectionDraft, _ open: @escaping (Secret) throws -> OpenAIRealtimeWS) {
    let request = KeyRequest(on: loop, limit: draft.options.apiKeyTimeLimit)
    self.request = request
    request.start(draft.key) { secret in self.finish { try open(try secret.get()) } }
  }

  /// Ends later in the tick, before any key was asked for.
  func fail(_ error: any Error) { loop.enqueueLocally { self.finish { throw error } } }

  /// Ends without a connection before the key has come; ends the connection after it.
  package func cancelConnection() {
    request?.cancel()
    if completion != nil { finish { throw CancellationError() } } else { socket?.terminate() }
  }

  private func finish(_ open: () throws -> OpenAIRealtimeWS) {
    // Not made when nobody wants it any more.
    guard let completion else { return }
    self.completion = nil
    request = nil
    let result = Result(catching: open)
    if followsConnection, case .success(let rt) = result {
      socket = rt.socket
      // A handle to cancel with keeps nothing alive; the connection keeps what the handle points to.
      rt.socket.on(.close) { _ in self.socket = nil }
    }
    completion(result)
  }
}
