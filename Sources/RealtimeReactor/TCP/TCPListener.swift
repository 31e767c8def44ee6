internal import CRealtimeUV

/// A listening TCP or Unix socket on an event loop. Loop-bound. Lives until closed, whether or not anyone holds it.
///
/// When the process has few descriptors left (`Options.reservedDescriptorCount`) or none, the listener takes no
/// connection until some are free again, which it looks for 50 times a second. What comes meanwhile waits in the
/// kernel, as far as `Options.backlog` goes. `EventLoop.unhandledError` hears of it, at most every 10 s.
public final class TCPListener: LoopHandle {
  /// Options of a listener and of the connections that it accepts.
  public struct Options: Sendable {
    /// Lets several listeners, of any thread or process, share one port, and has the kernel spread the connections
    /// among them (SO_REUSEPORT). One listener per loop then needs no hand-over between loops. Default off.
    public var reusePort = false
    /// Most connections that wait in the kernel to be accepted; the system may cap it lower. Default 1024.
    public var backlog = 1024
    /// Most connections that are accepted in one tick, so that a rush of new ones does not starve the open ones. At
    /// least 1. Default 64.
    public var maximumAcceptCountPerTick = 64
    /// Descriptors that the process keeps for everything else: its files, name lookups, connections that it opens. With
    /// fewer left, whoever holds the others, connections wait in the kernel. At most half of the limit (`ulimit -n`).
    /// Default `nil`: an eighth of the limit, at most 128.
    public var reservedDescriptorCount: Int?
    /// For the connections that it accepts.
    public var connection = TCPConnection.Options()

    /// Everything as by default.
    public init() {}
  }

  /// The loop that the listener lives on.
  public let loop: EventLoop
  /// Where it listens, with the port that the system chose.
  public private(set) var localAddress: SocketAddress
  /// Whether accepting was paused.
  public private(set) var isPaused = false

  private let socket: ListeningSocket
  private let options: Options
  private var accept: ((TCPConnection) -> Void)?
  private var pacing: AcceptPacing
  /// Set while descriptors are short.
  private var retryTimer: LoopTimer?
  private var isPolling = false

  private init(
    _ socket: ListeningSocket, on loop: EventLoop, address: SocketAddress, options: Options,
    operation: String, accept: @escaping (TCPConnection) -> Void
  ) throws(ReactorError) {
    self.loop = loop
    self.socket = socket
    self.options = options
    self.accept = accept
    pacing = AcceptPacing(maximumCountPerTick: options.maximumAcceptCountPerTick)
    localAddress = socket.localAddress ?? address
    // libuv's own listening takes connections on and on within one callback, also when there is no descriptor for them.
    let raw = try unsafe LoopHandle.make(UV_POLL, operation: operation) {
      unsafe uv_poll_init(loop.uv, $0.rebound(), socket.descriptor)
    }
    unsafe super.init(raw)
    loop.machinery.addKeeper()
  }

  /// Listens at `address`.
  ///
  /// - Parameters:
  ///   - address: with port 0 the system chooses one; `localAddress` tells which. The file of a Unix socket must not be
  ///     there yet, which one that was not closed leaves behind; closing the listener removes it.
  ///   - loop: the loop that it and its connections live on.
  ///   - options: of the listener, and of what it accepts.
  ///   - accept: called on the loop for each connection. It has to set the connection's `owner`, or the connection is
  ///     closed; reading starts when it returns. Released when the listener is closed.
  /// - Throws: `ReactorError`, for example `EADDRINUSE`.
  public static func bind(
    to address: SocketAddress, on loop: EventLoop, options: Options = .init(), accept: @escaping (TCPConnection) -> Void
  ) throws(ReactorError) -> TCPListener {
    loop.preconditionOnLoop()
    let operation = "listen at \(address)"
    guard loop.isOpen else { throw .loopIsClosed(operation) }
    let socket = try ListeningSocket(at: address, options: options, operation: operation)
    do throws(ReactorError) {
      let listener = try TCPListener(
        socket, on: loop, address: address, options: options, operation: operation, accept: accept)
      listener.startPolling()
      return listener
    } catch {
      socket.close()
      throw error
    }
  }

