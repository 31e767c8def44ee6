import RealtimeJSON

/// The events that wait to be pulled, first in, first out, within a limit.
struct EventQueue {
  private let identifiers: IdentifierSource
  private let maximumCount: Int
  private var events: ArraySlice<LocalServerEvent> = []
  /// A driver that breaks the contract and never drains: the session it drives has to end.
  private(set) var hasOverflowed = false

  init(identifiers: IdentifierSource, maximumCount: Int) {
    self.identifiers = identifiers
    self.maximumCount = maximumCount
  }

  var isEmpty: Bool { events.isEmpty }

  /// Gives the event an id and puts it at the end.
  mutating func append(_ type: String, _ members: [(String, JSONValue)], audio: ArraySlice<UInt8>? = nil) {
    guard events.count < maximumCount else {
      hasOverflowed = true
      return
    }
    let id = identifiers.next(.event)
    events.append(LocalServerEvent(type: type, id: id, members: members, audioDelta: audio))
  }

  mutating func popFirst() -> LocalServerEvent? {
    // What was taken out of a slice stays in its memory.
    defer { if isEmpty { events = [] } }
    return events.popFirst()
  }
}
