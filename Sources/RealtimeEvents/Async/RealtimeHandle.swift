public import RealtimeReactor

/// A connection or session for `async` code on any executor: `Sendable`, to be held by anything.
///
/// Its calls come to the channel's loop, once each; a caller that is on the loop stays there. What a sequence has
/// collected is taken without coming to the loop.
///
/// ```swift
/// func ask(_ session: RealtimeHandle<OpenAIRealtimeWS>) async throws {
///   let texts = session.events(.responseOutputTextDelta)
///   session.send(.responseCreate())
///   for try await text in texts { log(text.delta) }
/// }
/// ```
///
/// It keeps the channel, and does not close it.
public final class RealtimeHandle<Channel: RealtimeChannel & SendableMetatype>: Sendable {
  private let bound: LoopBound<Channel>
  let gate: SendGate

  /// A handle for a channel, made on its loop.
  public init(_ channel: Channel) {
    channel.loop.preconditionOnLoop("RealtimeHandle.init")
    bound = LoopBound(channel, on: channel.loop)
    let scope = channel.emitter.scope
    scope.hearDrains(of: channel)
    gate = scope.gate
  }

  /// The loop that the channel lives on.
  public var loop: EventLoop { bound.loop }

  /// The channel, on the loop only; traps elsewhere.
  public var channel: Channel { bound.value }

  /// Calls `work` on the loop and waits for what it returns. What `work` awaits comes back to the loop.
  ///
  /// `work` belongs to the caller's task, whose cancellation reaches what it awaits. It captures without a capture
  /// list, which the compiler (6.3) does not convert.
  ///
  /// - Throws: what `work` throws.
  nonisolated(nonsending) public func run<Result: Sendable>(
    _ work: nonisolated(nonsending) @escaping @Sendable (Channel) async throws -> Result
  ) async throws -> Result {
    loop.isOnLoop ? try await work(channel) : try await bound.run { channel in try await work(channel) }
  }

  /// Has `work` called on the loop, later and without waiting for it. Any thread may call it.
  ///
  /// - Returns: `false` when the loop is closed, or its inbox full: `work` will never run.
  @discardableResult
  public func execute(_ work: @escaping @Sendable (Channel) -> Void) -> Bool { bound.execute(work) }
}
