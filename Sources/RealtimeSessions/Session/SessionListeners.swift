/// Who wants to know one kind of thing, in the order in which they came.
struct Listeners<Value> {
  private var entries: [(number: Int, tell: (Value) -> Void)] = []
  private var count = 0

  /// - Returns: what `remove` takes.
  @discardableResult
  mutating func add(_ closure: @escaping (Value) -> Void) -> Int {
    count += 1
    entries.append((count, closure))
    return count
  }

  mutating func remove(_ number: Int) { entries.removeAll { $0.number == number } }

  var isEmpty: Bool { entries.isEmpty }

  func tell(_ value: Value) {
    for entry in entries { entry.tell(value) }
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
