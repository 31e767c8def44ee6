import RealtimeReactor

/// An owner that writes down what it is told and lets a test react to it.
final class TestOwner: TCPConnectionOwner {
  enum Event: Equatable {
    case connect
    case receive
    case end
    case drain
    case close(ReactorError.Code?)
  }

  var events: [Event] = []
  var received: [UInt8] = []
  var error: ReactorError?
  var onConnect: (TCPConnection) -> Void = { _ in }
  var onReceive: (TCPConnection) -> Void = { _ in }
  var onEnd: (TCPConnection) -> Void = { _ in }
  var onDrain: (TCPConnection) -> Void = { _ in }
  var onClose: (TCPConnection) -> Void = { _ in }
  private(set) var flushCount = 0
  var lend: (TCPConnection) -> UnsafeMutableRawBufferPointer? = { _ in nil }

  var isClosed: Bool { events.contains { if case .close = $0 { true } else { false } } }
  /// What happened, with runs of reads told once, because the kernel cuts a stream as it likes.
  var outline: [Event] {
    events.reduce(into: []) { if $1 != .receive || $0.last != .receive { $0.append($1) } }
  }

  func didConnect(_ connection: TCPConnection) {
    events.append(.connect)
    onConnect(connection)
  }

  func receiveMemory(for connection: TCPConnection) -> UnsafeMutableRawBufferPointer? { lend(connection) }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    events.append(.receive)
    bytes.withUnsafeBytes { received.append(contentsOf: $0) }
    onReceive(connection)
  }

  func didReceiveEnd(_ connection: TCPConnection) {
    events.append(.end)
    onEnd(connection)
  }

  func didFlush(_ connection: TCPConnection) { flushCount += 1 }

  func didDrain(_ connection: TCPConnection) {
    events.append(.drain)
    onDrain(connection)
  }

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    events.append(.close(error?.code))
    self.error = error
    onClose(connection)
  }
}

extension TCPConnection {
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool { write(bytes.span.bytes) }
}

/// A client and a server connection over loopback. The listener is gone once the server's end exists.
final class TestPair {
  let loop: EventLoop
  let client = TestOwner()
  let server = TestOwner()
  private(set) var clientConnection: TCPConnection?
  private(set) var serverConnection: TCPConnection?
  var onAccept: (TCPConnection) -> Void = { _ in }

  init(
    on loop: EventLoop,
    clientOptions: TCPConnection.Options = .init(),
    serverOptions: TCPConnection.Options = .init(),
    address: SocketAddress = .loopback(port: 0)
  ) throws {
    self.loop = loop
    var listening: TCPListener?
    var options = TCPListener.Options()
    options.connection = serverOptions
    let listener = try TCPListener.bind(to: address, on: loop, options: options) {
      [unowned self] connection in
      connection.owner = server
      serverConnection = connection
      listening?.close()
      onAccept(connection)
    }
    listening = listener
    clientConnection = try TCPConnection.connect(
      to: listener.localAddress, on: loop, options: clientOptions, owner: client)
  }

  /// Runs until both ends are closed.
  func run() { loop.run() }

  func closeBoth() {
    clientConnection?.close()
    serverConnection?.close()
  }
}

/// Bytes that tell their own place, so that a lost, doubled or moved part shows.
func pattern(_ byteCount: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: byteCount) { memory, count in
    for offset in 0..<byteCount { memory[offset] = UInt8(truncatingIfNeeded: offset &* 31 &+ offset >> 11) }
    count = byteCount
  }
}
