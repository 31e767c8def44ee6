import Foundation
import OpenAIRealtime

/// An actor that lives on a loop which a thread of its own runs.
actor Gateway {
  private let loop: EventLoop

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private init(_ loop: EventLoop) {
    self.loop = loop
  }

  static func run<Value: Sendable>(
    _ body: @Sendable (isolated Gateway, EventLoop) async throws -> Value
  ) async throws -> Value {
    var configuration = EventLoop.Configuration()
    configuration.staysAliveWhenIdle = true
    let loop = try EventLoop(configuration: configuration)
    let thread = Thread { loop.run() }
    thread.start()
    defer { loop.stop() }
    return try await body(Gateway(loop), loop)
  }
}
