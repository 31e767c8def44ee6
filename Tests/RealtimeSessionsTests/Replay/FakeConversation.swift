import OpenAIRealtime
import RealtimeJSON
import Testing

@testable import RealtimeSessions

/// The service's part of a conversation: takes client events, and answers with the JSON of server events.
struct FakeConversation {
  struct Item: Equatable {
    let id: String
    let item: JSONValue
  }

  private(set) var items: [Item] = []
  /// Ids of items that it refuses to create.
  var refused: Set<String> = []
  /// Every item that was ever created, in the order of creation.
  private(set) var createdIDs: [String] = []

  var ids: [String] { items.map(\.id) }
  var texts: [String] { items.map { Self.text(of: $0.item) } }

  /// What is said in an item: the text of its parts, or its arguments or output.
  static func text(of item: JSONValue) -> String {
    if let content = item["content"]?.array {
      return content.map { $0["text"]?.string ?? $0["transcript"]?.string ?? "(\($0["type"]?.string ?? ""))" }
        .joined(separator: "|")
    }
    return item["arguments"]?.string ?? item["output"]?.string ?? ""
  }

  mutating func receive(_ event: ClientEvent) throws -> [String] {
    switch event {
    case .conversationItemCreate(_, let previous, let eventID):
      let item = try #require(event.json["item"])
      return create(item, after: previous, eventID: eventID)
    case .conversationItemDelete(let id, let eventID):
      guard let index = items.firstIndex(where: { $0.id == id }) else {
        return [error("item_delete_invalid_item_id", eventID)]
      }
      items.remove(at: index)
      return [#"{"type":"conversation.item.deleted","event_id":"e","item_id":"\#(id)"}"#]
    default: return []
    }
  }

  /// Adds an item of its own, of which it does not tell.
  mutating func add(_ item: ConversationItem) throws {
    let json = try #require(ClientEvent.conversationItemCreate(item).json["item"])
    items.append(Item(id: item.id ?? "", item: json))
  }

  private mutating func create(_ item: JSONValue, after previous: String?, eventID: String?) -> [String] {
    let id = item["id"]?.string ?? "server_\(createdIDs.count)"
    if item["type"] == "function_call_output", !hasCall(item["call_id"]) { return [error("invalid_tool_call_id", nil)] }
    var place = items.count
    if let previous {
      guard let index = previous == "root" ? -1 : items.firstIndex(where: { $0.id == previous }) else {
        return [error("item_create_invalid_previous_item_id", eventID)]
      }
      place = index + 1
    }
    if ids.contains(id) { return [error("item_create_duplicate_item_id", eventID)] }
    if refused.contains(id) { return [error("invalid_value", eventID)] }
    if (item["call_id"]?.string?.count ?? 0) > 32 { return [error("string_above_max_length", eventID)] }
    var named = item
    named["id"] = .string(id)
    items.insert(Item(id: id, item: named), at: place)
    createdIDs.append(id)
    let before: JSONValue = place == 0 ? .null : .string(items[place - 1].id)
    return ["added", "done"].map {
      let event: JSONValue = [
        "type": .string("conversation.item.\($0)"), "event_id": "e", "previous_item_id": before, "item": named,
      ]
      return event.jsonText
    }
  }

  private func hasCall(_ callID: JSONValue?) -> Bool {
    items.contains { $0.item["type"] == "function_call" && $0.item["call_id"] == callID }
  }

  private func error(_ code: String, _ eventID: String?) -> String {
    let error: JSONValue = [
      "type": "invalid_request_error", "code": .string(code), "message": "no",
      "event_id": eventID.map { .string($0) } ?? .null,
    ]
    let event: JSONValue = ["type": "error", "event_id": "e", "error": error]
    return event.jsonText
  }
}

extension ConversationMirror {
  mutating func receive(json: String) throws {
    var copy = self
    self = try withEvent(json) { event in
      copy.receive(event)
      return copy
    }
  }

  mutating func receive(_ events: [String]) throws {
    for event in events { try receive(json: event) }
  }

