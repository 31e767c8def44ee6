internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS

/// What a `ByteStream` tells the WebSocket above it. Every call comes on the loop's thread.
protocol ByteStreamOwner: AnyObject {
  /// Bytes are about to be read, which only a handshake is told. Reading may be paused here.
  func streamWillReceive(_ stream: ByteStream)
  /// Plaintext may be written, and received plaintext follows.
  func streamDidOpen(_ stream: ByteStream)
  /// Plaintext was appended to the buffer that the stream lands in.
  func streamDidReceive(_ stream: ByteStream)
  /// Plaintext was received where it lies in memory that all streams share: valid, and the owner's to change, until
  /// this returns. Only while the stream lands in no buffer.
  func stream(_ stream: ByteStream, didReceive bytes: UnsafeMutableRawBufferPointer)
  /// The peer has ended its half: nothing more will be received. `truncation` says that bytes may be missing.
  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?)
  /// Everything written has been taken by the kernel; only where `awaitFlush()` was called.
  func streamDidFlush(_ stream: ByteStream)
  /// Queued bytes have fallen to the low watermark.
  func streamDidDrain(_ stream: ByteStream)
  /// The stream is gone; the last call.
  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?)
}

extension ByteStreamOwner {
  func streamWillReceive(_ stream: ByteStream) {}
  func stream(_ stream: ByteStream, didReceive bytes: UnsafeMutableRawBufferPointer) {}
}

/// A TCP connection, or another stream, with TLS over it where asked for, as one stream of plaintext. Loop-bound.
///
/// The TLS engine reads ciphertext where it lies, in the loop's receive block. It decrypts into memory that the loop's
/// streams share, or to the end of the owner's buffer while that holds the beginning of something. Without TLS the
/// kernel writes there itself. What is written is encrypted into the connection's outbox, and leaves at the end of the
/// read that it answers or of the tick.
final class ByteStream: TCPConnectionOwner {
  /// Room offered to one read: a maximal TLS record, so that none is ever split between two reads.
  private static let readByteCount = TLSEngine.maximumRecordByteCount
  /// A message of this size or more is worth sparing memory for.
  private static let largeByteCount = 256 << 10

  // First what each read and write touches: see `TCPConnection`.
  let connection: TCPConnection
  let tls: TLSEngine?
  /// Where what is written goes: the connection's, or the carrier's. In here too, so that it can be fetched into the
  /// cache at the same time as the connection.
  private let outbox: ByteBuffer
  /// What the sweep goes by.
  var activity = Activity()
  private var turn = Turn.notNeeded
  private(set) var isOpen = false
  /// What this stream is inside of, where that is another stream.
  private let carrier: StreamCarrier?
  /// Alive until `streamDidClose`, which the connection guarantees to call.
  private var owner: (any ByteStreamOwner)?
  /// What received plaintext is appended to; `nil` where it is handed over as it lies.
  private var landing: ByteBuffer?
  private let shared: LoopShared
  private var ending = Ending()

  /// How far a stream has come to its end.
  private struct Ending {
    var failure: WebSocketTransportError.Cause?
    /// The peer has ended its half.
    var hasReceivedEnd = false
  }

  /// When the TLS handshake may go on, by the loop's budget for them.
  private enum Turn {
    case notNeeded
    /// Something has arrived, and is read once its turn comes.
    case awaited
    /// For the next read.
    case granted
  }

  /// Whether a stream is busy.
  struct Activity {
    /// Reads and writes since the stream was made, wrapping.
    fileprivate(set) var count: UInt32 = 0
    /// Where the sweep keeps the stream, while it watches it.
    var sweepIndex: Int?
  }

  /// - Parameter tls: writes into the connection's outbox.
  init(connection: TCPConnection, tls: TLSEngine?, shared: LoopShared) {
    self.connection = connection
    self.tls = tls
    outbox = connection.outbox
    carrier = nil
    self.shared = shared
  }

  /// - Parameter tls: writes into the carrier's outbox.
  init(inside carrier: StreamCarrier, tls: TLSEngine, shared: LoopShared) {
    connection = carrier.outer.connection
    self.tls = tls
    outbox = carrier.outbox
    self.carrier = carrier
    self.shared = shared
  }

  /// Takes the connection over, after `handOver`. If it is connected already, the TLS handshake starts at once, or the
  /// stream opens.
  func start() {
    if let carrier { carrier.start(self) } else { connection.owner = self }
    connection.tellsFlushes = false
    chooseMemory()
    if connection.localAddress != nil { didConnect(connection) }
  }

  /// From now on `owner` hears what happens, and plaintext lands in its `buffer`.
  func handOver(to owner: any ByteStreamOwner, landing buffer: ByteBuffer) {
    self.owner = owner
    land(in: buffer)
  }

  /// Where received plaintext goes from now on: to the end of `buffer`, or with `nil` to the owner where it lies,
  /// because nothing stands before it.
  func land(in buffer: ByteBuffer?) {
    guard buffer !== landing else { return }
    landing = buffer
    chooseMemory()
  }

