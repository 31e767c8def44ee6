public import RealtimeEvents
public import WebSocketTransport

/// How a session came about. A value; milliseconds resolution.
public struct RealtimeConnectionReport: Sendable {
  /// Resolve, connect, proxy, TLS and upgrade, with the addresses tried.
  public let transport: ConnectionReport
  /// From the open connection to `session.created`; `nil` before it has come.
  public let sessionCreatedDuration: Duration?
  /// Bytes on the wire, TLS and handshakes included, until `session.created`, or until now before it has come.
  public let bytesReceived: UInt64
  /// As `bytesReceived`, for what the kernel took.
  public let bytesSent: UInt64
}

/// How a session ended, and what it had carried. A value.
public struct RealtimeCloseReport: Sendable {
  /// Who sent the first Close frame; `.nobody` when the connection was cut or never opened.
  public var initiator: CloseReport.Initiator { transport.handshake.initiator }
  /// The peer's code, or 1006 when it sent none (RFC 6455 section 7.1.5).
  public var code: CloseCode { transport.code }
  /// The peer's reason. Chosen by the peer: treat it as foreign text.
  public var reason: String { transport.reason }
  /// Why the connection could not be opened, or what cut it; `nil` for a normal end.
  public var error: WebSocketTransportError? { transport.error }
  /// The latest error that the service reported as an event.
  public let lastServerError: OpenAIRealtimeError?
  /// How the session had come about, as far as it came.
  public let connection: RealtimeConnectionReport
  /// Bytes on the wire, TLS and handshakes included.
  public var bytesReceived: UInt64 { transport.bytesReceived }
  /// As `bytesReceived`, for what the kernel took.
  public var bytesSent: UInt64 { transport.bytesSent }
  /// Events received.
  public var eventsReceived: UInt64 { transport.messagesReceived }
  /// Events that were accepted while the connection was open.
  public var eventsSent: UInt64 { transport.messagesSent }
  /// Events that were accepted before the connection was open and never sent, in order, as JSON: to be sent
  /// over the next connection.
  public let unsentEvents: [String]
  /// Bytes of `eventsSent` that the kernel never took, TLS included.
  public var unsentByteCount: Int { transport.unsentByteCount }
  /// What the socket says.
  public let transport: WebSocketCloseReport
}

/// What a connection notes for its reports. Loop-bound; held by the listeners of the socket.
final class RealtimeRecord {
  /// What `session.created` adds to the socket's own report, which is complete by then.
  private struct Created {
    var duration: Duration?
    let bytesReceived: UInt64
    let bytesSent: UInt64

    func report(over transport: ConnectionReport) -> RealtimeConnectionReport {
      RealtimeConnectionReport(
        transport: transport, sessionCreatedDuration: duration, bytesReceived: bytesReceived,
        bytesSent: bytesSent)
    }
  }

  private var openedAt: Duration?
  private var created: Created?
  private var ended = Rare<RealtimeCloseReport>.absent
  private var serverError = Rare<OpenAIRealtimeError>.absent
  var closeListeners: [(RealtimeCloseReport) -> Void] = []

  var close: RealtimeCloseReport? { ended.value }

  func noteOpen(on loop: EventLoop) { openedAt = loop.now }

  /// What is known now.
  func connectionReport(_ socket: WebSocket) -> RealtimeConnectionReport {
    let known = created ?? Created(bytesReceived: socket.bytesReceived, bytesSent: socket.bytesSent)
    return known.report(over: socket.connectionReport)
  }

  func noteSession(on socket: WebSocket) {
    if created != nil { return }
    created = Created(
      duration: openedAt.map { socket.loop.now - $0 },
      bytesReceived: socket.bytesReceived,
      bytesSent: socket.bytesSent)
  }

  func noteServerError(_ error: OpenAIRealtimeError) { serverError = .present(error) }

  /// Why the connection ended, unless one of the two sides has closed it as it should.
  func failure(_ transport: WebSocketCloseReport) -> OpenAIRealtimeError? {
    if let error = transport.error { return OpenAIRealtimeError(error.message, cause: error) }
    if transport.handshake.initiator == .local || transport.code == .normalClosure { return nil }
    return OpenAIRealtimeError(
      "the service closed the connection with code \(transport.code)", cause: serverError.value)
  }

  func end(_ transport: WebSocketCloseReport, unsentEvents: [String]) {
    let known = created ?? Created(bytesReceived: transport.bytesReceived, bytesSent: transport.bytesSent)
    let report = RealtimeCloseReport(
      lastServerError: serverError.value, connection: known.report(over: transport.connection),
      unsentEvents: unsentEvents, transport: transport)
    ended = .present(report)
    let listeners = closeListeners
    closeListeners = []
    for listener in listeners { listener(report) }
  }
}
