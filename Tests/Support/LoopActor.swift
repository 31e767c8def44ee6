import Foundation
public import RealtimeReactor

/// An actor that lives on a loop.
public actor LoopActor {
  public nonisolated let loop: EventLoop
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  public init(on loop: EventLoop) { self.loop = loop }

  /// Runs `body` on an actor whose loop a thread of its own runs.
  public static func run<Value: Sendable>(
    _ body: @Sendable (isolated LoopActor, EventLoop) async throws -> Value
  ) async throws -> Value {
    try await withLoopThread { loop in try await body(LoopActor(on: loop), loop) }
  }
}

/// Runs `body` with a loop that a thread of its own runs, and closes the loop.
public func withLoopThread<Value>(_ body: (EventLoop) async throws -> Value) async throws -> Value {
  var configuration = EventLoop.Configuration()
  configuration.staysAliveWhenIdle = true
  let loop = try EventLoop(configuration: configuration)
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
