internal import OpenAIRealtime

/// What one loop has waiting for permits: its tickets, and a timer for each host that they are for. Loop-bound.
final class LoopDials {
  /// A host, as one object of governors knows it.
  struct Place: Hashable {
    let governors: ObjectIdentifier
    let host: DialHost

    init(_ governors: DialGovernors, _ host: DialHost) {
      self.governors = ObjectIdentifier(governors)
      self.host = host
    }
  }

  private struct Wait {
    /// Never none.
    var tickets: [UInt64: DialTicket]
    var timer: LoopTimer?
    var dueTime = Duration.zero
  }

  private var waits: [Place: Wait] = [:]

  static func of(_ loop: EventLoop) -> LoopDials { loop.shared { LoopDials(loop) } }

  private init(_ loop: EventLoop) {
    // Nobody is left to dial then, and the permits are for the sessions of other loops.
    loop.whenClosing(self) { [unowned self] in
      for ticket in waits.values.flatMap(\.tickets.values) { ticket.cancel() }
    }
  }

  func isWaiting(at place: Place) -> Bool { waits[place] != nil }

  func add(_ ticket: DialTicket, at place: Place) {
    waits[place, default: Wait(tickets: [:])].tickets[ticket.id] = ticket
  }

  /// - Returns: `nil` when it does not wait any more.
  @discardableResult
  func take(_ id: UInt64, at place: Place) -> DialTicket? {
    let ticket = waits[place]?.tickets.removeValue(forKey: id)
    if waits[place]?.tickets.isEmpty == true { waits.removeValue(forKey: place)?.timer?.cancel() }
    return ticket
  }

  /// Has somebody look at `time` or before. Only where something waits: a timer keeps its loop running.
  func wake(at place: Place, _ time: Duration, on loop: EventLoop, look: @escaping () -> Void) {
    guard var wait = waits[place] else { return }
    defer { waits[place] = wait }
    guard let timer = wait.timer else {
      wait.timer = loop.schedule(at: time, look)
      wait.dueTime = time
      return
    }
    guard !timer.isPending || time < wait.dueTime else { return }
    timer.restart(at: time)
    wait.dueTime = time
  }
}