  /// Lets go of the connection, which goes on under another stream.
  func release() -> TCPConnection {
    shared.sweep.forget(self)
    owner = nil
    return connection
  }

  /// Whether the peer's next step of the TLS handshake has arrived and waits for this side.
  var isAwaitingTurn: Bool { turn != .notNeeded }

  /// Whether the stream is on its way out: nothing more is to be delivered.
  var isClosing: Bool { connection.isClosing }
  var queuedByteCount: Int { connection.queuedByteCount }
  /// `nil` over a Unix socket, whose peers have no address.
  var remoteAddress: SocketAddress? { connection.remoteAddress.flatMap { $0.family == .unix ? nil : $0 } }
  var isBackpressured: Bool { connection.isBackpressured }
  /// Whether TLS, where there is any, takes bytes to encrypt.
  var isWritable: Bool { tls?.isWritable ?? true }

  // MARK: Writing

  /// Whether so many bytes of plaintext may be queued.
  func canQueue(byteCount: Int) -> Bool {
    // Bound: each started record of 16 KiB grows by less than 64 bytes.
    connection.canQueue(byteCount: byteCount + (byteCount >> 8) + 64)
  }

  /// Fetches what the next `write` needs into the cache while its bytes are made.
  func prepareToWrite() {
    if let tls { prefetch(tls, byteCount: 128) }
    prefetch(outbox, byteCount: 64)
    connection.prepareToWrite()
  }

  /// Sends all readable bytes of `buffer`, at the end of the tick at the latest, and empties it.
  func write(_ buffer: ByteBuffer) {
    guard !buffer.isEmpty else { return }
    if let tls = unsafe tls.map(Unmanaged.passUnretained) {
      unsafe tls._withUnsafeGuaranteedRef { encrypt(buffer, with: $0) }
    } else {
      outbox.takeOver(buffer)
    }
    noteActivity()
    flush()
  }

  private func encrypt(_ buffer: ByteBuffer, with tls: TLSEngine) {
    do throws(TLSError) { try unsafe tls.write(buffer.readable) } catch { fail(.tls(error)) }
    buffer.consume(buffer.readableByteCount)
    // All connections of the loop compose in one buffer, which does not keep what a large message took.
    if buffer.capacity > ByteStream.largeByteCount { buffer.releaseIfEmpty() }
  }

  /// Has the owner told once when everything written has been taken by the kernel.
  func awaitFlush() { connection.tellsFlushes = true }

  /// Ends our half once everything queued is sent.
  func shutDown() {
    tls?.closeNotify()
    flush()
    if let carrier { carrier.outer.shutDown() } else { connection.shutdown() }
  }

  /// Closes at once; what the kernel takes without waiting is still sent.
  func close() {
    tls?.closeNotify()
    closeTransport()
  }

  private func closeTransport() {
    guard let carrier else { return connection.close() }
    carrier.send()
    carrier.outer.close()
  }

  /// Closes at once and has the kernel drop what it holds for the peer.
  func reset() { connection.reset() }

  /// Whether bytes wait to be sent.
  private var hasOutput: Bool { !outbox.isEmpty }

  /// Sends what is in the outbox, at the end of the tick at the latest.
  private func flush() { if let carrier { carrier.send() } else { connection.scheduleFlush() } }

  // MARK: Reading

  func pauseReading() { connection.pauseReading() }
  func resumeReading() { connection.resumeReading() }

  /// Whether the stream takes memory for each record in turn with others, or keeps its own while it is busy.
  func shareMemory(_ shares: Bool) { tls?.shareMemory(shares) }

  /// Gives memory back that only a busy connection needs.
  func releaseIdleMemory() { tls?.releaseIdleMemory() }

  /// Room for one read. A large message that lacks less than that gets only what it lacks: with more it would be moved,
  /// and stand in memory twice while it is.
  private static func room(in buffer: ByteBuffer) -> UnsafeMutableRawBufferPointer {
    let holdsLargeMessage = buffer.readableByteCount >= largeByteCount && buffer.writableByteCount > 0
    return unsafe buffer.prepare(minimumByteCount: holdsLargeMessage ? 1 : readByteCount)
  }

  // MARK: TCPConnectionOwner

  func didConnect(_ connection: TCPConnection) {
    guard let tls else { return open() }
    do throws(TLSError) {
      try tls.startHandshake()
      flush()
    } catch {
      fail(.tls(error))
    }
  }

  func receiveMemory(for connection: TCPConnection) -> UnsafeMutableRawBufferPointer? {
    guard let tls else { return unsafe landing.map(ByteStream.room) }
    if tls.isEstablished { owner?.streamWillReceive(self) } else { awaitHandshakeStep() }
    return nil
  }

  /// The connection asks for memory only while that changes anything: during a handshake, which has to wait for its
  /// turn, and while the kernel writes into a buffer.
  private func chooseMemory() { connection.asksForMemory = tls.map { !$0.isEstablished } ?? (landing != nil) }

