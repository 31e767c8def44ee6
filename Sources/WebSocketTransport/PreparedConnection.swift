internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// One connection that is made in advance, until it is taken, lost or too old. Loop-bound.
final class PreparedConnection: ByteStreamOwner {
  enum Outcome {
    case ready
    case expired
    /// `nil` when the server ended a connection that was ready.
    case lost(WebSocketTransportError?)
  }

  /// What a server may send on an open connection that nobody has taken; then reading stops.
  static let maximumHeldByteCount = 256 << 10

  private enum State {
    case connecting(ClientOpening)
    case readyForUpgrade(ClientOpening)
    case open(OpenedConnection)
    case done
  }

  private let settings: PreparedConnections.Settings
  private let loop: EventLoop
  private let update: (PreparedConnection, Outcome) -> Void
  private var state = State.done
  private var ageTimer: LoopTimer?

  init(
    _ settings: PreparedConnections.Settings, on loop: EventLoop,
    update: @escaping (PreparedConnection, Outcome) -> Void
  ) {
    self.settings = settings
    self.loop = loop
    self.update = update
  }

  func start(
    to endpoint: WebSocketEndpoint, configuration: WebSocketConfiguration
  ) throws(WebSocketTransportError) {
    let opening = try ClientOpening(to: endpoint, configuration: configuration, on: loop) {
      [weak self] result in
      self?.didOpen(result)
    }
    switch settings.readiness {
    case .tls: opening.holdBeforeUpgrade = { [weak self] in self?.isReadyForUpgrade() }
    case .open: break
    }
    state = .connecting(opening)
    opening.start()
  }

  var isReady: Bool {
    switch state {
    case .readyForUpgrade, .open: true
    case .connecting, .done: false
    }
  }

  /// Has its request carry other header fields, if it was not sent yet.
  func replaceHeaders(_ headers: HTTPHeaders) throws(WebSocketTransportError) {
    switch state {
    case .connecting(let opening), .readyForUpgrade(let opening): try opening.replaceHeaders(headers)
    case .open, .done: break
    }
  }

  /// Makes a WebSocket of a connection that is ready.
  func take(configuration: WebSocketConfiguration, on loop: EventLoop) -> WebSocket {
    ageTimer?.cancel()
    defer { state = .done }
    switch state {
    case .connecting(let opening), .readyForUpgrade(let opening):
      return WebSocket(continuing: opening, configuration: configuration, on: loop)
    case .open(let opened):
      return WebSocket(prepared: opened, configuration: configuration, on: loop)
    case .done:
      preconditionFailure("only a connection that is ready can be taken")
    }
  }

  /// Closes it, in order where it is open. Nothing is told. Idempotent.
  func discard() {
    ageTimer?.cancel()
    defer { state = .done }
    switch state {
    case .connecting(let opening), .readyForUpgrade(let opening): opening.cancel()
    case .open(let opened):
      let socket = WebSocket(prepared: opened, configuration: .init(), on: loop)
      socket.on(.error) { _ in }
      do throws(WebSocketError) { try socket.close() } catch { socket.terminate() }
    case .done: break
    }
  }

  // MARK: Progress

  private func isReadyForUpgrade() {
    guard case .connecting(let opening) = state else { return }
    become(.readyForUpgrade(opening))
  }

  private func didOpen(_ result: Result<OpenedConnection, WebSocketTransportError>) {
    switch result {
    case .success(let opened):
      opened.stream.handOver(to: self)
      become(.open(opened))
    case .failure(let error):
      let wasReady = isReady
      state = .done
      ageTimer?.cancel()
      update(self, .lost(wasReady ? nil : error))
    }
  }

  private func become(_ ready: State) {
    state = ready
    ageTimer = loop.scheduleDeadline(after: settings.maximumAge, grace: .zero) { [weak self] in self?.expire()
    }
    update(self, .ready)
  }

  private func expire() {
    discard()
    update(self, .expired)
  }

  private func lose() {
    ageTimer?.cancel()
    guard case .open(let opened) = state else { return }
    state = .done
    opened.stream.close()
    update(self, .lost(nil))
  }

  // MARK: ByteStreamOwner

  func streamDidConnect(_ stream: ByteStream) {}

  func streamDidOpen(_ stream: ByteStream) {}

  func receivingBuffer(for stream: ByteStream) -> ByteBuffer {
    guard case .open(let opened) = state else { return loop.composeBuffer }
    return opened.input
  }

  func streamDidReceive(_ stream: ByteStream) {
    if receivingBuffer(for: stream).readableByteCount > PreparedConnection.maximumHeldByteCount {
      stream.pauseReading()
    }
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) { lose() }

  func streamDidFlush(_ stream: ByteStream) {}

  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: StreamFailure?) { lose() }
}