  /// Leaves further connections waiting in the kernel. Idempotent.
  public func pauseAccepting() {
    loop.preconditionOnLoop()
    isPaused = true
  }

  /// Accepts again, starting with what waits. Idempotent.
  public func resumeAccepting() {
    loop.preconditionOnLoop()
    guard isPaused else { return }
    isPaused = false
    startPolling()
  }

  /// Stops listening. Idempotent, allowed in any callback. Accepted connections live on.
  public func close() {
    loop.preconditionOnLoop()
    guard !isClosing else { return }
    retryTimer?.cancel()
    beginClosing()
    // libuv has let go of the descriptor, and asks that it is closed no earlier.
    socket.close()
  }

  override func closeWithLoop() { close() }

  override func didFinishClosing() {
    loop.machinery.removeKeeper()
    accept = nil
  }

  // MARK: Private helpers

  private func startPolling() {
    guard !isPolling, retryTimer == nil, !isPaused, !isClosing else { return }
    isPolling = true
    unsafe uv_poll_start(raw.rebound(), CInt(UV_READABLE.rawValue), connectionsWait)
  }

  private func stopPolling() {
    guard isPolling, !isClosing else { return }
    isPolling = false
    unsafe uv_poll_stop(raw.rebound())
  }

  /// The kernel says so again in each tick until none waits, unless polling is stopped.
  fileprivate func acceptWaitingConnections() {
    while !isClosing, loop.isOpen {
      // Only now, so that a pause which ends before another connection comes costs no system call.
      if isPaused { return stopPolling() }
      guard pacing.mayAccept(in: loop.tickCount) else { return }
      switch acceptNext() {
      case .goOn: break
      case .endTurn: return
      case .hold(let reason): return hold(reason)
      }
    }
  }

  private func acceptNext() -> AcceptPacing.Action {
    switch socket.accept() {
    case .failed(let code): return pacing.didFail(code, now: loop.now)
    case .descriptor(let descriptor):
      take(descriptor)
      return pacing.didAccept(descriptor, ceiling: ceiling, now: loop.now)
    }
  }

  private func take(_ descriptor: CInt) {
    do throws(ReactorError) {
      let connection = try TCPConnection.accept(descriptor, at: localAddress, on: loop, options: options.connection)
      accept?(connection)
      if connection.owner == nil { connection.close() } else { connection.startReading() }
    } catch {
      loop.reportUnhandled(error)
    }
  }

  // MARK: Shortage of descriptors

  /// The first descriptor that is kept for others. Read anew each time, because the limit may be changed at any time.
  private var ceiling: CInt {
    let limit = Int(rt_descriptor_limit())
    let reserved = options.reservedDescriptorCount ?? min(limit / 8, 128)
    return CInt(clamping: limit - min(max(0, reserved), limit / 2))
  }

  private func hold(_ reason: AcceptPacing.Reason?) {
    guard !isClosing else { return }
    stopPolling()
    retryTimer = loop.schedule(after: AcceptPacing.retryDelay) { [unowned self] in retry() }
    if let reason { loop.reportUnhandled(error(for: reason)) }
  }

  private func retry() {
    let lowest = try? Descriptors.lowestFree(like: socket.descriptor).get()
    if let lowest { Descriptors.close(lowest) }
    guard pacing.mayResume(lowestFree: lowest, ceiling: ceiling) else {
      retryTimer?.restart(after: AcceptPacing.retryDelay)
      return
    }
    retryTimer = nil
    startPolling()
  }

  private func error(for reason: AcceptPacing.Reason) -> ReactorError {
    let operation = "accept at \(localAddress)"
    switch reason {
    case .failed(let code): return ReactorError(status: uv_translate_sys_error(code), operation: operation)
    case .reserved:
      return ReactorError(
        code: .tooManyOpenFiles, operation: operation,
        message:
          "the descriptors that are left, from \(ceiling) on, are kept for other uses, and connections wait "
          + "until others are free; close some, raise the limit (ulimit -n), or set reservedDescriptorCount")
    }
  }
}

private func connectionsWait(_ handle: UnsafeMutablePointer<uv_poll_t>?, _ status: CInt, _ events: CInt) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<TCPListener>.fromOpaque(data).takeUnretainedValue().acceptWaitingConnections()
}
