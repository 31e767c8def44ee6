internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS

/// What a `ByteStream` tells the WebSocket above it. Every call comes on the loop's thread.
protocol ByteStreamOwner: AnyObject {
  /// Bytes are about to be read, which only a handshake is told. Reading may be paused here.
  func streamWillReceive(_ stream: ByteStream)
  /// Plaintext may be written, and received plaintext follows.
  func streamDidOpen(_ stream: ByteStream)
  /// The buffer that plaintext is received into, asked for anew before every read.
  func receivingBuffer(for stream: ByteStream) -> ByteBuffer
  /// Plaintext was appended to the receiving buffer.
  func streamDidReceive(_ stream: ByteStream)
  /// Plaintext was received where it lies in memory that all streams share: valid, and the owner's to change, until this
  /// returns. Only while `fillsBuffer` is off.
  func stream(_ stream: ByteStream, didReceive bytes: UnsafeMutableRawBufferPointer)
  /// The peer has ended its half: nothing more will be received. `truncation` says that bytes may be missing.
  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?)
  /// Everything written has been taken by the kernel; only where `awaitFlush()` was called.
  func streamDidFlush(_ stream: ByteStream)
  /// Queued bytes have fallen to the low watermark.
  func streamDidDrain(_ stream: ByteStream)
  /// The stream is gone; the last call.
  func streamDidClose(_ stream: ByteStream, error: StreamFailure?)
}

extension ByteStreamOwner {
  func streamWillReceive(_ stream: ByteStream) {}

  func stream(_ stream: ByteStream, didReceive bytes: UnsafeMutableRawBufferPointer) {
    receivingBuffer(for: stream).append(UnsafeRawBufferPointer(bytes))
    streamDidReceive(stream)
  }
}

/// Why a stream ended before its time.
enum StreamFailure {
  case network(ReactorError)
  case tls(TLSError)

  var error: any Error {
    switch self {
    case .network(let error): error
    case .tls(let error): error
    }
  }
}

/// A TCP connection, or another stream, with TLS over it where asked for, as one stream of plaintext. Loop-bound.
///
/// Received ciphertext is lent to the TLS engine where it lies in the loop's receive block and decrypted into memory that
/// the loop's streams share, or to the tail of the owner's buffer while that holds the beginning of something; without
/// TLS the kernel writes there itself. What is written is encrypted into the connection's outbox and leaves at the end
/// of the read that it answers, or of the tick.
final class ByteStream: TCPConnectionOwner {
  /// Room offered to one read: a maximal TLS record, so that none is ever split between two reads.
  private static let readByteCount = TLSEngine.maximumRecordByteCount
  /// From this size on a message is worth sparing memory for.
  private static let largeByteCount = 256 << 10

  let connection: TCPConnection
  let tls: TLSEngine?
  /// What this stream is inside of, where that is another stream.
  private let carrier: StreamCarrier?
  /// Alive until `streamDidClose`, which the connection guarantees to call.
  private var owner: (any ByteStreamOwner)?
  private var failure: StreamFailure?
  private(set) var isOpen = false
  private var hasEnded = false
  /// Whether plaintext is appended to the owner's buffer, or handed over where it was received.
  var fillsBuffer = true {
    didSet { if fillsBuffer != oldValue { chooseMemory() } }
  }
  private let shared: LoopShared
  /// The loop's budget for TLS handshakes, and what was received and may not be read before it has room.
  private enum Turn {
    case notNeeded
    case awaited
    /// To the next read.
    case granted
  }

  private var turn = Turn.notNeeded
  /// Reads and writes since the stream was made, wrapping; compared by the sweep.
  private(set) var activityCount: UInt32 = 0
  /// Where the sweep keeps the stream, while it watches it.
  var sweepIndex: Int?

  /// - Parameter tls: writes into the connection's outbox.
  init(connection: TCPConnection, tls: TLSEngine?, shared: LoopShared) {
    self.connection = connection
    self.tls = tls
    carrier = nil
    self.shared = shared
  }

