/// A value that lives on an event loop, such as a connection, to be held by anything and reached from any thread.
///
/// ```swift
/// func cancelFromAnotherThread(_ timer: LoopTimer, on loop: EventLoop) {
///   let bound = LoopBound(timer, on: loop)  // on the loop
///   Task.detached {
///     bound.execute { timer in timer.cancel() }  // on any thread
///   }
/// }
/// ```
///
/// The closures are called on the loop's thread, with the value. It cannot leave them: they are `@Sendable`, and the
/// value is not. It is let go on the loop as well, after the last holder of the handle.
// Sendable, because the value is touched on the loop only: it is put in there, `value` traps elsewhere, and the last
// reference to it is let go there. Safe: `held` is a `Held` that this keeps alive, and gives up once.
@safe
public final class LoopBound<Value>: @unchecked Sendable {
  /// The loop that the value lives on.
  public let loop: EventLoop
  /// Counted by hand, so that no thread lets it go after the loop did.
  private let held: Unmanaged<AnyObject>

  private final class Held {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  /// Binds a value to the loop that the caller is on.
  public init(_ value: Value, on loop: EventLoop) {
    loop.preconditionOnLoop("LoopBound.init")
    self.loop = loop
    unsafe held = unsafe .passRetained(Held(value))
  }

  /// Makes a value on a loop, from anywhere, and binds it there.
  ///
  /// - Throws: what `make` throws.
  public static func make(
    on loop: EventLoop, _ make: @escaping @Sendable () async throws -> Value
  ) async throws -> LoopBound<Value> {
    try await withTaskExecutorPreference(loop) { try await makeWhereItPrefers(loop, make) }
  }

  deinit {
    guard !loop.isOnLoop else { return unsafe held.release() }
    let held = unsafe LastReference(object: held)
    loop.executeDuty { unsafe held.object.release() }
  }

  // Sendable, because nobody else has it any more. Safe: it is one reference that nobody else counts.
  @safe
  private struct LastReference: @unchecked Sendable {
    let object: Unmanaged<AnyObject>
  }

  /// The value, on the loop only; traps elsewhere.
  public var value: Value {
    loop.preconditionOnLoop("LoopBound.value")
    return unsafe unsafeDowncast(held.takeUnretainedValue(), to: Held.self).value
  }

  /// Has `work` called on the loop, later and without waiting for it. Any thread may call it.
  ///
  /// - Returns: `false` when the loop is closed, or its inbox full: `work` will never run.
  @discardableResult
  public func execute(_ work: @escaping @Sendable (Value) -> Void) -> Bool { loop.execute { work(self.value) } }

  /// Calls `work` on the loop and waits for what it returns. What `work` awaits comes back to the loop.
  ///
  /// ```swift
  /// func pendingState(of timer: LoopBound<LoopTimer>) async throws -> Bool {
  ///   try await timer.run { timer in timer.isPending }
  /// }
  /// ```
  ///
  /// `work` belongs to the caller's task, whose cancellation reaches what it awaits.
  ///
  /// - Throws: what `work` throws.
  public func run<Result: Sendable>(_ work: @escaping @Sendable (Value) async throws -> Result) async throws -> Result {
    try await withTaskExecutorPreference(loop) { try await self.onLoop(work) }
  }

  // Without isolation, and so where the task prefers to be.

  private func onLoop<Result: Sendable>(
    _ work: @Sendable (Value) async throws -> Result
  ) async throws -> Result { try await work(value) }

  private static func makeWhereItPrefers(
    _ loop: EventLoop, _ make: @Sendable () async throws -> Value
  ) async throws -> LoopBound<Value> { LoopBound(try await make(), on: loop) }
}
