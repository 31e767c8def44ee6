import Foundation
import WebSocketTransport

/// Waits for work although nothing is alive.
var waiting: EventLoop.Configuration {
  var configuration = EventLoop.Configuration()
  configuration.staysAliveWhenIdle = true
  return configuration
}

/// Runs `body` with a loop that a thread of its own runs, and closes the loop.
func withLoopThread<Value>(_ body: (EventLoop) async throws -> Value) async throws -> Value {
  let loop = try EventLoop(configuration: waiting)
  let done = AsyncStream<Void>.makeStream()
  Thread.detachNewThread {
    loop.run()
    loop.close()
    done.continuation.finish()
  }
  let result: Result<Value, any Error>
  do { result = .success(try await body(loop)) } catch { result = .failure(error) }
  loop.stop()
  for await _ in done.stream {}
  return try result.get()
}
