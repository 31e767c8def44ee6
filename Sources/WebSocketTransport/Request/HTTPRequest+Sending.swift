public import RealtimeReactor

extension HTTPRequest {
  /// Sends the request on a connection of its own. The loop runs on until there is a result.
  ///
  /// - Parameters:
  ///   - loop: the caller is on its thread.
  ///   - connection: how to connect: TLS, proxy, names, and the limits of the response's head. Its headers,
  ///     subprotocols and time limits are not used.
  ///   - completion: called once, on the loop, and not before this returns.
  /// - Returns: a handle to give up with, from any thread; `completion` gets the cause `.cancelled` then.
  @discardableResult
  public func send(
    on loop: EventLoop, connection: WebSocketConfiguration = .init(),
    completion: @escaping (Result<HTTPResponse, HTTPRequestError>) -> Void
  ) -> ConnectionCancellation {
    loop.preconditionOnLoop("HTTPRequest.send")
    let exchange = HTTPExchange(self, connection, on: loop, completion: completion)
    exchange.start()
    return ConnectionCancellation(exchange, on: loop)
  }

  /// The same for a caller that runs on an event loop: an actor whose executor it is, or a task that prefers it.
  ///
  /// - Throws: `HTTPRequestError`; `CancellationError` when the task was cancelled, and the request is given up then.
  nonisolated(nonsending) public func send(connection: WebSocketConfiguration = .init()) async throws -> HTTPResponse {
    guard let loop = EventLoop.current else { throw HTTPRequestError(.notOnEventLoop, mayHaveBeenSent: false) }
    var cancellation: ConnectionCancellation?
    defer { cancellation?.cancel() }
    return try await Answer.wait { answer in
      cancellation = send(on: loop, connection: connection) { answer.give($0.mapError { $0 }) }
    }
  }
}
