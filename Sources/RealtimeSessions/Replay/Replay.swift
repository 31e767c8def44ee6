public import OpenAIRealtime

/// Gives a new session the conversation that a mirror holds, and follows what becomes of it.
///
/// The order: the session's settings, and their confirmation; the replay; audio only then. One replay is for one
/// connection. If that fails half-way, the replay is thrown away and the mirror is as it was.
///
/// ```swift
/// func restore(_ old: ConversationMirror, over rt: OpenAIRealtimeWS) {
///   var (mirror, replay) = (old, Replay())
///   for event in replay.events(for: mirror) { rt.send(event) }
///   rt.on(.event) { event in
///     if replay.isDone { return mirror.receive(event) }
///     for event in replay.receive(event) { rt.send(event) }
///     if replay.isDone { for event in mirror.adopt(replay) { rt.send(event) } }
///   }
/// }
/// ```
public struct Replay: Sendable {
  /// An item that was sent to the new session.
  struct Created: Sendable {
    enum State: Sendable {
      case waiting, confirmed, refused
    }

    let id: String
    let kind: RestoredItems.Kind
    var item: ConversationItem
    var isCut: Bool
    /// Whether the application changed it or made it.
    let isEdited: Bool
    /// Whether it asks the model to go on. It is no part of the conversation.
    var isAnchor = false
    var state = State.waiting
    /// Of the client event that was sent last for it.
    var eventID = ""
    var previousItemID = ""
    var attemptCount = 0

    var isConfirmed: Bool { state == .confirmed }
  }

  private let anchor: String?
  private var ids: EventIDs
  private var progress = ReplayProgress()
  private var hasBegun = false
  /// In order, with the refused ones.
  private var sent: [Created] = []
  /// What the mirror gave, by id: before edits, and with what did not come through them.
  private var known: [String: RestorableItems.Item] = [:]
  private var leftOut = RestoredItems()

