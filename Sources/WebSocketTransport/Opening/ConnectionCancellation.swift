public import RealtimeReactor

/// Ends a connection, or the attempt to open one, from any thread. Got from ``WebSocket/cancellation``.
///
/// It keeps neither the connection nor anything of it alive.
// Sendable, because the target is read and used in closures that run on its loop's thread only; the reference to it is
// weak and never changed after `init`, and reading a weak reference is thread-safe.
public final class ConnectionCancellation: @unchecked Sendable {
  /// What can be given up. Loop-bound.
  package protocol Target: AnyObject {
    func cancelConnection()
  }

  /// The loop that the connection lives on.
  public let loop: EventLoop
  private weak let target: (any Target)?

  package init(_ target: any Target, on loop: EventLoop) {
    self.loop = loop
    self.target = target
  }

  /// Gives up the attempt, or cuts the open connection without a closing handshake, as ``WebSocket/terminate()`` does.
  /// Its listeners are told on the loop. Any thread may call it, as often as it likes.
  ///
  /// - Returns: `false` when the loop is closed, or its inbox full, so that nothing will happen.
  @discardableResult
  public func cancel() -> Bool { loop.execute { self.target?.cancelConnection() } }
}

extension WebSocket: ConnectionCancellation.Target {
  /// A handle to end this connection with from another thread.
  public var cancellation: ConnectionCancellation { ConnectionCancellation(self, on: loop) }

  package func cancelConnection() { terminate() }
}