  /// - Parameter tls: writes into the carrier's outbox.
  init(inside carrier: StreamCarrier, tls: TLSEngine, shared: LoopShared) {
    connection = carrier.outer.connection
    self.tls = tls
    self.carrier = carrier
    self.shared = shared
  }

  /// Takes the connection over; the owner is in place by now. A connection that is connected already starts its TLS
  /// handshake, or opens, at once.
  func start() {
    if let carrier { carrier.start(self) } else { connection.owner = self }
    connection.tellsFlushes = false
    chooseMemory()
    if connection.localAddress != nil { didConnect(connection) }
  }

  /// From now on `owner` hears what happens.
  func handOver(to owner: any ByteStreamOwner) { self.owner = owner }

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

  /// Brings into the cache what the next `write` goes through, while its bytes are made.
  func prepareToWrite() {
    if let tls { prefetch(tls, byteCount: 128) }
    connection.prepareToWrite()
  }

  /// Sends all readable bytes of `buffer`, at the end of the tick at the latest, and empties it.
  func write(_ buffer: ByteBuffer) {
    guard !buffer.isEmpty else { return }
    if let tls = tls.map(Unmanaged.passUnretained) {
      tls._withUnsafeGuaranteedRef { encrypt(buffer, with: $0) }
    } else {
      connection.outbox.takeOver(buffer)
    }
    noteActivity()
    flush()
  }

  private func encrypt(_ buffer: ByteBuffer, with tls: TLSEngine) {
    do throws(TLSError) {
      try tls.write(buffer.readable)
    } catch {
      fail(.tls(error))
    }
    buffer.consume(buffer.readableByteCount)
    // All connections compose in one buffer: what one large message took is not kept for the others.
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

  /// Whether bytes of this stream's own wait where they go.
  private var hasOutput: Bool {
    if let carrier { return !carrier.outbox.isEmpty }
    return connection.hasOutput
  }

  /// Sends what is in the outbox, at the end of the tick at the latest.
  private func flush() {
    if let carrier { carrier.send() } else { connection.scheduleFlush() }
  }

  // MARK: Reading

  func pauseReading() { connection.pauseReading() }
  func resumeReading() { connection.resumeReading() }

  /// Whether the stream takes memory for each record in turn with others, or keeps its own while it is busy.
  func shareMemory(_ shares: Bool) { tls?.shareMemory(shares) }

  /// Gives memory back that only a busy connection needs.
  func releaseIdleMemory() { tls?.releaseIdleMemory() }

  /// Room for one read. A large message that lacks less than that gets what it lacks: for more it would have to move,
  /// and be held twice meanwhile.
  private static func room(in buffer: ByteBuffer) -> UnsafeMutableRawBufferPointer {
    let holdsLargeMessage = buffer.readableByteCount >= largeByteCount && buffer.writableByteCount > 0
    return buffer.prepare(minimumByteCount: holdsLargeMessage ? 1 : readByteCount)
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
    guard let owner else { return nil }
    guard let tls else { return fillsBuffer ? ByteStream.room(in: owner.receivingBuffer(for: self)) : nil }
    if tls.isEstablished { owner.streamWillReceive(self) } else { awaitHandshakeStep() }
    return nil
  }

  /// Only handshakes, which have to wait for their turn, and buffers that are being filled need to be asked about memory.
  private func chooseMemory() {
    if let tls {
      connection.asksForMemory = !tls.isEstablished
    } else {
      connection.asksForMemory = fillsBuffer
    }
  }

  /// Stops reading, unless the handshake may go on in this tick. What has arrived stays in the kernel until it may.
  func awaitHandshakeStep() {
    guard turn != .granted else { return }
    // Not weakly: what anything has referred to weakly pays for it with every reference taken to it, all its life.
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
    guard tls == nil else { return bytes.withUnsafeBytes { decrypt($0) } }
    guard let owner else { return }
    guard fillsBuffer else {
      // The loop's receive block: nobody else uses it before the next read.
      return owner.stream(
        self, didReceive: bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(mutating: $0) })
    }
    owner.receivingBuffer(for: self).commit(bytes.byteCount)
    if bytes.byteCount > 0 { owner.streamDidReceive(self) }
  }

