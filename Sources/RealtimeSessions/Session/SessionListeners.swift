/// Who wants to know one kind of thing, in the order in which they came.
struct Listeners<Value> {
  private var closures: [(Value) -> Void] = []

  mutating func add(_ closure: @escaping (Value) -> Void) { closures.append(closure) }

  var isEmpty: Bool { closures.isEmpty }

  func tell(_ value: Value) {
    for closure in closures { closure(value) }
  }
}

/// Who wants to know what of a session, beside its events.
final class SessionListeners {
  var state = Listeners<RealtimeSession.State>()
  var restored = Listeners<RealtimeSession.RestoredReport>()
  var close = Listeners<RealtimeSession.CloseReport>()
  var drain = Listeners<Void>()
  var transcript = Listeners<Transcripts.Change>()
  var usage = Listeners<UsageLedger.Effect>()
  var latency = Listeners<LatencyValue>()
  var clearPlayback = Listeners<Void>()
  var approval = Listeners<MCPApprovals.Change>()
  var connection = Listeners<RealtimeSession.ConnectionEvent>()

  /// Listeners usually hold the session that they listen to: letting them go frees both.
  func removeAll() {
    state = Listeners()
    restored = Listeners()
    close = Listeners()
    drain = Listeners()
    transcript = Listeners()
    usage = Listeners()
    latency = Listeners()
    clearPlayback = Listeners()
    approval = Listeners()
    connection = Listeners()
  }
}
