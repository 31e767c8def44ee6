public import OpenAIRealtime

/// The conversation as the service has it, kept so that a new session can be given it.
///
/// The service forgets a conversation with its connection. A mirror hears what passes, both ways, and holds the items
/// in their order, as text: what was said is its transcript, cut to what was heard. A ``Replay`` makes of it what a new
/// session is sent.
///
/// ```swift
/// var mirror = ConversationMirror()
/// rt.on(.event) { event in mirror.receive(event) }
/// let event = ClientEvent.conversationItemCreate(.user("Hello"))
/// rt.send(event)
/// mirror.sent(event)
/// ```
///
/// A value: usable alone, over any channel. Audio passes without being looked at.
public struct ConversationMirror: Sendable {
  /// What a mirror keeps, and how it words what cannot be kept.
  public struct Configuration: Sendable, Hashable {
    /// Items at most. The oldest make room: calls together with their outputs, messages of the system last.
    public var maximumItemCount = 500
    /// Bytes of text, transcripts, arguments, outputs and kept images at most; a part of a message counts 64 more.
    public var maximumByteCount = 1 << 20
    /// Whether images come along to a new session, where they are paid for again. They count as their data URLs do.
    public var keepsImages = false
    /// What follows the transcript of speech that was interrupted.
    public var interruptionMark = " [interrupted]"
    /// What stands for speech of the user that was not transcribed.
    public var untranscribedSpeech = "[The user said something that was not transcribed.]"
    /// The API of the sessions: the beta API has another name for the assistant's text.
    public var api = RealtimeAPI.ga
    /// Begins the ids that a mirror gives, to items without one and to its own client events. At most eight letters and
    /// digits, which no other ids begin with.
    public var idPrefix = "mirror"

    /// The defaults.
    public init() {}
  }

  /// What it was made with.
  public let configuration: Configuration
  private var conversation: MirroredItems
  private var outOfBand = OutOfBandItems()
  private var deltas = TextAssembler()
  private var ids: EventIDs

