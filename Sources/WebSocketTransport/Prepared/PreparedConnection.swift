internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

/// One connection that is made in advance, until it is taken, lost or too old. Loop-bound.
final class PreparedConnection {
  enum Outcome {
    case ready
    case expired
    /// `nil` when the server ended a connection that was ready.
    case lost(WebSocketTransportError?)
  }

  private enum State {
    case connecting(ClientOpening)
    case ready(ClientOpening)
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
    let opening = try ClientOpening(
      to: endpoint, configuration: configuration, on: loop, hold: { [weak self] in self?.becomeReady() }
    ) { [weak self] result in
      if case .failure(let error) = result { self?.lose(error) }
    }
    state = .connecting(opening)
    opening.start()
  }

  var isReady: Bool {
    switch state {
    case .ready: true
    case .connecting, .done: false
    }
  }

  /// Whether the server has ended it, which the loop may not have noticed yet.
  var hasEnded: Bool {
    switch state {
    case .ready(let opening): opening.hasEnded
    case .connecting, .done: false
    }
  }

  /// Has its request carry other header fields, if it was not sent yet.
  func replaceHeaders(_ headers: HTTPHeaders) throws(WebSocketTransportError) {
    switch state {
    case .connecting(let opening), .ready(let opening): try opening.replaceHeaders(headers)
    case .done: break
    }
  }

  /// Makes a WebSocket of a connection that is ready.
  func take(configuration: WebSocketConfiguration, on loop: EventLoop) -> WebSocket {
    ageTimer?.cancel()
    guard case .ready(let opening) = state else {
      preconditionFailure("only a connection that is ready can be taken")
    }
    state = .done
    return WebSocket(continuing: opening, configuration: configuration, on: loop)
  }

  /// Closes it. Nothing is told. Idempotent.
  func discard() {
    ageTimer?.cancel()
    defer { state = .done }
    switch state {
    case .connecting(let opening), .ready(let opening): opening.cancel()
    case .done: break
    }
  }

  // MARK: Progress

  private func becomeReady() {
    guard case .connecting(let opening) = state else { return }
    state = .ready(opening)
    ageTimer = loop.scheduleDeadline(after: settings.maximumAge, grace: .zero) { [weak self] in self?.expire()
    }
    update(self, .ready)
  }

  private func expire() {
    discard()
    update(self, .expired)
  }

  private func lose(_ error: WebSocketTransportError) {
    let wasReady = isReady
    state = .done
    ageTimer?.cancel()
    update(self, .lost(wasReady ? nil : error))
  }
}
