import RealtimeBuffers
import RealtimeReactor
import RealtimeTLS
@testable import RealtimeWebSocketProtocol
import Synchronization

/// What a raw peer does next. Every step but the waiting ones takes at least one tick of its own.
enum Step: Sendable {
  /// Sends these bytes, encrypted where there is TLS.
  case bytes([UInt8])
  /// Sends these bytes one per tick.
  case bytewise([UInt8])
  /// Sends these bytes one per millisecond.
  case drip([UInt8])
  /// Sends these bytes so many times, as fast as the other side takes them.
  case flood([UInt8], count: Int)
  /// Sends what `text` makes of the right `Sec-WebSocket-Accept` for the request that came.
  case respond(@Sendable (_ accept: String) -> [UInt8])
  /// Sends the first so many bytes of what `text` makes, or what is after them.
  case respondPart(Range<Int>, @Sendable (_ accept: String) -> [UInt8])
  /// Writes these bytes to the socket as they are, past TLS.
  case plain([UInt8])
  /// Starts a TLS handshake and sends only so many bytes of the first flight.
  case cutFlight(byteCount: Int)
  /// Waits for the end of the other side's HTTP head.
  case awaitHead
  /// Waits for a frame with this opcode.
  case awaitFrame(UInt8)
  /// Waits until the other side has ended its half.
  case awaitEnd
  /// Waits until the test says so.
  case awaitSignal(Signal)
  case stopReading, startReading
  case keyUpdate
  case closeNotify
  /// Ends our half of the TCP connection.
  case fin
  case reset
}

/// What a test tells a raw peer to go on by.
final class Signal: Sendable {
  private let state = Mutex(false)

  var isGiven: Bool { state.withLock { $0 } }
  func give() { state.withLock { $0 = true } }
}

/// One end of a connection that does what a script says, however wrong that is. It lives on a loop of its own, so
/// that its memory is not counted as ours.
final class RawPeer: TCPConnectionOwner {
  private static let keptByteCount = 1 << 20
  private static let floodByteCount = 64 << 10

  private let loop: EventLoop
  private let tls: TLSEngine?
  private let connection: TCPConnection
  private let script: [Step]
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
  private var stepIndex = 0
  private var sentCount = 0
  private var isDripDue = true
  private var batch: [UInt8] = []
  private let isClient: Bool
  private(set) var isConnected: Bool
  private var isTLSReady = false

  /// What came, decrypted: all of it up to a mebibyte.
  private(set) var received: [UInt8] = []
  private(set) var receivedByteCount = 0
  private(set) var hasReceivedEnd = false
  private(set) var isClosed = false
  /// Whether it does not read, and so does not notice the end either.
  private(set) var isDeaf = false
  /// The frames after the head.
  private(set) var frames: [WireFrame] = []
  private var headByteCount: Int?
  private var searchedByteCount = 0
  private var parsedByteCount = 0
  /// Whether the other side cut the connection instead of ending it.
  private(set) var wasReset = false

  init(_ connection: TCPConnection, tls: TLSEngine?, isConnected: Bool, script: [Step], on loop: EventLoop) {
    self.connection = connection
    self.tls = tls
    self.isConnected = isConnected
    isClient = !isConnected
    self.script = script
    self.loop = loop
    connection.owner = self
    if isConnected { didConnect(connection) }
  }

  deinit { scratch.deallocate() }

  // MARK: The script

  /// Whether `act()` has something to do.
  var isReady: Bool {
    guard isConnected, !isClosed, stepIndex < script.count else { return false }
    switch script[stepIndex] {
    case .bytes, .bytewise, .closeNotify, .keyUpdate: return isOpen
    case .respond, .respondPart: return isOpen && accept != nil
    case .drip: return isOpen && isDripDue
    case .flood: return isOpen && connection.queuedByteCount < RawPeer.floodByteCount
    case .awaitHead: return headByteCount != nil
    case .awaitFrame(let opcode): return frames.contains { $0.opcode == opcode }
    case .awaitEnd: return hasReceivedEnd
    case .awaitSignal(let signal): return signal.isGiven
    case .fin, .reset: return connection.queuedByteCount == 0
    case .cutFlight: return isClient || !connection.outbox.isEmpty
    case .plain, .stopReading, .startReading: return true
    }
  }

  /// Does the next thing of the script.
  func act() {
    switch script[stepIndex] {
    case .bytes(let bytes): send(bytes)
    case .respond(let text): send(text(accept ?? ""))
    case .respondPart(let range, let text): send(Array(text(accept ?? "")[range]))
    case .bytewise(let bytes): return sendByte(of: bytes)
    case .drip(let bytes):
      isDripDue = false
      loop.schedule(after: .milliseconds(1)) { [weak self] in self?.isDripDue = true }
      return sendByte(of: bytes)
    case .flood(let bytes, let count): return flood(bytes, count)
    case .plain(let bytes): write(bytes)
    case .cutFlight(let byteCount):
      if isClient { try? tls?.startHandshake() }
      connection.outbox.truncate(toByteCount: min(byteCount, connection.outbox.readableByteCount))
      connection.scheduleFlush()
    case .awaitHead, .awaitFrame, .awaitEnd, .awaitSignal: break
    case .stopReading:
      isDeaf = true
      connection.pauseReading()
    case .startReading:
      isDeaf = false
      connection.resumeReading()
    case .keyUpdate:
      try? tls?.requestKeyUpdate()
      connection.scheduleFlush()
    case .closeNotify:
      tls?.closeNotify()
      connection.scheduleFlush()
    case .fin: connection.shutdown()
    case .reset: connection.reset()
    }
    stepIndex += 1
  }

