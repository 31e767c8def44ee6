package import RealtimeBuffers
internal import CRealtimeUV

/// A TCP connection on an event loop, or one over a Unix socket, which has no TCP options and else behaves the same.
/// Loop-bound.
///
/// What is written is collected in `outbox` and sent in one system call for all of it: what answers a read when that has been
/// worked off and was the last of the tick, everything else at the end of the tick. What the kernel does not take then is
/// handed to libuv without a copy, and the rest follows when that is done.
///
/// The connection lives until it is closed, whether or not anyone holds it. Its owner hears of everything that happens.
public final class TCPConnection: LoopHandle {
  enum Phase {
    case waitingForConnect
    case open
  }

  /// How far the sending half has come.
  enum SendingHalf {
    case open
    /// `shutdown()` was called and queued bytes go out first.
    case ending
    /// libuv has been asked to send the FIN.
    case finishing
    case ended
  }

  /// libuv asks for memory and then reads, and survives neither a close nor a stop in between. What the owner wants to do
  /// while it is asked for memory therefore waits until the read that follows, which is given no memory then.
  enum Lending {
    case none
    case underWay
    case stopping
    case closing(ClosingStyle)
  }

  /// The loop that the connection lives on.
  public let loop: EventLoop
  package let options: Options

  // What the public may see is stored apart from how it is seen: every access to a stored property that another module
  // can reach is checked at run time, also the ones of this module.
  private var currentOwner: (any TCPConnectionOwner)?
  var receivedByteCount: UInt64 = 0
  var sentByteCount: UInt64 = 0

  /// Who is told what happens. Kept alive until `didClose` has returned; may be replaced on the loop at any time.
  public var owner: (any TCPConnectionOwner)? {
    get { currentOwner }
    set { currentOwner = newValue }
  }

  /// Bytes to be sent. Append, then call `scheduleFlush()`. Ask `canQueue` first, and append nothing after `close()` or
  /// `shutdown()`.
  package let outbox: ByteBuffer

  /// The address of this end, `nil` before the connection is established.
  public private(set) var localAddress: SocketAddress?
  /// The address of the peer.
  public internal(set) var remoteAddress: SocketAddress?
  /// Bytes received since the connection was made.
  public var bytesReceived: UInt64 { receivedByteCount }
  /// Bytes that the kernel has taken since the connection was made.
  public var bytesSent: UInt64 { sentByteCount }

  var phase: Phase
  var sendingHalf = SendingHalf.open
  var closeError: ReactorError?

  // Receiving
  var isReading = false
  var isReadingPaused = false
  var hasReceivedEnd = false
  var asksOwnerForMemory = true
  var hasLentOwnerMemory = false
  var lending = Lending.none
  var readTick: UInt64 = 0
  var readByteCountInTick = 0

  // Sending
  var isMarkedForFlush = false
  /// While the owner hears of what a read brought, and that was all there was: what it writes meanwhile need not wait for
  /// the end of the tick.
  var isAnswering = false
  var reportsFlushes = true
  var nextToFlush: TCPConnection?
  var isAboveHighWatermark = false
  var inFlight: DetachedBytes?
  var unsentByteCountAtClose = 0
  private var requestMemory: UnsafeMutableRawPointer?

  private init(_ raw: UnsafeMutablePointer<uv_handle_t>, on loop: EventLoop, options: Options, phase: Phase) {
    self.loop = loop
    self.options = options.bounded
    self.phase = phase
    outbox = ByteBuffer(pool: loop.blockPool)
    super.init(raw)
    loop.machinery.addKeeper()
    loop.connectionDidBegin()
  }

  var stream: UnsafeMutablePointer<uv_stream_t> { raw.rebound() }

  /// Memory for the one request that libuv works on at a time: to connect, then to write, in the end to shut down.
  ///
  /// Allocated when first needed, because many connections never need one. Kept from the first write on until the
  /// connection is gone; what connecting took goes when that is done.
  func request<Request>(_ type: Request.Type = Request.self) -> UnsafeMutablePointer<Request> {
    if let requestMemory { return requestMemory.assumingMemoryBound(to: type) }
    let byteCount = max(uv_req_size(UV_CONNECT), uv_req_size(UV_WRITE), uv_req_size(UV_SHUTDOWN))
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
    requestMemory = memory
    return memory.assumingMemoryBound(to: type)
  }

  // MARK: Making one

  /// Connects to `address`.
  ///
  /// - Returns: at once. The owner hears `didConnect`, or `didClose` with the reason; bytes may be written before.
  /// - Throws: `ReactorError` when no socket can be made or the loop is closed. What the network says comes by `didClose`.
  public static func connect(
    to address: SocketAddress,
    on loop: EventLoop,
    options: Options = .init(),
    owner: any TCPConnectionOwner
  ) throws(ReactorError) -> TCPConnection {
    loop.preconditionOnLoop()
    let operation = "connect to \(address)"
    guard loop.isOpen else { throw .loopIsClosed(operation) }
    let raw = try LoopHandle.makeStream(for: address, on: loop, operation: operation)
    let connection = TCPConnection(raw, on: loop, options: options, phase: .waitingForConnect)
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
      raw = try LoopHandle.makeStream(for: address, on: loop, operation: "accept", isAccepted: true)
    } catch {
      Descriptors.close(descriptor)
      throw error
    }
    let connection = TCPConnection(raw, on: loop, options: options, phase: .open)
    let status =
      address.family == .unix
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