  /// - Parameters:
  ///   - eventIDPrefix: begins the ids of its client events, and of items that the application's edit makes. At most
  ///     eight letters and digits, which no other ids begin with.
  ///   - anchor: what the model is told after the conversation. A model may greet again or switch the language after a
  ///     replay; a request to go on without a greeting makes that rarer. It is not in the mirror, so that it does not
  ///     pile up. `nil` or empty says nothing.
  public init(eventIDPrefix: String = "replay", anchor: String? = nil) {
    ids = EventIDs(prefix: eventIDPrefix)
    self.anchor = anchor.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether the service has answered for every item.
  public var isDone: Bool { hasBegun && progress.isDone }

  /// What became of the conversation, as far as the service has answered.
  public var restored: RestoredItems { count(isIn: \.isConfirmed) }

  /// What becomes of it if the service takes what it has not answered yet.
  var expected: RestoredItems { count { $0.state != .refused } }

  private func count(isIn: (Created) -> Bool) -> RestoredItems {
    var restored = leftOut
    for item in sent where !item.isAnchor {
      if isIn(item) {
        if item.isCut { restored[item.kind].cut += 1 } else { restored[item.kind].kept += 1 }
      } else if item.state == .refused {
        restored[item.kind].dropped += 1
      }
    }
    let sentIDs = Set(sent.map(\.id))
    for item in known.values where !sentIDs.contains(item.id) { restored[item.kind].dropped += 1 }
    return restored
  }

  /// What was created and not refused, in order.
  var created: [Created] { sent.filter { $0.state != .refused && !$0.isAnchor } }

  // MARK: What to send

  /// What the new session has to be sent so that it has the mirror's conversation.
  ///
  /// At first that is all of it. A later call returns what has changed since: new items, and those that were deleted or
  /// cut meanwhile. So a session that stands by is kept up to date.
  ///
  /// - Parameters:
  ///   - mirror: the conversation.
  ///   - includingUnfinished: whether items that are still being said are sent as they are. Not while the old session
  ///     goes on.
  ///   - edit: changes the items of the first call: shortens or summarises them, or adds some. Their ids stay those of
  ///     the conversation, and new ones get an id.
  public mutating func events(
    for mirror: ConversationMirror, includingUnfinished: Bool = true,
    editing edit: (([ConversationItem]) -> [ConversationItem])? = nil
  ) -> [ClientEvent] {
    let restorable = RestorableItems(mirror, includingUnfinished: includingUnfinished)
    leftOut = restorable.leftOut
    if hasBegun { return update(restorable.items) }
    hasBegun = true
    return begin(restorable.items, edit)
  }

  private mutating func begin(
    _ items: [RestorableItems.Item], _ edit: (([ConversationItem]) -> [ConversationItem])?
  ) -> [ClientEvent] {
    for item in items { known[item.id] = item }
    if let edit {
      var pairs = CallPairs()
      for item in edit(items.map(\.item)) where pairs.admits(item) { sent.append(edited(item)) }
    } else {
      sent = items.map { Created($0) }
    }
    if let anchor, !sent.isEmpty { sent.append(made(.system(anchor), isAnchor: true)) }
    return sent.indices.map { create(at: $0) }
  }

  /// An item that came through an edit.
  private mutating func edited(_ item: ConversationItem) -> Created {
    guard let id = item.id, !id.isEmpty, !sent.contains(where: { $0.id == id }) else { return made(item) }
    if let known = known[id], known.item == item { return Created(known) }
    return Created(id: id, kind: .init(item), item: item, isCut: false, isEdited: true)
  }

  /// An item that is not of the conversation yet, under an id that is free.
  private mutating func made(_ item: ConversationItem, isAnchor: Bool = false) -> Created {
    var (item, id) = (item, ids.next())
    while known[id] != nil || sent.contains(where: { $0.id == id }) { id = ids.next() }
    item.id = id
    return Created(id: id, kind: .init(item), item: item, isCut: false, isEdited: true, isAnchor: isAnchor)
  }

  private mutating func update(_ items: [RestorableItems.Item]) -> [ClientEvent] {
    var events = deleteAll(except: Set(items.map(\.id)))
    // The item before, as far as the new session has it.
    var previous: Int?
    for (position, item) in items.enumerated() {
      let before = known.updateValue(item, forKey: item.id)
      if let before {
        guard let index = index(of: item.id) else { continue }
        if before.item != item.item { events += replace(at: index, with: item) }
        previous = index
      } else {
        let end = sent.last?.isAnchor == true ? sent.count - 1 : sent.count
        let index = previous.map { $0 + 1 } ?? (position == 0 ? 0 : end)
        sent.insert(Created(item), at: index)
        events.append(create(at: index))
        previous = index
      }
    }
    return events
  }

  private mutating func deleteAll(except ids: Set<String>) -> [ClientEvent] {
    let gone = sent.filter { known[$0.id] != nil && !ids.contains($0.id) }
    sent.removeAll { item in gone.contains { $0.id == item.id } }
    known = known.filter { ids.contains($0.key) }
    return gone.filter { $0.state != .refused }.map {
      .conversationItemDelete($0.id, eventID: self.ids.next())
    }
  }

  private mutating func replace(at index: Int, with item: RestorableItems.Item) -> [ClientEvent] {
    // What the application made of the item is its own.
    guard !sent[index].isEdited else { return [] }
    (sent[index].item, sent[index].isCut) = (item.item, item.isCut)
    return [.conversationItemDelete(item.id, eventID: ids.next()), create(at: index)]
  }

  private mutating func create(at index: Int) -> ClientEvent {
    let eventID = ids.next()
    let previousItemID = sent[..<index].last { $0.state != .refused }?.id ?? "root"
    sent[index].state = .waiting
    sent[index].eventID = eventID
    sent[index].previousItemID = previousItemID
    sent[index].attemptCount += 1
    progress.sent(sent[index].id, eventID: eventID)
    return .conversationItemCreate(sent[index].item, previousItemID: previousItemID, eventID: eventID)
  }

  private func index(of id: String) -> Int? { sent.firstIndex { $0.id == id && $0.state != .refused } }

  // MARK: What the service answers

  /// Follows a server event of the new session, until the mirror has adopted the replay.
  ///
  /// - Returns: what to send. When an item is refused, those that were to come after it have lost their place, and are
  ///   sent again with another.
  public mutating func receive(_ event: borrowing ServerEvent) -> [ClientEvent] {
    switch event.kind {
    case .conversationItemAdded, .conversationItemCreated:
      if let id = event["item"]["id"].string { confirm(id) }
      return []
    case .error: return receiveError(ErrorEvent(copy event).error)
    default: return []
    }
  }

  private mutating func confirm(_ id: String) {
    progress.confirm(id)
    if let index = sent.firstIndex(where: { $0.id == id }) { sent[index].state = .confirmed }
  }

  private mutating func receiveError(_ error: ErrorDetails) -> [ClientEvent] {
    // Without a name, a fault of the service itself is about nothing that was sent.
    guard error.eventID != nil || error.type == "invalid_request_error",
      let id = progress.refuse(eventID: error.eventID), let index = sent.firstIndex(where: { $0.id == id })
    else { return [] }
    if error.benignCode == .duplicateItemID {
      sent[index].state = .confirmed
    } else if error.code == Self.placeCode && canMove(at: index) || isAheadOfCall(at: index) {
      return [create(at: index)]
    } else {
      sent[index].state = .refused
    }
    return []
  }

  /// Whether an item that was refused for its place can be sent for another one.
  private func canMove(at index: Int) -> Bool {
    let item = sent[index]
    guard item.attemptCount < Self.maximumAttemptCount else { return false }
    let previous = sent[..<index].last { $0.state != .refused }
    return (previous?.id ?? "root") != item.previousItemID || previous?.state == .waiting
  }

  /// Whether an output was refused because its call had lost its place, and is on its way again.
  private func isAheadOfCall(at index: Int) -> Bool {
    guard case .functionCallOutput(let output) = sent[index].item,
      sent[index].attemptCount < Self.maximumAttemptCount
    else { return false }
    return sent[..<index].contains { item in
      guard case .functionCall(let call) = item.item else { return false }
      return call.callID == output.callID && item.state == .waiting
    }
  }

  /// An item that loses its place so often follows others that are refused one after the other.
  private static let maximumAttemptCount = 8
  /// The item that it was to come after is not in the conversation.
  private static let placeCode = "item_create_invalid_previous_item_id"
}

extension Replay.Created {
  fileprivate init(_ item: RestorableItems.Item) {
    self.init(id: item.id, kind: item.kind, item: item.item, isCut: item.isCut, isEdited: false)
  }
}
