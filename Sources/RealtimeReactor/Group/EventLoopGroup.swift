internal import CRealtimeUV
internal import RealtimeBuffers

/// Several event loops, each run by a thread of its own: how a process uses more than one core.
///
/// Loops share nothing. A connection lives on one of them from its first byte to its last, so what is placed well stays
/// cheap: `place` gives new work to the loop with the fewest connections, and a server on each loop has the kernel
/// spread accepted connections over all of them.
///
/// ```swift
/// let group = try EventLoopGroup()
/// group.place { loop in
///   // On the loop's thread: connect, listen, schedule.
/// }
/// try group.drain(deadline: .seconds(30))
/// ```
///
/// A program that has no need of settings of its own uses ``shared``.
///
/// Any thread may use a group. What waits for loops (`onEachLoop`, `drain`, `stop`) blocks its caller, and is
/// refused on a loop of the group. A group must be drained or stopped; it runs until then, whether or not anyone holds
/// it.
// Sendable, because everything but `threads` and `rotation` is constant, and those are a lock and an atomic.
public final class EventLoopGroup: @unchecked Sendable {
  /// Sizes and names of a group.
  public struct Configuration: Sendable {
    /// How many loops, at least 1. Default: the processors that this process may run on.
    public var loopCount = EventLoopGroup.availableProcessorCount
    /// What the threads are called: the name, a hyphen and the loop's number. The system keeps 15 bytes of it. Default
    /// `loop`.
    public var name = "loop"
    /// Settings of each loop. `staysAliveWhenIdle` is always on here.
    public var loop = EventLoop.Configuration()

    /// Everything as by default.
    public init() {}
  }

  /// The loops, in the order of their threads' numbers.
  public let loops: [EventLoop]
  private let slots: [LoopSlot]
  private let rotation = RotatingStart()
  private let threads = PosixMutex<[LoopThread]>([])
  private let isShared: Bool

  /// Makes the loops and starts their threads.
  ///
  /// - Throws: `ReactorError` when the system has no descriptor, memory or thread left; nothing is left behind then.
  public convenience init(configuration: Configuration = .init()) throws(ReactorError) {
    try self.init(isShared: false, configuration: configuration)
  }

  private init(isShared: Bool, configuration: Configuration) throws(ReactorError) {
    self.isShared = isShared
    var settings = configuration.loop
    settings.staysAliveWhenIdle = true
    var loops: [EventLoop] = []
    for _ in 0..<max(1, configuration.loopCount) { loops.append(try EventLoop(configuration: settings)) }
    self.loops = loops
    slots = loops.map { LoopSlot($0) }
    for (number, loop) in loops.enumerated() {
      do throws(ReactorError) {
        let thread = try LoopThread(running: loop, name: "\(configuration.name)-\(number)")
        threads.withLock { $0.append(thread) }
      } catch {
        _ = endAtOnce()
        throw error
      }
    }
  }

  /// Processors that this process may use: those that it may run on (`sched_getaffinity`), or fewer where a cgroup of
  /// it has a CPU quota (`cpu.max`; `cpu.cfs_quota_us` in version 1), rounded up to whole ones. At least 1. Read anew
  /// each time.
  public static var availableProcessorCount: Int {
    let processorCount = Int(uv_available_parallelism())
    return max(1, min(processorCount, CPUQuota.ofThisProcess().processorCount ?? processorCount))
  }

  // MARK: The process's own

  /// The group of the process: `availableProcessorCount` loops with default settings, made when it is first asked for,
  /// and never ended: `drain` and `stop` are refused.
  ///
  /// It is for programs whose `main` is `async`, and for all that use the main actor: the loops have threads of their
  /// own, so that neither the main thread nor one of those that tasks run on is blocked by `run()`.
  ///
  /// ```swift
  /// func startTicking() async throws -> LoopBound<LoopTimer> {
  ///   let loop = try EventLoopGroup.shared.nextLoop()
  ///   return try await LoopBound.make(on: loop) {
  ///     loop.schedule(every: .seconds(1)) { _ in }
  ///   }
  /// }
  /// ```
  ///
  /// - Throws: `ReactorError` when the system has no descriptor, memory or thread left. Asking again tries again.
  public static var shared: EventLoopGroup {
    get throws(ReactorError) {
      let result: Result<EventLoopGroup, ReactorError> = processGroup.withLock { group in
        if let group { return .success(group) }
        return Result { () throws(ReactorError) in
          let made = try EventLoopGroup(isShared: true, configuration: .init())
          group = made
          return made
        }
      }
      return try result.get()
    }
  }