  /// Ends the sending half (FIN) once everything queued is sent. Receiving goes on. Idempotent.
  ///
  /// When the peer has ended its half too, the connection closes by itself.
  public func shutdown() {
    loop.preconditionOnLoop()
    guard !isClosing, sendingHalf == .open else { return }
    sendingHalf = .ending
    scheduleFlush()
  }

  /// Closes the connection at once. Idempotent, allowed in any callback and while connecting.
  ///
  /// Queued bytes that the kernel takes without waiting are still sent, the others are dropped; `shutdown()` first when all
  /// must arrive. `didClose` follows, and after this call nothing else does.
  public func close() {
    loop.preconditionOnLoop()
    guard !isClosing else { return }
    if closeError == nil { sendWithoutWaiting() }
    end()
  }

  /// Closes the connection at once and tells the peer by a RST, so that neither side keeps state. Queued bytes are dropped.
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

  func fail(_ status: CInt, _ operation: String) {
    fail(ReactorError(status: status, operation: operation))
  }

  func closeIfBothHalvesEnded() {
    if hasReceivedEnd && sendingHalf == .ended { end() }
  }

  func end(_ style: ClosingStyle = .normal) {
    guard !isClosing else { return }
    switch lending {
    case .none: break
    case .underWay, .stopping: return lending = .closing(style)
    case .closing: return
    }
    unsentByteCountAtClose = inFlight == nil ? 0 : uv_stream_get_write_queue_size(stream)
    isReading = false
    beginClosing(style)
  }

  override func closeWithLoop() {
    fail(.loopIsClosed(describePeer("connection")))
  }

  override func didFinishClosing() {
    loop.machinery.removeKeeper()
    owner?.didClose(self, error: closeError)
    self.owner = nil
    loop.connectionDidEnd()
    inFlight = nil
    outbox.consume(outbox.readableByteCount)
    outbox.releaseIfEmpty()
    // libuv has called back every request before it lets go of the handle.
    releaseRequest()
  }

  // MARK: Cache

  // With 1 000 sessions that a timer sends to, a delta and an append take 1.05 times the CPU time of a bare C client, and
  // 1.16 times without what is brought into the cache here and in `ByteStream`: `Benchmarks/run compare --streams gateway`.

  /// Brings into the cache what the owner reads after the system call that comes now.
  func prepareToRead() {
    if let currentOwner { prefetch(currentOwner, byteCount: 192) }
    prefetch(outbox, byteCount: 64)
  }

  /// Brings into the cache what sending goes through, while the bytes to be sent are made.
  package func prepareToWrite() {
    prefetch(self, byteCount: 320)
    prefetch(outbox, byteCount: 64)
  }

  // MARK: Private helpers

  private func startConnecting(to address: SocketAddress) {
    if let path = address.path {
      // What is wrong comes by the callback too.
      uv_pipe_connect(request(), raw.rebound(), path, connectionDidConnect)
      return
    }
    let status = address.withSystemAddress {
      uv_tcp_connect(request(), raw.rebound(), $0, connectionDidConnect)
    }
    if status != 0 { fail(status, describePeer("connect")) }
  }

  private func releaseRequest() {
    requestMemory?.deallocate()
    requestMemory = nil
  }

  /// libuv looks at its request no more once it calls this.
  func didConnect(_ status: CInt) {
    releaseRequest()
    guard !isClosing else { return }
    guard status == 0 else { return fail(status, describePeer("connect")) }
    phase = .open
    learnAddresses()
    startReading()
    owner?.didConnect(self)
    if !outbox.isEmpty || sendingHalf == .ending { scheduleFlush() }
  }

  private func learnAddresses(acceptedAt listener: SocketAddress? = nil) {
    guard raw.pointee.type == UV_TCP else {
      localAddress = listener ?? .unnamedUnix
      remoteAddress = remoteAddress ?? .unnamedUnix
      return
    }
    let tcp: UnsafeMutablePointer<uv_tcp_t> = raw.rebound()
    localAddress = SocketAddress { uv_tcp_getsockname(tcp, $0, $1) }
    remoteAddress = SocketAddress { uv_tcp_getpeername(tcp, $0, $1) } ?? remoteAddress
  }

  /// A refused option costs speed, not correctness, so none of them ends the connection.
  private func applySocketOptions() {
    if raw.pointee.type == UV_TCP { applyTCPOptions() }
    if var byteCount = options.sendBufferByteCount.map(CInt.init(clamping:)), byteCount > 0 {
      uv_send_buffer_size(raw, &byteCount)
    }
    if var byteCount = options.receiveBufferByteCount.map(CInt.init(clamping:)), byteCount > 0 {
      uv_recv_buffer_size(raw, &byteCount)
    }
  }

  private func applyTCPOptions() {
    // Small writes leave at once: what belongs together is collected in `outbox` already.
    uv_tcp_nodelay(raw.rebound(), 1)
    if let keepAlive = options.keepAlive {
      let seconds = min(max(keepAlive, .seconds(1)), .seconds(32_767)).components.seconds
      uv_tcp_keepalive(raw.rebound(), 1, CUnsignedInt(seconds))
    }
  }

  func describePeer(_ verb: String) -> String {
    remoteAddress.map { "\(verb) to \($0)" } ?? verb
  }
}

/// Runs `body` with the connection of a callback, which the handle keeps alive.
@inline(__always)
func withConnection(_ data: UnsafeMutableRawPointer?, _ body: (TCPConnection) -> Void) {
  guard let data else { return }
  Unmanaged<TCPConnection>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
}

private func connectionDidConnect(_ request: UnsafeMutablePointer<uv_connect_t>?, _ status: CInt) {
  withConnection(request?.pointee.handle.pointee.data) { $0.didConnect(status) }
}
