#if Service
internal import RealtimeSessions

/// What one session, or one connection without a session, adds to the figures of its loop. A value: what happens comes
/// in, and the loop's figures change.
struct SessionFigures {
  /// Responses that are followed at once; of more than these the oldest is not followed any more.
  static let maximumResponseCount = 32

  private struct Connection {
    let requestedAt: Duration
    var dialledAt: Duration?
    var bytesReceived: UInt64 = 0
    var bytesSent: UInt64 = 0
  }

  private var connections: [Int: Connection] = [:]
  private var phase: SessionPhase?
  private var responses: [String] = []

  /// Connections that have not ended.
  var connectionCount: Int { connections.count }

  /// How far the session is; `nil` when it is over.
  mutating func move(to next: SessionPhase?, in loop: inout LoopFigures) {
    loop.move(from: phase, to: next)
    phase = next
    // No word of them will come any more.
    if next == nil || next == .backoff { interruptResponses(in: &loop) }
  }

  mutating func receive(_ event: RealtimeSession.ConnectionEvent, in loop: inout LoopFigures) {
    switch event.kind {
    case .requested: connections[event.number] = Connection(requestedAt: event.time)
    case .dialled:
      guard let requestedAt = connections[event.number]?.requestedAt else { return }
      connections[event.number]?.dialledAt = event.time
      // Where the permit was there at once both have happened in one call.
      if event.time - requestedAt >= .milliseconds(1) {
        loop.count(.dialWait)
        loop.record(.dialWait, event.time - requestedAt)
      }
    case .opened:
      loop.count(.connectionOpened)
      if let dialledAt = connections[event.number]?.dialledAt { loop.record(.opening, event.time - dialledAt) }
    case .greeted: break
    // One that the connection before has not finished is finished by nobody.
    case .live: interruptResponses(in: &loop)
    case .ended(let report):
      if let report { carry(event.number, report.bytesReceived, report.bytesSent, in: &loop) }
      connections[event.number] = nil
      loop.count(.connectionEnded(ConnectionClass(report)))
      if let status = report?.refusal?.status { loop.count(.refusal(RefusalStatus(status))) }
    }
  }

  /// What a connection has carried by now.
  mutating func carry(_ number: Int, _ bytesReceived: UInt64, _ bytesSent: UInt64, in loop: inout LoopFigures) {
    guard let known = connections[number] else { return }
    loop.count(.bytes(.received), by: Int(clamping: bytesReceived - min(known.bytesReceived, bytesReceived)))
    loop.count(.bytes(.sent), by: Int(clamping: bytesSent - min(known.bytesSent, bytesSent)))
    connections[number]?.bytesReceived = max(known.bytesReceived, bytesReceived)
    connections[number]?.bytesSent = max(known.bytesSent, bytesSent)
  }

  mutating func restored(_ report: RealtimeSession.RestoredReport, in loop: inout LoopFigures) {
    switch report.reason {
    case .reconnected: loop.count(.renewal(.reconnected))
    case .rolledOver: loop.count(.renewal(.rolledOver))
    }
  }

  mutating func measured(_ value: LatencyValue, in loop: inout LoopFigures) {
    if let what = ObservedDuration(value.measure) { loop.record(what, value.duration) }
  }

  mutating func responseBegan(_ id: String) {
    if responses.count == Self.maximumResponseCount { responses.removeFirst() }
    responses.append(id)
  }

  mutating func responseEnded(_ id: String, _ end: ResponseEnd, in loop: inout LoopFigures) {
    responses.removeAll { $0 == id }
    loop.count(.response(end))
  }

  private mutating func interruptResponses(in loop: inout LoopFigures) {
    loop.count(.response(.interrupted), by: responses.count)
    responses = []
  }
}
#endif
