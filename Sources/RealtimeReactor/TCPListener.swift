internal import CRealtimeUV
internal import Glibc

/// A listening TCP or Unix socket on an event loop. Loop-bound. It lives until it is closed, whether or not anyone holds it.
public final class TCPListener: LoopHandle {
  /// Options of a listener and of the connections that it accepts.
  public struct Options: Sendable {
    /// Lets several listeners, of any thread or process, share one port, and has the kernel spread the connections among
    /// them (SO_REUSEPORT). One listener per loop then needs no hand-over between loops. Default off.
    public var reusePort = false
    /// Most connections that wait in the kernel to be accepted; the system may cap it lower. Default 1024.
    public var backlog = 1024
    /// Most connections that are accepted in one tick, so that a rush of new ones does not starve the open ones. At least 1.
    /// Default 64.
    public var maximumAcceptCountPerTick = 64
    /// Whether an IPv6 listener leaves IPv4 alone. Default `false`: `::` accepts both.
    public var isIPv6Only = false
    /// For the connections that it accepts.
    public var connection = TCPConnection.Options()

    public init() {}
  }

  /// The loop that the listener lives on.
  public let loop: EventLoop
  /// Where it listens, with the port that the system chose.
  public private(set) var localAddress: SocketAddress
  /// Whether accepting was paused.
  public private(set) var isPaused = false

  private let options: Options
  private var accept: ((TCPConnection) -> Void)?
  private var hasWaitingConnection = false
  private var acceptTick: UInt64 = 0
  private var acceptCount = 0

  private init(
    _ raw: UnsafeMutablePointer<uv_handle_t>,
    on loop: EventLoop,
    address: SocketAddress,
    options: Options,
    accept: @escaping (TCPConnection) -> Void
  ) {
    self.loop = loop
    self.options = options
    self.accept = accept
    localAddress = address
    super.init(raw)
    loop.machinery.addKeeper()
  }

  private var stream: UnsafeMutablePointer<uv_stream_t> { raw.rebound() }

  /// Listens at `address`.
  ///
  /// - Parameters:
  ///   - address: with port 0 the system chooses one; `localAddress` tells which. The file of a Unix socket must not be
  ///     there yet, which one that was not closed leaves behind; closing the listener removes it.
  ///   - accept: called on the loop for each connection. It has to set the connection's `owner`, or the connection is closed;
  ///     reading starts when it returns. Released when the listener is closed.
  /// - Throws: `ReactorError`, for example `EADDRINUSE`.
  public static func bind(
    to address: SocketAddress,
    on loop: EventLoop,
    options: Options = .init(),
    accept: @escaping (TCPConnection) -> Void
  ) throws(ReactorError) -> TCPListener {
    loop.preconditionOnLoop()
    let operation = "listen at \(address)"
    guard loop.isOpen else { throw .loopIsClosed(operation) }
    let raw = try LoopHandle.makeStream(for: address, on: loop, operation: operation)
    let listener = TCPListener(raw, on: loop, address: address, options: options, accept: accept)
    let status = listener.startListening()
    guard status == 0 else {
      listener.close()
      throw ReactorError(status: status, operation: operation)
    }
    return listener
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
    acceptLater()
  }

  /// Stops listening. Idempotent, allowed in any callback. Accepted connections live on.
  public func close() {
    loop.preconditionOnLoop()
    beginClosing()
  }

  override func didFinishClosing() {
    loop.machinery.removeKeeper()
    accept = nil
  }

  // MARK: Private helpers

  private func startListening() -> CInt {
    var status = bind()
    guard status == 0 else { return status }
    status = uv_listen(stream, CInt(clamping: max(1, options.backlog)), streamHasConnection)
    guard status == 0, localAddress.family != .unix else { return status }
    localAddress = SocketAddress { uv_tcp_getsockname(raw.rebound(), $0, $1) } ?? localAddress
    return 0
  }

  private func bind() -> CInt {
    // The kernel shares no Unix socket.
    if let path = localAddress.path {
      return options.reusePort ? UV_ENOTSUP.rawValue : uv_pipe_bind(raw.rebound(), path)
    }
    let status = options.reusePort ? setReusePort() : 0
    guard status == 0 else { return status }
    let flags = options.isIPv6Only && localAddress.family == .ipv6 ? UV_TCP_IPV6ONLY.rawValue : 0
    return localAddress.withSystemAddress { uv_tcp_bind(raw.rebound(), $0, flags) }
  }

  /// libuv 1.44 has no call for it.
  private func setReusePort() -> CInt {
    var descriptor: uv_os_fd_t = -1
    let status = uv_fileno(raw, &descriptor)
    guard status == 0 else { return status }
    var isOn: CInt = 1
    let result = setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEPORT, &isOn, socklen_t(MemoryLayout<CInt>.size))
    return result == 0 ? 0 : uv_translate_sys_error(errno)
  }

  /// A connection that is not accepted makes libuv stop listening until it is, which is all that a pause has to do.
  fileprivate func connectionIsWaiting(_ status: CInt) {
    guard !isClosing else { return }
    guard status == 0 else {
      return loop.reportUnhandled(ReactorError(status: status, operation: "accept at \(localAddress)"))
    }
    hasWaitingConnection = true
    acceptWaitingConnection()
  }

  private func acceptLater() {
    loop.enqueueLocally { self.acceptWaitingConnection() }
  }

  private func acceptWaitingConnection() {
    guard hasWaitingConnection, !isPaused, !isClosing, loop.isOpen else { return }
    if acceptTick != loop.tickCount {
      acceptTick = loop.tickCount
      acceptCount = 0
    }
    guard acceptCount < options.maximumAcceptCountPerTick else { return acceptLater() }
    acceptCount += 1
    hasWaitingConnection = false
    do throws(ReactorError) {
      let connection = try TCPConnection.accept(
        from: stream, at: localAddress, on: loop, options: options.connection)
      accept?(connection)
      if connection.owner == nil { connection.close() } else { connection.startReading() }
    } catch {
      loop.reportUnhandled(error)
    }
  }
}

private func streamHasConnection(_ stream: UnsafeMutablePointer<uv_stream_t>?, _ status: CInt) {
  guard let data = stream?.pointee.data else { return }
  Unmanaged<TCPListener>.fromOpaque(data)._withUnsafeGuaranteedRef { $0.connectionIsWaiting(status) }
}