  /// An empty conversation.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    conversation = MirroredItems(
      maximumItemCount: configuration.maximumItemCount, maximumByteCount: configuration.maximumByteCount)
    ids = EventIDs(prefix: configuration.idPrefix)
  }

  /// How many items it holds, also such as cannot be created again.
  public var itemCount: Int { items.count }
  /// What they count towards ``Configuration/maximumByteCount``.
  public var byteCount: Int { conversation.byteCount }
  /// How many items the limits have made room of, since the beginning.
  public var droppedItemCount: Int { conversation.droppedItemCount }

  var items: [MirroredItem] { conversation.items }

  func contains(_ itemID: String) -> Bool { conversation.index(of: itemID) != nil }

  // MARK: What the service says

  /// Follows a server event of the session that the conversation is in. Events of a session that is still being given
  /// the conversation belong to its ``Replay``.
  public mutating func receive(_ event: borrowing ServerEvent) { receive(event, event.wholeResponse) }

  /// - Parameter response: the one that the event tells of.
  mutating func receive(_ event: borrowing ServerEvent, _ response: RealtimeResponse?) {
    switch event.kind {
    case .conversationItemAdded: receiveItem(event, ConversationItemAdded(copy event).item)
    case .conversationItemCreated: receiveItem(event, ConversationItemCreated(copy event).item)
    case .conversationItemDone: update(ConversationItemDone(copy event).item, isFinished: true)
    case .conversationItemRetrieved: update(ConversationItemRetrieved(copy event).item)
    case .conversationItemDeleted: receiveDeleted(ConversationItemDeleted(copy event).itemID)
    case .conversationItemTruncated:
      let event = ConversationItemTruncated(copy event)
      if let end = event.audioEndMs { truncate(event.itemID, event.contentIndex, toMilliseconds: end) }
    case .conversationItemInputAudioTranscriptionCompleted:
      let event = ConversationItemInputAudioTranscriptionCompleted(copy event)
      // An empty transcript says that there was no speech, which is another thing than speech without a transcript.
      let transcript = event.transcript
      setText(transcript, of: event.itemID, at: event.contentIndex, transcript.isEmpty ? .text : .speech)
    case .error: receiveError(ErrorEvent(copy event).error)
    default: receiveOfResponse(event, response)
    }
  }

  private mutating func receiveOfResponse(_ event: borrowing ServerEvent, _ response: RealtimeResponse?) {
    switch event.kind {
    case .responseCreated: outOfBand.receiveResponseCreated(event)
    case .responseOutputItemAdded:
      let event = ResponseOutputItemAdded(copy event)
      receive(event.item, ofResponse: event.responseID, isFinished: false)
    case .responseOutputItemDone:
      let event = ResponseOutputItemDone(copy event)
      receive(event.item, ofResponse: event.responseID, isFinished: true)
    case .responseDone:
      guard let response else { break }
      for item in response.output ?? [] { receive(item, ofResponse: response.id, isFinished: true) }
    case .responseOutputTextDelta, .responseTextDelta: append(ResponseOutputTextDelta(copy event), .text)
    case .responseOutputAudioTranscriptDelta, .responseAudioTranscriptDelta:
      append(ResponseOutputAudioTranscriptDelta(copy event), .speech)
    case .responseOutputTextDone, .responseTextDone:
      let event = ResponseOutputTextDone(copy event)
      setText(event.text, of: event.itemID, at: event.contentIndex, .text)
    case .responseOutputAudioTranscriptDone, .responseAudioTranscriptDone:
      let event = ResponseOutputAudioTranscriptDone(copy event)
      setText(event.transcript, of: event.itemID, at: event.contentIndex, .speech)
    default: break
    }
  }

  // MARK: What this side sends

  /// Follows a client event that was sent, or that waits for a session to be sent to.
  ///
  /// A created item is in the mirror from then on, and leaves it if the service refuses it. What `cut` returned is
  /// known already.
  public mutating func sent(_ event: ClientEvent) {
    if let id = event.eventID, ids.gave(id) { return }
    switch event {
    case .conversationItemCreate(let item, let previousItemID, let eventID):
      create(item, after: previousItemID, eventID: eventID)
    case .conversationItemDelete(let itemID, _): remove(itemID)
    case .conversationItemTruncate(let itemID, let contentIndex, let audioEndMs, _):
      truncate(itemID, contentIndex, toMilliseconds: audioEndMs)
    default: break
    }
  }

  /// The event as the session there is takes it.
  ///
  /// A call that was replayed may have a shorter id there than the application knows. The output of its tool, whenever
  /// it comes, has to name that one.
  public func addressed(_ event: ClientEvent) -> ClientEvent {
    guard case .conversationItemCreate(.functionCallOutput(var output), let previous, let eventID) = event
    else { return event }
    let key = CallID.shortened(output.callID)
    guard items.contains(where: { $0.kind == .call && $0.isOfClient && $0.callKey == key }) else { return event }
    output.callID = key
    return .conversationItemCreate(.functionCallOutput(output), previousItemID: previous, eventID: eventID)
  }

  /// The id that a call has in the session there is, by the id that it came with; `nil` if the conversation has no such
  /// call.
  func currentCallID(_ callID: String) -> String? {
    let key = CallID.shortened(callID)
    return items.first { $0.kind == .call && $0.callKey == key }.map { $0.isOfClient ? key : callID }
  }

  /// Cuts the transcript of an item of the assistant to what the user heard of its speech.
  ///
  /// The words are taken to be spread evenly over the speech, and the last one stays if all of it was heard.
  ///
  /// - Parameters:
  ///   - itemID: the item.
  ///   - contentIndex: the position of the speech in the item's content.
  ///   - heardMilliseconds: of the part's audio. Of several cuts the shortest counts.
  ///   - receivedMilliseconds: how much audio of the part the service has sent.
  /// - Returns: what to send. A replayed item is text, which cannot be truncated: it is deleted, and created with what
  ///   was heard. Nothing for the others, which `conversation.item.truncate` cuts.
  public mutating func cut(
    itemID: String, contentIndex: Int, heardMilliseconds: Int, receivedMilliseconds: Int
  ) -> [ClientEvent] {
    guard let index = conversation.index(of: itemID) else { return [] }
    let before = items[index].restored(configuration)?.item
    conversation.change(at: index) { $0.cut(at: contentIndex, heard: heardMilliseconds, of: receivedMilliseconds) }
    guard items[index].isOfClient, let before, before != items[index].restored(configuration)?.item else {
      return []
    }
    return replace(at: index)
  }

  // MARK: A new session

  /// Takes over a replay that is done: the conversation is in the new session now.
  ///
  /// What the replay left out or the service refused is gone from the mirror too, and what the application edited is as
  /// it was edited. Items that changed while the replay ran are made good.
  ///
  /// - Returns: what to send at once to that end; mostly nothing.
  public mutating func adopt(_ replay: consuming Replay) -> [ClientEvent] {
    let events = replay.events(for: self)
    conversation.replaceAll(
      with: replay.created.map { created in
        var item =
          conversation.index(of: created.id).flatMap { created.isEdited ? nil : items[$0] }
          ?? MirroredItem(created.item, id: created.id, keepsImages: configuration.keepsImages)
        let creation = MirroredItem.Creation(eventID: created.eventID, choosesID: false)
        item.setCreated(awaiting: created.isConfirmed ? nil : creation)
        return item
      })
    outOfBand = OutOfBandItems()
    deltas = TextAssembler()
    return events
  }
}

// MARK: -

extension ConversationMirror {
  // MARK: Items of the service

  private mutating func receiveItem(_ event: borrowing ServerEvent, _ item: ConversationItem) {
    guard let id = item.id, !id.isEmpty, !outOfBand.contains(id) else { return }
    let new = MirroredItem(item, id: id, keepsImages: configuration.keepsImages)
    guard let index = conversation.index(of: id) ?? awaited(new) else {
      return conversation.insert(new, at: place(of: event))
    }
    conversation.change(at: index) {
      $0.merge(new, isFinished: false)
      $0.confirm(as: id)
    }
    if let index = conversation.index(of: id) { conversation.move(at: index, to: place(of: event)) }
  }