  /// Whether its script is done, and everything of it has left.
  var hasFinished: Bool { isClosed || stepIndex == script.count && connection.queuedByteCount == 0 }

  /// Whether nothing more is to be expected of it.
  var isDone: Bool { isClosed || (isDeaf && stepIndex == script.count) }

  func close() { connection.close() }

  private var isOpen: Bool { tls == nil || isTLSReady }

  private func sendByte(of bytes: [UInt8]) {
    send([bytes[sentCount]])
    sentCount += 1
    finishRepeating(bytes.count)
  }

  private func flood(_ bytes: [UInt8], _ count: Int) {
    let batchCount = min(count - sentCount, max(1, RawPeer.floodByteCount / bytes.count))
    if sentCount == 0 || batch.count != batchCount * bytes.count {
      batch = Array(repeatElement(bytes, count: batchCount).joined())
    }
    send(batch)
    sentCount += batchCount
    finishRepeating(count)
  }

  private func finishRepeating(_ count: Int) {
    guard sentCount >= count else { return }
    sentCount = 0
    stepIndex += 1
  }

  // MARK: Sending

  private func send(_ bytes: [UInt8]) {
    guard let tls else { return write(bytes) }
    bytes.withUnsafeBytes { try? tls.write($0) }
    connection.scheduleFlush()
  }

  private func write(_ bytes: [UInt8]) {
    _ = connection.write(bytes.span.bytes)
  }

  // MARK: TCPConnectionOwner

  func didConnect(_ connection: TCPConnection) {
    isConnected = true
    // What is in the outbox now is sent as soon as this returns.
    if !isCuttingFlight { try? tls?.startHandshake() }
  }

  private var isCuttingFlight: Bool {
    if case .cutFlight? = script.first { true } else { false }
  }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    guard let tls else { return bytes.withUnsafeBytes { keep($0) } }
    bytes.withUnsafeBytes { decrypt($0, tls) }
  }

  private func decrypt(_ ciphertext: UnsafeRawBufferPointer, _ tls: TLSEngine) {
    tls.feed(ciphertext)
    reading: while true {
      switch tls.read(into: scratch) {
      case .established: isTLSReady = true
      case .bytes(let count): keep(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
      case .wantsMore, .closed, .failed: break reading
      }
    }
    tls.endFeed()
    if !isCuttingFlight { connection.scheduleFlush() }
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) {
    receivedByteCount += bytes.count
    received.append(contentsOf: bytes.prefix(RawPeer.keptByteCount - received.count))
    findHead()
  }

  func didReceiveEnd(_ connection: TCPConnection) {
    hasReceivedEnd = true
    if case .awaitEnd? = script.dropFirst(stepIndex).first { return }
    connection.close()
  }

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    isClosed = true
    wasReset = error?.code == .connectionReset || error?.code == .brokenPipe
  }

  // MARK: What came

  /// Looks only at what is new, because it is asked after every read.
  private func findHead() {
    let end = Array("\r\n\r\n".utf8)
    while headByteCount == nil && searchedByteCount < received.count {
      searchedByteCount += 1
      guard searchedByteCount >= 4 else { continue }
      if received[(searchedByteCount - 4)..<searchedByteCount].elementsEqual(end) {
        headByteCount = searchedByteCount
      }
    }
    guard let headByteCount else { return }
    var rest = received[max(headByteCount, parsedByteCount)...]
    frames += WireFrame.parse(&rest)
    parsedByteCount = rest.startIndex
  }

  var head: String { String(decoding: received[..<(headByteCount ?? 0)], as: UTF8.self) }

  /// The status of the HTTP response, if one came.
  var status: Int? {
    let words = head.split(separator: " ", maxSplits: 2)
    return words.count > 1 ? Int(words[1]) : nil
  }

  private var accept: String? {
    let prefix = "Sec-WebSocket-Key: "
    guard let line = head.split(separator: "\r\n").first(where: { $0.hasPrefix(prefix) }) else { return nil }
    return HandshakeKey(received: String(line.dropFirst(prefix.count)))?.accept
  }

  /// The code of the Close frame that came; 1005 for one without a code.
  var closeCode: UInt16? {
    guard let frame = frames.first(where: { $0.opcode == 8 }) else { return nil }
    return frame.payload.count < 2 ? 1005 : UInt16(frame.payload[0]) << 8 | UInt16(frame.payload[1])
  }
}
