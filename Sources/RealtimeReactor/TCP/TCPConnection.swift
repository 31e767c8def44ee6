package import RealtimeBuffers
internal import CRealtimeUV

/// A TCP connection on an event loop, or a connection over a Unix socket, which has no TCP options. Loop-bound.
///
/// The connection collects what is written in `outbox`, and sends all of it in one system call at the end of the tick.
/// An owner that writes while it is told of the last bytes of a tick does not wait for that: its bytes leave as soon as
/// it returns. What the kernel does not take goes to libuv without a copy, and later bytes follow when libuv is done.
///
/// The connection lives until it is closed, whether or not anyone holds it. Its owner hears of everything that happens.
// Safe: the memory of a request is allocated here for the largest of them, and freed when libuv has called back.
@safe
public final class TCPConnection: LoopHandle {
  // What each read and write touches comes first, here and in the objects above it. With a thousand connections in turn
  // each first touch of a cache line is a wait for memory, of a tenth to a half of a microsecond.
  /// The loop that the connection lives on.
  public let loop: EventLoop
  /// Bytes to be sent. Append, then call `scheduleFlush()`. Ask `canQueue` first, and append nothing after `close()` or
  /// `shutdown()`.
  package let outbox: ByteBuffer
  // Values of numbers alone: what the compiler sees to call nothing is checked at compile time, and costs nothing.
  var sending = TCPSending()
  private(set) var isConnected: Bool
  var receiving = TCPReceiving()
  /// Who is told what happens. Kept alive until `didClose` has returned; may be replaced on the loop at any time.
  // Without checks at run time, which every access to it would have: nobody reads it while it is replaced.
  @safe @exclusivity(unchecked) public var owner: (any TCPConnectionOwner)?
  package let options: Options
  /// What libuv is writing, kept until it has.
  var inFlight: DetachedBytes?
  /// The next in the loop's `FlushList`, which it belongs to.
  var nextToFlush: TCPConnection?

  /// The address of this end, `nil` before the connection is established.
  public private(set) var localAddress: SocketAddress?
  /// The address of the peer.
  public private(set) var remoteAddress: SocketAddress?
  private var closeError: ReactorError?
  private var requestMemory: UnsafeMutableRawPointer?

  private init(_ raw: UnsafeMutablePointer<uv_handle_t>, on loop: EventLoop, options: Options, isConnected: Bool) {
    self.loop = loop
    self.options = options.bounded
    self.isConnected = isConnected
    outbox = ByteBuffer(pool: loop.blockPool)
    unsafe super.init(raw)
    loop.machinery.addKeeper()
    loop.connectionDidBegin()
  }

  var stream: UnsafeMutablePointer<uv_stream_t> { unsafe raw.rebound() }

  /// Memory for the one request that libuv works on at a time: to connect, then to write, in the end to shut down.
  ///
  /// It is allocated when it is first needed, because many connections never need it. It goes once the connection is
  /// established. Once a write has needed it again, it stays until the connection is gone.
  func request<Request>(_ type: Request.Type = Request.self) -> UnsafeMutablePointer<Request> {
    if let requestMemory = unsafe requestMemory { return unsafe requestMemory.assumingMemoryBound(to: type) }
    let byteCount = max(uv_req_size(UV_CONNECT), uv_req_size(UV_WRITE), uv_req_size(UV_SHUTDOWN))
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
    unsafe requestMemory = unsafe memory
    return unsafe memory.assumingMemoryBound(to: type)
  }

  // MARK: Making one

  /// Connects to `address`.
  ///
  /// - Returns: at once. The owner hears `didConnect`, or `didClose` with the reason; bytes may be written before.
  /// - Throws: `ReactorError` when no socket can be made or the loop is closed. What the network says comes by
  ///   `didClose`.
  public static func connect(
    to address: SocketAddress, on loop: EventLoop, options: Options = .init(), owner: any TCPConnectionOwner
  ) throws(ReactorError) -> TCPConnection {
    loop.preconditionOnLoop()
    let operation = "connect to \(address)"
    guard loop.isOpen else { throw .loopIsClosed(operation) }
    let raw = try unsafe LoopHandle.makeStream(for: address, on: loop, operation: operation)
    let connection = unsafe TCPConnection(raw, on: loop, options: options, isConnected: false)
    connection.owner = owner
    connection.remoteAddress = address
    connection.applySocketOptions()
    connection.startConnecting(to: address)
    return connection
  }

  /// Takes over the descriptor of a connection that was accepted. It reads nothing before `startReading()`.
  ///
  /// - Parameter address: where the listener listens.
  static func accept(
    _ descriptor: CInt, at address: SocketAddress, on loop: EventLoop, options: Options
  ) throws(ReactorError) -> TCPConnection {
    let raw: UnsafeMutablePointer<uv_handle_t>
    do throws(ReactorError) {
      unsafe raw = try unsafe LoopHandle.makeStream(for: address, on: loop, operation: "accept", isAccepted: true)
    } catch {
      Descriptors.close(descriptor)
      throw error
    }
    let connection = unsafe TCPConnection(raw, on: loop, options: options, isConnected: true)
    let status =
      unsafe address.family == .unix
      ? uv_pipe_open(raw.rebound(), descriptor) : uv_tcp_open(raw.rebound(), descriptor)
    guard status == 0 else {
      Descriptors.close(descriptor)
      connection.beginClosing()
      throw ReactorError(status: status, operation: "accept")
    }
    connection.applySocketOptions()
    connection.learnAddresses(acceptedAt: address)
    return connection
  }

  // MARK: Ending

