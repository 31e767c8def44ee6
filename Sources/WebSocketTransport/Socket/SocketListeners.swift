/// A closure in a type of its own: an array of closures keeps them in their most general form, and each call then goes
/// through several more.
struct MessageListener {
  let call: (borrowing WebSocketMessage) -> Void
}

/// The listeners of one socket, in the order they were added, and what they have been told of its life. After the end
/// none is kept, because none would be let go.
struct SocketListeners {
  enum Told {
    case nothing
    case opened
    // Apart, because a connection that lives has no use for the space.
    indirect case closed(WebSocketCloseReport)
  }

  private(set) var told = Told.nothing
  private(set) var drain: [() -> Void] = []
  private(set) var error: [(WebSocketTransportError) -> Void] = []
  private(set) var message: [MessageListener] = []
  private(set) var fragment: [MessageListener] = []
  private(set) var ping: [(RawSpan) -> Void] = []
  private(set) var pong: [(RawSpan) -> Void] = []
  private var open: [() -> Void] = []
  private var close: [(WebSocketCloseReport) -> Void] = []

  /// Whether nobody would hear of an error.
  var areDeafToErrors: Bool { error.isEmpty && close.isEmpty }

  private var areKept: Bool { if case .closed = told { false } else { true } }

  // MARK: Adding

  mutating func add(_ slot: SocketEvent<Void>.Slot, _ listener: @escaping () -> Void) {
    guard areKept else { return }
    if slot == .open { open.append(listener) } else { drain.append(listener) }
  }

  mutating func add(_ listener: @escaping (WebSocketCloseReport) -> Void) {
    if areKept { close.append(listener) }
  }

  mutating func add(_ listener: @escaping (WebSocketTransportError) -> Void) {
    if areKept { error.append(listener) }
  }

  mutating func add(_ slot: SocketEvent<WebSocketMessage>.Slot, _ listener: MessageListener) {
    guard areKept else { return }
    if slot == .message { message.append(listener) } else { fragment.append(listener) }
  }

  mutating func addFirst(_ listener: MessageListener) {
    if areKept { message.insert(listener, at: 0) }
  }

  mutating func add(_ slot: SocketEvent<RawSpan>.Slot, _ listener: @escaping (RawSpan) -> Void) {
    guard areKept else { return }
    if slot == .ping { ping.append(listener) } else { pong.append(listener) }
  }

  // MARK: Telling

  /// Returns those who are to be told now that the socket is open.
  mutating func takeOpen() -> [() -> Void] {
    told = .opened
    defer { open = [] }
    return open
  }

  /// Returns those who are to be told of the end, and lets all go.
  mutating func end(with report: WebSocketCloseReport) -> [(WebSocketCloseReport) -> Void] {
    let last = close
    self = SocketListeners()
    told = .closed(report)
    return last
  }
}
