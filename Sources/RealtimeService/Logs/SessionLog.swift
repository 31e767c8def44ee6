#if Service
internal import Logging
internal import RealtimeSessions

/// What is logged of a session, or of a connection without one: a line for each connection that has ended, at `debug`,
/// and one each time that a session waits for its next attempt, at `info`, because nobody is thrown an error for that.
/// The end of a session is the application's to log, which is told why.
struct SessionLog {
  private struct Connection {
    let requestedAt: Duration
    var sessionID: String?
  }

  private let logger: Logger
  private var connections: [Int: Connection] = [:]

  init(_ logger: Logger) { self.logger = logger }

  mutating func receive(_ event: RealtimeSession.ConnectionEvent) {
    switch event.kind {
    case .requested: connections[event.number] = Connection(requestedAt: event.time)
    case .greeted(let id): connections[event.number]?.sessionID = id
    case .dialled, .opened, .live: break
    case .ended(let report):
      let connection = connections.removeValue(forKey: event.number)
      logger.debug("Realtime connection ended", metadata: metadata(event, connection, report))
    }
  }

  /// The session waits for its next attempt.
  func backOff(after error: OpenAIRealtimeError?) {
    logger.info("Realtime connection lost, connecting again", metadata: Self.metadata(of: error))
  }

  // Nothing that a peer wrote is in it, except the code of an error, and that only where it looks like one.
  private func metadata(
    _ event: RealtimeSession.ConnectionEvent, _ connection: Connection?, _ report: RealtimeCloseReport?
  ) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      ObservedName.logConnection: "\(event.number)", ObservedName.logIsStandby: "\(event.isStandby)",
      ObservedName.logCloseClass: "\(ConnectionClass(report).rawValue)",
    ]
    if let connection {
      let duration = (event.time - connection.requestedAt) / .milliseconds(1)
      metadata[ObservedName.logDuration] = "\(Int(duration))"
      if let id = connection.sessionID.flatMap(Self.plain) { metadata[ObservedName.logSessionID] = "\(id)" }
    }
    if let report {
      metadata[ObservedName.logCloseCode] = "\(report.code.rawValue)"
      metadata[ObservedName.logBytesReceived] = "\(report.bytesReceived)"
      metadata[ObservedName.logBytesSent] = "\(report.bytesSent)"
      metadata.merge(Self.metadata(of: report.lastServerError)) { first, _ in first }
      if let refusal = report.refusal {
        metadata[ObservedName.logRefusal] = "\(refusal.status)"
        if let code = refusal.error?.code.flatMap(Self.plain) { metadata[ObservedName.logErrorCode] = "\(code)" }
      }
    }
    return metadata
  }

  private static func metadata(of error: OpenAIRealtimeError?) -> Logger.Metadata {
    var metadata: Logger.Metadata = [:]
    if let status = error?.refusal?.status { metadata[ObservedName.logRefusal] = "\(status)" }
    if let code = (error?.refusal?.error?.code ?? error?.error?.code).flatMap(plain) {
      metadata[ObservedName.logErrorCode] = "\(code)"
    }
    return metadata
  }

  /// A code or an id as the service makes them; `nil` for everything else.
  static func plain(_ text: String) -> String? {
    let isPlain =
      text.utf8.count <= 64
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
    return isPlain && !text.isEmpty ? text : nil
  }
}
#endif