  /// Closes the connection at once. Idempotent, allowed in any callback and while connecting.
  ///
  /// Queued bytes that the kernel takes without waiting are still sent, the others are dropped; `shutdown()` first when
  /// all must arrive. `didClose` follows, and after this call nothing else does.
  public func close() {
    loop.preconditionOnLoop()
    guard !isClosing else { return }
    if closeError == nil { sendWithoutWaiting() }
    end()
  }

  /// Closes the connection at once and tells the peer by a RST, so that neither side keeps state. Drops queued bytes.
  public func reset() {
    loop.preconditionOnLoop()
    end(.reset)
  }

  /// Closes because of an error, which `didClose` will tell.
  func fail(_ error: ReactorError) {
    guard !isClosing else { return }
    closeError = error
    end()
  }

  func fail(_ status: CInt, _ operation: String) { fail(ReactorError(status: status, operation: operation)) }

  func closeIfBothHalvesEnded() {
    if receiving.hasEnded && sending.hasEnded { end() }
  }

  func end(_ style: ClosingStyle = .normal) {
    guard !isClosing, receiving.close(style) else { return }
    keepUnsentByteCount()
    beginClosing(style)
  }

  override func closeWithLoop() { fail(.loopIsClosed(describePeer("connection"))) }

  override func didFinishClosing() {
    loop.machinery.removeKeeper()
    owner?.didClose(self, error: closeError)
    owner = nil
    loop.connectionDidEnd()
    sending.didClose()
    inFlight = nil
    outbox.consume(outbox.readableByteCount)
    outbox.releaseIfEmpty()
    // libuv has called back every request before it lets go of the handle.
    releaseRequest()
  }

  // MARK: Cache

  // A timer that sends on 1 000 sessions finds none of them in the cache. For a delta and an append it takes 1.05 times
  // the CPU time of a bare C client, and 1.16 times without the prefetches here and in `ByteStream`
  // (`Benchmarks/run compare --streams gateway`).

  /// Brings into the cache what the owner reads after the system call that comes now.
  func prepareToRead() {
    if let owner { prefetch(owner, byteCount: 192) }
    prefetch(outbox, byteCount: 64)
  }

  /// Brings into the cache what sending goes through, while the bytes to be sent are made.
  package func prepareToWrite() { prefetch(self, byteCount: 320) }

  // MARK: Private helpers

  private func startConnecting(to address: SocketAddress) {
    if let path = address.path {
      // What is wrong comes by the callback too.
      unsafe uv_pipe_connect(request(), raw.rebound(), path, connectionDidConnect)
      return
    }
    let status = unsafe address.withSystemAddress {
      unsafe uv_tcp_connect(request(), raw.rebound(), $0, connectionDidConnect)
    }
    if status != 0 { fail(status, describePeer("connect")) }
  }

  private func releaseRequest() {
    unsafe requestMemory?.deallocate()
    unsafe requestMemory = nil
  }

  func didConnect(_ status: CInt) {
    // libuv looks at a request no more once it calls back.
    releaseRequest()
    guard !isClosing else { return }
    guard status == 0 else { return fail(status, describePeer("connect")) }
    isConnected = true
    learnAddresses()
    startReading()
    owner?.didConnect(self)
    if !outbox.isEmpty || sending.isEnding { scheduleFlush() }
  }

  private func learnAddresses(acceptedAt listener: SocketAddress? = nil) {
    guard unsafe raw.pointee.type == UV_TCP else {
      localAddress = listener ?? .unnamedUnix
      remoteAddress = remoteAddress ?? .unnamedUnix
      return
    }
    let tcp: UnsafeMutablePointer<uv_tcp_t> = unsafe raw.rebound()
    localAddress = unsafe SocketAddress { unsafe uv_tcp_getsockname(tcp, $0, $1) }
    remoteAddress = unsafe SocketAddress { unsafe uv_tcp_getpeername(tcp, $0, $1) } ?? remoteAddress
  }

  /// A refused option costs speed, not correctness, so none of them ends the connection.
  private func applySocketOptions() {
    if unsafe raw.pointee.type == UV_TCP { applyTCPOptions() }
    if var byteCount = options.sendBufferByteCount.map(CInt.init(clamping:)), byteCount > 0 {
      unsafe uv_send_buffer_size(raw, &byteCount)
    }
    if var byteCount = options.receiveBufferByteCount.map(CInt.init(clamping:)), byteCount > 0 {
      unsafe uv_recv_buffer_size(raw, &byteCount)
    }
  }

  private func applyTCPOptions() {
    // Small writes leave at once: what belongs together is collected in `outbox` already.
    unsafe uv_tcp_nodelay(raw.rebound(), 1)
    if let keepAlive = options.keepAlive {
      let seconds = min(max(keepAlive, .seconds(1)), .seconds(32_767)).components.seconds
      unsafe uv_tcp_keepalive(raw.rebound(), 1, CUnsignedInt(seconds))
    }
  }

  func describePeer(_ verb: String) -> String { remoteAddress.map { "\(verb) to \($0)" } ?? verb }
}

/// Runs `body` with the connection of a callback, which the handle keeps alive.
///
/// Not retained: where it is, and the loop too (`EventLoop.with`), a gateway's tick takes 3.8 % more instructions.
@inline(__always)
func withConnection(_ data: UnsafeMutableRawPointer?, _ body: (TCPConnection) -> Void) {
  guard let data = unsafe data else { return }
  unsafe Unmanaged<TCPConnection>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
}

private func connectionDidConnect(_ request: UnsafeMutablePointer<uv_connect_t>?, _ status: CInt) {
  unsafe withConnection(request?.pointee.handle.pointee.data) { $0.didConnect(status) }
}