  /// Stops reading, unless the handshake may go on in this tick. What has arrived stays in the kernel until it may.
  func awaitHandshakeStep() {
    guard turn != .granted else { return }
    // Not weakly: once anything has referred to an object weakly, each later reference to it costs more.
    let isGranted = shared.handshakes.perform(.advance) { [self] in
      turn = .granted
      connection.resumeReading()
    }
    guard !isGranted else { return }
    turn = .awaited
    connection.pauseReading()
  }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    turn = .notNeeded
    noteActivity()
    guard tls == nil else { return unsafe bytes.withUnsafeBytes { unsafe decrypt($0) } }
    guard let owner else { return }
    guard let landing else {
      // The loop's receive block: nobody else uses it before the next read.
      return unsafe owner.stream(
        self, didReceive: bytes.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(mutating: $0) })
    }
    landing.commit(bytes.byteCount)
    if bytes.byteCount > 0 { owner.streamDidReceive(self) }
  }

  func didReceiveEnd(_ connection: TCPConnection) {
    guard !ending.hasReceivedEnd else { return }
    ending.hasReceivedEnd = true
    owner?.streamDidReceiveEnd(self, truncation: tls?.transportEnded())
  }

  func didFlush(_ connection: TCPConnection) {
    connection.tellsFlushes = false
    owner?.streamDidFlush(self)
  }

  func didDrain(_ connection: TCPConnection) { owner?.streamDidDrain(self) }
  func didClose(_ connection: TCPConnection, error: ReactorError?) { end(error.map { .network($0) }) }

  /// What was below this stream is gone.
  func end(_ error: WebSocketTransportError.Cause?) {
    shared.sweep.forget(self)
    let owner = owner
    self.owner = nil
    landing = nil
    owner?.streamDidClose(self, error: ending.failure ?? error)
  }

  // MARK: Decrypting

  private func decrypt(_ ciphertext: UnsafeRawBufferPointer) {
    if let tls {
      unsafe tls.feed(ciphertext)
      // It hears next, of what the cipher gives.
      if let owner { prefetch(owner, byteCount: 384) }
      while let owner, !connection.isClosing, !ending.hasReceivedEnd, decryptNext(with: tls, for: owner) {}
      tls.endFeed()
    }
    // What TLS itself sends in reply to what it read: a handshake flight, a key update, an alert.
    if hasOutput { sendAnswers() }
  }

  /// Returns whether there may be more.
  private func decryptNext(with tls: TLSEngine, for owner: any ByteStreamOwner) -> Bool {
    if let landing { return fill(landing, with: tls, for: owner) }
    let room = unsafe shared.plaintextRoom
    let outcome = unsafe tls.read(into: room)
    if case .bytes(let byteCount) = outcome {
      unsafe owner.stream(self, didReceive: UnsafeMutableRawBufferPointer(rebasing: room[..<byteCount]))
      return !tls.wantsMore
    }
    return goOn(after: outcome, of: tls, for: owner)
  }

  private func fill(_ buffer: ByteBuffer, with tls: TLSEngine, for owner: any ByteStreamOwner) -> Bool {
    let outcome = unsafe tls.read(into: ByteStream.room(in: buffer))
    if case .bytes(let byteCount) = outcome {
      buffer.commit(byteCount)
      owner.streamDidReceive(self)
      return true
    }
    // An idle connection holds no receive memory.
    if case .wantsMore = outcome { buffer.releaseIfEmpty() }
    return goOn(after: outcome, of: tls, for: owner)
  }

  /// Deals with a read that gave no plaintext. Returns whether there may be more.
  private func goOn(after outcome: TLSEngine.ReadOutcome, of tls: TLSEngine, for owner: any ByteStreamOwner) -> Bool {
    switch outcome {
    case .bytes: return true
    case .wantsMore: return false
    case .established:
      chooseMemory()
      open()
    case .closed:
      ending.hasReceivedEnd = true
      owner.streamDidReceiveEnd(self, truncation: nil)
    case .failed:
      if let error = tls.failure { fail(.tls(error)) }
    }
    return true
  }

  /// What may be queued beyond the limit of messages: a handshake, and answers to a peer while messages fill it.
  private static let answerByteCount = 64 << 10

  /// A peer that asks for answers and reads none of them would grow the outbox without end.
  private func sendAnswers() {
    if connection.queuedByteCount - ByteStream.answerByteCount > connection.options.maximumQueuedByteCount {
      connection.reset()
    } else {
      flush()
    }
  }

  private func open() {
    isOpen = true
    owner?.streamDidOpen(self)
  }

  /// The alert for the peer is in the outbox and leaves with the close.
  private func fail(_ failure: WebSocketTransportError.Cause) {
    guard ending.failure == nil else { return }
    ending.failure = failure
    closeTransport()
  }

  @inline(__always)
  private func noteActivity() {
    activity.count &+= 1
    if activity.sweepIndex == nil { shared.sweep.watch(self) }
  }
}