  /// What a new session would be given.
  var restored: [ConversationItem] {
    var replay = Replay()
    return replay.events(for: self).compactMap { event in
      if case .conversationItemCreate(let item, _, _) = event { item } else { nil }
    }
  }

  var restoredTexts: [String] { restored.map(\.text) }
}

extension ConversationItem {
  var text: String {
    switch self {
    case .message(let message): message.content.map { $0.text ?? $0.imageURL ?? "?" }.joined(separator: "|")
    case .functionCall(let call): "\(call.name)(\(call.arguments))"
    case .functionCallOutput(let output): "=> \(output.output)"
    default: "?"
    }
  }
}

extension Replay {
  mutating func receive(json: String) throws -> [ClientEvent] {
    var copy = self
    let (replay, events) = try withEvent(json) { event in
      let events = copy.receive(event)
      return (copy, events)
    }
    self = replay
    return events
  }

  /// Sends events to a service and hears its answers, until nobody says anything any more.
  mutating func run(_ events: [ClientEvent], on service: inout FakeConversation) throws {
    var queue = events
    while !queue.isEmpty {
      for answer in try service.receive(queue.removeFirst()) { queue += try receive(json: answer) }
    }
  }
}

/// Events of the service, as JSON.
enum Said {
  static func event(_ type: String, _ members: String) -> String { #"{"type":"\#(type)","event_id":"e",\#(members)}"# }

  static func item(_ id: String, after previous: String?, _ item: String, verb: String = "added") -> String {
    let previous = previous.map { "\"\($0)\"" } ?? "null"
    return event("conversation.item.\(verb)", #""previous_item_id":\#(previous),"item":{"id":"\#(id)",\#(item)}"#)
  }

  static func message(_ role: String, _ part: String) -> String {
    #""type":"message","role":"\#(role)","content":[\#(part)]"#
  }

  static func user(_ id: String, after previous: String?, _ text: String) -> String {
    item(id, after: previous, message("user", #"{"type":"input_text","text":"\#(text)"}"#))
  }

  static func userSpeech(_ id: String, after previous: String?) -> String {
    item(id, after: previous, message("user", #"{"type":"input_audio","transcript":null}"#))
  }

  static func transcript(_ id: String, _ text: String) -> String {
    event(
      "conversation.item.input_audio_transcription.completed",
      #""item_id":"\#(id)","content_index":0,"transcript":"\#(text)""#)
  }

  /// The beginning of an item of the assistant.
  static func assistant(_ id: String, after previous: String?) -> String {
    item(id, after: previous, #""status":"in_progress","# + message("assistant", ""))
  }

  static func speech(_ id: String, _ text: String, part: Int = 0) -> String {
    event(
      "response.output_audio_transcript.delta", #""item_id":"\#(id)","content_index":\#(part),"delta":"\#(text)""#)
  }

  static func speechDone(_ id: String, _ text: String, status: String = "completed") -> String {
    let item = message("assistant", #"{"type":"output_audio","transcript":"\#(text)"}"#)
    let head = #""response_id":"r","output_index":0,"item":{"id":"\#(id)","status":"\#(status)","#
    return event("response.output_item.done", head + item + "}")
  }

  static func truncated(_ id: String, _ milliseconds: Int) -> String {
    event("conversation.item.truncated", #""item_id":"\#(id)","content_index":0,"audio_end_ms":\#(milliseconds)"#)
  }

  static func call(_ id: String, after previous: String?, _ callID: String, status: String = "completed") -> String {
    let call = #""call_id":"\#(callID)","name":"f","arguments":"{}""#
    return item(id, after: previous, #""type":"function_call","status":"\#(status)","# + call)
  }

  static func error(_ code: String, _ eventID: String?, type: String = "invalid_request_error") -> String {
    let name = eventID.map { "\"\($0)\"" } ?? "null"
    return event("error", #""error":{"type":"\#(type)","code":"\#(code)","message":"no","event_id":\#(name)}"#)
  }
}