  private static let processGroup = PosixMutex<EventLoopGroup?>(nil)

  // MARK: Placing

  /// The loop with the least load, as `place` chooses it, for an actor or a ``LoopBound`` that is to live on it. Loops
  /// with the same load take turns.
  public func nextLoop() -> EventLoop { leastLoaded().loop }

  /// Runs `work` on the loop with the least load: the fewest connections, and work placed that has not run yet.
  ///
  /// Loops with the same load take turns.
  ///
  /// - Returns: `false` when the group has ended or the loop's inbox is full: `work` will never run.
  @discardableResult
  public func place(_ work: @escaping @Sendable (EventLoop) -> Void) -> Bool {
    let slot = leastLoaded()
    slot.noteWaiting()
    let isTaken = slot.loop.execute {
      slot.noteRunning()
      work(slot.loop)
    }
    if !isTaken { slot.noteRunning() }
    return isTaken
  }

  /// TCP connections on all loops at this moment, those that are still connecting included.
  public var connectionCount: Int { loops.reduce(0) { $0 + $1.connectionCount } }

  private func leastLoaded() -> LoopSlot {
    let start = rotation.next()
    var best = slots[start % slots.count]
    for offset in 1..<max(1, slots.count) {
      let slot = slots[(start &+ offset) % slots.count]
      if slot.load < best.load { best = slot }
    }
    return best
  }

  // MARK: All loops

  /// Runs `work` on each loop, one after the other, and waits for it.
  ///
  /// - Returns: what `work` returned, in the order of `loops`.
  /// - Throws: `ReactorError` when called on a loop of the group, or when the group has ended.
  public func onEachLoop<Value: Sendable>(
    _ work: @escaping @Sendable (EventLoop) -> Value
  ) throws(ReactorError) -> [Value] {
    let operation = "run work on each loop of a group"
    try checkMayWait(operation)
    var values: [Value] = []
    for loop in loops {
      let answer = Rendezvous<Value>()
      guard loop.execute({ answer.settle(work(loop)) }) else { throw .loopIsClosed(operation) }
      values.append(answer.wait())
    }
    return values
  }

  // MARK: Ending

  /// Ends the group: stops listening, waits until the connections of each loop are gone, and then ends its thread.
  ///
  /// Returns when all threads have ended. Called again it has nothing to do.
  ///
  /// - Parameters:
  ///   - deadline: how long connections may go on. What is open then is cut: its owner hears `didClose` with an error.
  ///   - begin: called on each loop first: tell sessions to come to their end here.
  /// - Returns: how many connections were cut.
  /// - Throws: `ReactorError` when called on a loop of the group, which would wait for itself, and by ``shared``.
  @discardableResult
  public func drain(
    deadline: Duration, begin: @escaping @Sendable (EventLoop) -> Void = { _ in }
  ) throws(ReactorError) -> Int {
    try checkMayEnd("drain a group of loops")
    return end {
      for loop in loops {
        loop.execute {
          begin(loop)
          loop.drain(deadline: deadline)
        }
      }
    }
  }

  /// Ends the group at once: every connection is cut, its owner hears `didClose`.
  ///
  /// - Returns: how many connections were cut.
  /// - Throws: `ReactorError` when called on a loop of the group, and by ``shared``.
  @discardableResult
  public func stop() throws(ReactorError) -> Int {
    try checkMayEnd("stop a group of loops")
    return endAtOnce()
  }

  private func endAtOnce() -> Int {
    end {
      for loop in loops { loop.stop() }
    }
  }

  private func end(_ begin: () -> Void) -> Int {
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    begin()
    var cutCount = 0
    for thread in running { cutCount += thread.join() }
    return cutCount
  }

  private func checkMayEnd(_ operation: String) throws(ReactorError) {
    try checkMayWait(operation)
    guard isShared else { return }
    throw ReactorError(
      code: ReactorError.Code(rawValue: "EPERM"),
      operation: operation,
      message:
        "the shared group belongs to the whole process; close what you have on it, or make a group of your own")
  }

  package func checkMayWait(_ operation: String) throws(ReactorError) {
    guard let current = EventLoop.current, loops.contains(where: { $0 === current }) else { return }
    throw ReactorError(
      code: ReactorError.Code(rawValue: "EDEADLK"), operation: operation,
      message: "it was called on a loop of the group, which would wait for itself; call it on another thread")
  }
}