  func didReceiveEnd(_ connection: TCPConnection) {
    guard !hasEnded else { return }
    hasEnded = true
    owner?.streamDidReceiveEnd(self, truncation: tls?.transportEnded())
  }

  func didFlush(_ connection: TCPConnection) {
    connection.tellsFlushes = false
    owner?.streamDidFlush(self)
  }

  func didDrain(_ connection: TCPConnection) { owner?.streamDidDrain(self) }

  func didClose(_ connection: TCPConnection, error: ReactorError?) { end(error.map { .network($0) }) }

  /// What was below this stream is gone.
  func end(_ error: StreamFailure?) {
    shared.sweep.forget(self)
    let owner = owner
    self.owner = nil
    owner?.streamDidClose(self, error: failure ?? error)
  }

  // MARK: Decrypting

  private func decrypt(_ ciphertext: UnsafeRawBufferPointer) {
    // The engine is the stream's for as long as it lives.
    tls.map(Unmanaged.passUnretained)?._withUnsafeGuaranteedRef { tls in
      tls.feed(ciphertext)
      // Told of what the cipher is about to give.
      if let owner { prefetch(owner, byteCount: 384) }
      while let owner, !connection.isClosing, !hasEnded, decryptNext(with: tls, for: owner) {}
      tls.endFeed()
    }
    // A read may have answered: a handshake flight, a key update, an alert.
    if hasOutput { sendAnswers() }
  }

  /// Returns whether there may be more.
  private func decryptNext(with tls: TLSEngine, for owner: any ByteStreamOwner) -> Bool {
    guard !fillsBuffer else { return fill(owner.receivingBuffer(for: self), with: tls, for: owner) }
    let room = shared.plaintextRoom
    let outcome = tls.read(into: room)
    if case .bytes(let byteCount) = outcome {
      owner.stream(self, didReceive: UnsafeMutableRawBufferPointer(rebasing: room[..<byteCount]))
      return !tls.wantsMore
    }
    return goOn(after: outcome, of: tls, for: owner)
  }

  private func fill(_ buffer: ByteBuffer, with tls: TLSEngine, for owner: any ByteStreamOwner) -> Bool {
    let outcome = tls.read(into: ByteStream.room(in: buffer))
    if case .bytes(let byteCount) = outcome {
      buffer.commit(byteCount)
      owner.streamDidReceive(self)
      return true
    }
    // An idle connection holds no receive memory.
    if case .wantsMore = outcome { buffer.releaseIfEmpty() }
    return goOn(after: outcome, of: tls, for: owner)
  }

  /// What a read says that gave no plaintext.
  private func goOn(
    after outcome: TLSEngine.ReadOutcome, of tls: TLSEngine, for owner: any ByteStreamOwner
  ) -> Bool {
    switch outcome {
    case .bytes: return true
    case .wantsMore: return false
    case .established:
      chooseMemory()
      open()
    case .closed:
      hasEnded = true
      owner.streamDidReceiveEnd(self, truncation: nil)
    case .failed:
      if let error = tls.failure { fail(.tls(error)) }
    }
    return true
  }

  /// A peer that asks for answers and reads none of them would grow the outbox without end.
  private func sendAnswers() {
    if connection.queuedByteCount > connection.options.maximumQueuedByteCount {
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
  private func fail(_ failure: StreamFailure) {
    guard self.failure == nil else { return }
    self.failure = failure
    closeTransport()
  }

  @inline(__always)
  private func noteActivity() {
    activityCount &+= 1
    if sweepIndex == nil { shared.sweep.watch(self) }
  }
}
