package import RealtimeBuffers
internal import CRealtimeUV
internal import Synchronization

/// One thread's event loop over libuv, and a Swift executor that runs on it.
///
/// Everything that lives on a loop (connections, listeners, timers) is used on the loop's thread only. From other
/// threads `execute` brings work to the loop; it, `stop` and `isOnLoop` are the members that any thread may use. The
/// loop's thread is the one that made it, until another thread runs it.
///
/// An actor lives on a loop by naming it as its executor, and then reaches loop-bound objects without a hop:
///
/// ```swift
/// actor Gateway {
///   let loop: EventLoop
///   init(on loop: EventLoop) { self.loop = loop }
///   nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
/// }
/// ```
///
/// A task lives on one with `Task(executorPreference: loop) { … }`, and everything else reaches what lives there
/// through a ``LoopBound``. An `async` program runs its loops on threads of their own, see ``EventLoopGroup/shared``.
///
/// A live connection or listener keeps its loop alive. `close()` ends them all and gives every resource back.
// Sendable, because other threads reach only this: the inbox (a lock and an atomic), two more atomics, the wake-up call
// that libuv declares thread-safe, and constants. The thread in `ownerThread` alone touches everything else, and public
// members check that it does. Safe: `uv` and `receiveBlock` are the loop's own memory from `init` to `deinit`.
@safe
public final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
  /// Sizes and limits of a loop.
  public struct Configuration: Sendable {
    /// Size of the memory that all connections of the loop receive into, in bytes: 4 KiB to 64 MiB, default 256 KiB.
    public var receiveBlockByteCount = 256 << 10
    /// Most closures that may wait for the loop; `execute` refuses the next. Default 1 048 576.
    public var maximumInboxCount = 1 << 20
    /// Whether `run()` waits for work when nothing is alive on the loop. Default `false`: it returns.
    public var staysAliveWhenIdle = false
    /// How long the addresses of a name are used again, whichever loop of the process looked them up. A connection that
    /// fails drops them. Default 30 s; `.zero` looks every name up anew.
    public var nameCacheTime = Duration.seconds(30)

    /// Everything as by default.
    public init() {}
  }

  let uv: UnsafeMutablePointer<uv_loop_t>
  let configuration: Configuration
  let inbox: LoopInbox
  let ownerThread: Atomic<UInt>
  let machinery: LoopMachinery
  let timers: TimerQueue
  let receiveBlock: UnsafeMutableRawBufferPointer
  /// Blocks for the buffers of this loop's connections.
  package let blockPool: BlockPool
  /// Scratch for composing one message. Use it, move its bytes on, and leave it empty before returning.
  package let composeBuffer: ByteBuffer

  let names = LoopNames()
  let draining = LoopDraining()
  let life = LoopLife()
  let work = TickWork()
  // Without checks at run time: the list calls nothing. They would cost 400 instructions an event that a timer sends.
  @safe @exclusivity(unchecked) var flushList = FlushList()
  var attachments = Attachments()

  /// Where errors go that nobody listens to. Called on the loop. Default: a line on standard error for each, from all
  /// loops together at most 10 lines in 10 s; then a line says how many were left out.
  public var unhandledError: (any Error) -> Void = { UnhandledErrorLines.write($0) }

  /// Makes a loop. It belongs to the calling thread until another one runs it.
  ///
  /// The first loop of a process makes it ignore SIGPIPE, unless the process has chosen what to do with that signal:
  /// writing to a connection that the peer has closed is an error to be reported, not a reason to end the process.
  ///
  /// Standard input, output and error that are closed are opened on `/dev/null`, so that no socket takes their place.
  ///
  /// - Throws: `ReactorError` when the system has no memory left, or the process no descriptor: a loop takes up to six.
  public init(configuration: Configuration = .init()) throws(ReactorError) {
    ignoreBrokenPipeSignal()
    try Descriptors.prepareForLoop()
    let uv = unsafe UnsafeMutableRawPointer.allocate(byteCount: uv_loop_size(), alignment: 16)
      .assumingMemoryBound(to: uv_loop_t.self)
    let status = unsafe uv_loop_init(uv)
    guard status == 0 else {
      unsafe uv.deallocate()
      throw ReactorError(status: status, operation: "make an event loop")
    }
    do throws(ReactorError) {
      machinery = try unsafe LoopMachinery(uv: uv, staysAlive: configuration.staysAliveWhenIdle)
    } catch {
      unsafe uv_run(uv, UV_RUN_DEFAULT)
      unsafe uv_loop_close(uv)
      unsafe uv.deallocate()
      throw error
    }
    unsafe self.uv = unsafe uv
    self.configuration = configuration
    inbox = LoopInbox(maximumCount: configuration.maximumInboxCount)
    ownerThread = Atomic(UInt(pthread_self()))
    timers = TimerQueue(machinery.timer)
    let byteCount = min(max(configuration.receiveBlockByteCount, 4 << 10), 64 << 20)
    unsafe receiveBlock = .allocate(byteCount: byteCount, alignment: 64)
    blockPool = BlockPool()
    composeBuffer = ByteBuffer(pool: blockPool)
    unsafe uv.pointee.data = unsafe Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    if !life.isClosed { finishClosing() }
    unsafe receiveBlock.deallocate()
    unsafe uv.deallocate()
  }

  // MARK: Running

  /// The loop that the calling thread is running, `nil` outside of `run` and `runOnce`.
  public static var current: EventLoop? { CurrentLoop.get() }

  /// Runs the loop on the calling thread until it is stopped, or until no connection, listener, timer, name resolution
  /// or work is left. Traps when it is called from a callback of the loop, or on a loop that is closed.
  ///
  /// It blocks the thread. On the main thread the main actor does nothing meanwhile: what waits for it, such as a key
  /// provider that is isolated to it, waits until this returns. An `async` function blocks one of the few threads that
  /// tasks run on. Call it from a synchronous `main` whose program does not use the main actor; in an `async` program
  /// take a loop that has a thread of its own, from ``EventLoopGroup/shared``.
  public func run() {
    let outer = enter()
    while true {
      settle()
      if inbox.takeStopRequest() || !isAlive { break }
      unsafe uv_run(uv, UV_RUN_DEFAULT)
    }
    leave(to: outer)
  }

  /// Runs what is ready now, without waiting. For loops that are embedded into another one. Traps as `run()` does.
  ///
  /// - Returns: whether anything is left alive on the loop.
  @discardableResult
  public func runOnce() -> Bool {
    let outer = enter()
    settle()
    _ = machinery.keepingAlive { unsafe uv_run(uv, UV_RUN_NOWAIT) }
    let isAlive = isAlive
    leave(to: outer)
    return isAlive
  }

  /// Makes `run()` return at the end of the current tick, or at once when it is called next. Any thread may call it.
  public func stop() { inbox.requestStop(wake: machinery.wake) }

  // MARK: Work from other threads

  /// Runs `work` on the loop, after what is already waiting. Any thread may call it, the loop's own too; it never runs
  /// `work` before it returns.
  ///
  /// - Returns: `false` when the loop is closed or `maximumInboxCount` closures are waiting: `work` will never run.
  ///   What a full inbox refused is also reported to `unhandledError`.
  @discardableResult
  public func execute(_ work: @escaping @Sendable () -> Void) -> Bool { submit(.work(work)) != .refused }

  /// Runs `duty` on the loop, whatever waits there, and even after the loop has ended: somebody waits for it, so it
  /// must not be lost. Any thread may call it.
  package func executeDuty(_ duty: @escaping @Sendable () -> Void) { submitWithoutLimit(.duty(duty)) }

  /// Whether the caller is on the loop's thread. Any thread may ask.
  public var isOnLoop: Bool { ownerThread.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// Traps unless the caller is on the loop's thread.
  @inline(__always)
  public func preconditionOnLoop(_ operation: StaticString = #function) {
    if !isOnLoop { trapOffLoop(operation) }
  }

  @inline(never)
  private func trapOffLoop(_ operation: StaticString) -> Never {
    trap(
      """
      \(operation) was called off its event loop. On the loop's thread make \
      `let bound = LoopBound(value, on: loop)`; then any thread may call \
      `bound.execute { value in /* use it here */ }`.
      """)
  }

  // MARK: Time

  /// Monotonic time since an arbitrary origin (CLOCK_MONOTONIC), read when it is asked for. Any thread may ask.
  public var now: Duration { .nanoseconds(Int64(truncatingIfNeeded: nowNanoseconds)) }

  package var nowNanoseconds: UInt64 { uv_hrtime() }

  /// The same clock as the loop read it when it last polled, in whole milliseconds. It costs no call, and is late by
  /// what the tick has taken so far.
  package var tickMilliseconds: UInt64 {
    if life.isIdle { unsafe uv_update_time(uv) }
    return unsafe life.isClosed ? 0 : uv_now(uv)
  }

  // MARK: Embedding

  /// A descriptor that becomes readable when the loop has something to do, for another loop to poll. -1 once closed.
  ///
  /// Poll it for at most `timeout` milliseconds, then call `runOnce()`, and read `timeout` anew.
  public var backendFD: Int32 { unsafe life.isClosed ? -1 : uv_backend_fd(uv) }

  /// How long another loop may wait for `backendFD` before it has to call `runOnce()`: milliseconds, 0 for not at all,
  /// -1 for as long as it likes.
  public var timeout: Int32 {
    guard !life.isClosed else { return -1 }
    if hasWaitingWork { return 0 }
    unsafe uv_update_time(uv)
    return machinery.keepingAlive { unsafe uv_backend_timeout(uv) }
  }

  // MARK: Waiting for others

  /// Keeps `run()` going until `endAwaiting()`. libuv knows nothing of an answer that another thread will bring by
  /// `execute`, and would let the loop end before. Ends with the loop.
  package func beginAwaiting() {
    preconditionOnLoop()
    machinery.beginAwaiting()
  }

  /// The answer has come.
  package func endAwaiting() {
    preconditionOnLoop()
    machinery.endAwaiting()
  }

  /// Hands an error that nobody listens to over to `unhandledError`.
  package func reportUnhandled(_ error: any Error) { unhandledError(error) }
}

private func ignoreBrokenPipeSignal() {
  var action = sigaction()
  guard unsafe sigaction(SIGPIPE, nil, &action) == 0, unsafe action.__sigaction_handler.sa_handler == nil
  else { return }
  signal(SIGPIPE, SIG_IGN)
}
