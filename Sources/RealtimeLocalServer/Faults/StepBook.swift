internal import WebSocketTransport

/// Counts what a session says and hears, and tells which steps of its script are due.
struct StepBook {
  /// A type of event, one direction.
  private enum Event: Hashable {
    case sent(String)
    case received(String)
  }

  /// What is to be done at a moment.
  enum Task {
    case act(SessionAction)
    /// Send an event that was held back.
    case release(LocalServerEvent)
  }

  private struct Entry {
    var moment: SessionMoment
    var tasks: [Task]
    var happensEveryTime = false
    var isDone = false

    /// Whether the first thing that it does is to cut the connection.
    var cutsConnection: Bool { if case .act(let action)? = tasks.first { action.cutsConnection } else { false } }
  }

  private var entries: [Entry]
  private let start: Duration
  private var counts: [Event: Int] = [:]
  private var sentEventCount = 0
  private var sentByteCount = 0

  init(_ steps: [SessionScript.Step], start: Duration) {
    entries = steps.map { step in
      Entry(moment: step.moment, tasks: step.actions.map { .act($0) }, happensEveryTime: step.moment.isEveryTime)
    }
    self.start = start
  }

  /// Without steps nothing needs to be counted.
  var isEmpty: Bool { entries.isEmpty }

  /// Has the event sent once the moment has come.
  mutating func holdBack(_ event: LocalServerEvent, until moment: SessionMoment) {
    entries.append(Entry(moment: moment, tasks: [.release(event)]))
  }

  // MARK: What happens

  mutating func opened() -> [Task] {
    take { moment in
      switch moment {
      case .opening: true
      case .afterSendingEvents(let count), .afterSendingBytes(let count): count <= 0
      case .beforeSending, .afterSending, .onReceiving, .afterTime: false
      }
    }
  }

  mutating func willSend(_ type: String) -> [Task] {
    let number = count(.sent(type))
    return take { $0 == .beforeSending(type, number) || $0 == .beforeSending(type, nil) }
  }

  mutating func didSend(_ type: String, byteCount: Int) -> [Task] {
    let number = counts[.sent(type)] ?? 0
    sentEventCount += 1
    sentByteCount += byteCount
    let (events, bytes) = (sentEventCount, sentByteCount)
    return take { moment in
      switch moment {
      case .afterSending(type, let wanted): (wanted ?? number) == number
      case .afterSendingEvents(let count): count <= events
      case .afterSendingBytes(let count): count <= bytes
      case .opening, .beforeSending, .afterSending, .onReceiving, .afterTime: false
      }
    }
  }

  mutating func willReceive(_ type: String) -> [Task] {
    let number = count(.received(type))
    return take { $0 == .onReceiving(type, number) || $0 == .onReceiving(type, nil) }
  }

  mutating func advance(to now: Duration) -> [Task] {
    let elapsed = now - start
    return take { moment in
      if case .afterTime(let time) = moment { time <= elapsed } else { false }
    }
  }

  // MARK: What is to come

  /// When the next step by time is due.
  var nextTime: Duration? {
    entries.compactMap { entry -> Duration? in
      guard !entry.isDone, case .afterTime(let time) = entry.moment else { return nil }
      return start + time.addable
    }.min()
  }

  /// How many bytes may be sent before the connection is cut; `nil` when it is not.
  var byteCountBeforeCut: Int? {
    entries.compactMap { entry -> Int? in
      guard !entry.isDone, case .afterSendingBytes(let count) = entry.moment, entry.cutsConnection else { return nil }
      return max(count - sentByteCount, 0)
    }.min()
  }

  // MARK: Private helpers

  private mutating func count(_ event: Event) -> Int {
    counts[event, default: 0] += 1
    return counts[event, default: 0]
  }

  /// Events that were held back come before what the script does at the same moment.
  private mutating func take(where isDue: (SessionMoment) -> Bool) -> [Task] {
    var (released, tasks): ([Task], [Task]) = ([], [])
    for index in entries.indices where !entries[index].isDone && isDue(entries[index].moment) {
      if case .release? = entries[index].tasks.first {
        released += entries[index].tasks
      } else {
        tasks += entries[index].tasks
      }
      entries[index].isDone = !entries[index].happensEveryTime
    }
    return released + tasks
  }
}

extension SessionMoment {
  fileprivate var isEveryTime: Bool {
    switch self {
    case .beforeSending(_, let number), .afterSending(_, let number), .onReceiving(_, let number): number == nil
    case .opening, .afterSendingEvents, .afterSendingBytes, .afterTime: false
    }
  }
}
