import RealtimeEvents
import RealtimeAudio
import RealtimeJSON

/// The items of the conversation, as the client changes them.
extension LocalSession {
  /// Characters of a `call_id`, as with the service.
  static let maximumCallIDCharacterCount = 32

  mutating func createItem(_ event: CheckedEvent, now: Duration) throws(ServiceFailure) {
    let json = event.object("item")
    try checkLength("item.id", of: json["id"], maximum: LocalSessionLimits.itemIDCharacterCount)
    try checkLength("item.call_id", of: json["call_id"], maximum: Self.maximumCallIDCharacterCount)
    let item = try LocalItem(client: json, id: identifiers.next(.item), format: settings.inputFormat, param: "item")
    try checkCall(of: item)
    try checkApproval(item)
    _ = try referencedItems(of: item, param: "item")
    try conversation.insert(item, at: .init(previousItemID: event.text("previous_item_id")))
    announce(item)
    try takeApproval(item, now: now)
  }

  private func checkLength(_ param: String, of value: JSONValue?, maximum: Int) throws(ServiceFailure) {
    guard let count = value?.string?.count, count > maximum else { return }
    throw .tooLong(param, maximum: maximum, got: count)
  }

  /// The items that the content of a beta item points to.
  func referencedItems(of item: LocalItem, param: String) throws(ServiceFailure) -> [LocalItem] {
    var items: [LocalItem] = []
    for (index, part) in item.content.enumerated() where part["type"]?.string == "item_reference" {
      let id = part["id"]?.string ?? ""
      guard let item = conversation[id] else { throw .referenceNotFound(id, param: "\(param).content[\(index)].id") }
      items.append(item)
    }
    return items
  }

  mutating func retrieveItem(_ event: CheckedEvent) throws(ServiceFailure) {
    let item = try item(of: event, .retrieve)
    emit("conversation.item.retrieved", ["item": item.jsonWithAudio])
  }

  mutating func deleteItem(_ event: CheckedEvent) throws(ServiceFailure) {
    let item = try item(of: event, .delete)
    _ = conversation.remove(id: item.id)
    emit("conversation.item.deleted", ["item_id": .string(item.id)])
  }

  /// Cuts the assistant's audio where the caller stopped listening. Its transcript goes: nobody knows where in the
  /// words the cut is.
  mutating func truncateItem(_ event: CheckedEvent) throws(ServiceFailure) {
    var item = try item(of: event, .truncate)
    let contentIndex = event.integer("content_index")
    guard item.role == "assistant", let index = item.audio.firstIndex(where: { $0.contentIndex == contentIndex })
    else { throw .truncateOnlyAssistantAudio }
    var audio = item.audio[index]
    let end = event.integer("audio_end_ms")
    let milliseconds = audio.format.milliseconds(inByteCount: audio.bytes.count)
    guard end <= milliseconds else { throw .audioShorter(milliseconds: milliseconds, than: end) }
    audio.bytes = Array(audio.bytes.prefix(end * audio.format.bytesPerMillisecond))
    item.audio[index] = audio
    item.setContent("transcript", .null, at: contentIndex)
    conversation.update(item)
    emit(
      "conversation.item.truncated",
      [
        "item_id": .string(item.id), "content_index": .number(contentIndex),
        "audio_end_ms": .number(end),
      ])
  }

  /// Tells the client of an item that is complete from the start.
  mutating func announce(_ item: LocalItem) {
    let previous = JSONValue.nullable(conversation.itemID(before: item.id))
    switch configuration.generation {
    case .ga:
      emit("conversation.item.added", ["previous_item_id": previous, "item": item.json])
      emit("conversation.item.done", ["previous_item_id": previous, "item": item.json])
    case .beta: emit("conversation.item.created", ["previous_item_id": previous, "item": item.json])
    }
  }

  private func item(of event: CheckedEvent, _ verb: ServiceFailure.ItemVerb) throws(ServiceFailure) -> LocalItem {
    let id = event.text("item_id") ?? ""
    guard let item = conversation[id] else { throw .itemNotFound(verb, id: id) }
    return item
  }

  /// A function's output needs the call that it belongs to.
  private func checkCall(of item: LocalItem) throws(ServiceFailure) {
    guard item.type == "function_call_output", let callID = item.json["call_id"]?.string else { return }
    let isKnown = conversation.items.contains { $0.type == "function_call" && $0.json["call_id"] == .string(callID) }
    if !isKnown { throw .unknownCall(callID) }
  }
}