  /// The item that this side created without an id, which the service has chosen now: it answers in order.
  private func awaited(_ new: MirroredItem) -> Int? {
    items.firstIndex { $0.creation?.choosesID == true && $0.isEcho(new) }
  }

  /// Where the service says that an item is; `null` is the place of the first.
  private func place(of event: borrowing ServerEvent) -> MirroredItems.Place {
    let previous = event["previous_item_id"]
    if previous.isNull { return .start }
    return previous.string.map { .after(itemID: $0) } ?? .end
  }

  private mutating func receive(_ item: ConversationItem, ofResponse responseID: String, isFinished: Bool) {
    guard let id = item.id else { return }
    if outOfBand.receive(itemID: id, ofResponse: responseID) {
      remove(id)
    } else {
      update(item, isFinished: isFinished)
    }
  }

  private mutating func update(_ item: ConversationItem, isFinished: Bool = false) {
    guard let id = item.id, let index = conversation.index(of: id) else { return }
    let new = MirroredItem(item, id: id, keepsImages: configuration.keepsImages)
    conversation.change(at: index) { $0.merge(new, isFinished: isFinished) }
  }

  /// A deletion crosses no creation: while one is awaited, it was another item's of that id.
  private mutating func receiveDeleted(_ id: String) {
    guard let index = conversation.index(of: id), items[index].creation == nil else { return }
    conversation.remove(at: index)
  }

  private mutating func remove(_ id: String) {
    if let index = conversation.index(of: id) { conversation.remove(at: index) }
  }

  // MARK: Text

  private mutating func append(_ delta: borrowing ResponseOutputTextDelta, _ kind: MirroredPart.Kind) {
    append(deltas.append(delta), to: delta.itemID, at: delta.contentIndex, kind)
  }

  private mutating func append(_ delta: borrowing ResponseOutputAudioTranscriptDelta, _ kind: MirroredPart.Kind) {
    append(deltas.append(delta), to: delta.itemID, at: delta.contentIndex, kind)
  }

  private mutating func append(_ text: String, to id: String, at part: Int, _ kind: MirroredPart.Kind) {
    guard let index = conversation.index(of: id) else { return }
    conversation.change(at: index) { item in item.changePart(at: part) { $0.append(text, to: kind) } }
  }

  private mutating func setText(_ text: String, of id: String, at part: Int, _ kind: MirroredPart.Kind) {
    _ = deltas.finish(itemID: id, contentIndex: part)
    guard let index = conversation.index(of: id) else { return }
    let new = MirroredPart(kind, text: text)
    conversation.change(at: index) { item in item.changePart(at: part) { $0.merge(new) } }
  }

  private mutating func truncate(_ id: String, _ part: Int, toMilliseconds end: Int) {
    guard let index = conversation.index(of: id) else { return }
    conversation.change(at: index) { $0.cut(at: part, heard: end, of: nil) }
  }

  // MARK: Items of this side

  private mutating func create(_ item: ConversationItem, after previousItemID: String?, eventID: String?) {
    let id = item.id ?? ids.next()
    // The service refuses a second item of an id, and keeps the first.
    guard conversation.index(of: id) == nil else { return }
    var new = MirroredItem(item, id: id, keepsImages: configuration.keepsImages)
    new.setCreated(awaiting: MirroredItem.Creation(eventID: eventID, choosesID: item.id == nil))
    let place: MirroredItems.Place =
      switch previousItemID {
      case nil: .end
      case "root"?: .start
      case let id?: .after(itemID: id)
      }
    conversation.insert(new, at: place)
  }

  private mutating func replace(at index: Int) -> [ClientEvent] {
    let id = items[index].id
    let deletion = ClientEvent.conversationItemDelete(id, eventID: ids.next())
    guard let (item, _) = items[index].restored(configuration) else {
      conversation.remove(at: index)
      return [deletion]
    }
    let eventID = ids.next()
    conversation.change(at: index) {
      $0.setCreated(awaiting: MirroredItem.Creation(eventID: eventID, choosesID: false))
    }
    // An item whose id the service still has to choose is no place that it knows.
    let previousItemID = items[..<index].last { $0.creation?.choosesID != true }?.id ?? "root"
    return [deletion, .conversationItemCreate(item, previousItemID: previousItemID, eventID: eventID)]
  }

  /// An item that the service refuses is not in the conversation, unless it is there already.
  private mutating func receiveError(_ error: ErrorDetails) {
    guard let eventID = error.eventID,
      let index = items.firstIndex(where: { $0.creation?.eventID == eventID })
    else { return }
    if error.benignCode == .duplicateItemID {
      conversation.change(at: index) { $0.confirm(as: $0.id) }
    } else {
      conversation.remove(at: index)
    }
  }
}
