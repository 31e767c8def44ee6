import RealtimeAudio
internal import RealtimeBuffers
import RealtimeJSON

/// One item of the conversation: its JSON without audio, and the audio beside it.
struct LocalItem {
  /// The audio of one content part.
  struct Audio {
    var contentIndex: Int
    var bytes: [UInt8]
    var format: AudioEncoding
  }

  let id: String
  /// The item as events show it: `id`, `object`, `type`, `status` and the rest, content without `audio`.
  var json: JSONValue
  var audio: [Audio]

  var type: String { json["type"]?.string ?? "" }
  var role: String? { json["role"]?.string }
  var content: [JSONValue] { json.elements("content") }

  /// Bytes of its JSON, as the conversation's limit counts them.
  var textByteCount: Int { json.jsonText.utf8.count }

  var audioByteCount: Int { audio.reduce(0) { $0 + $1.bytes.count } }

  /// Milliseconds of its audio.
  var audioMilliseconds: Int { audio.reduce(0) { $0 + $1.format.milliseconds(inByteCount: $1.bytes.count) } }

  /// The words in it, for counting tokens and for the script.
  var text: String {
    var words = content.compactMap { ($0["text"] ?? $0["transcript"])?.string }
    for name in ["arguments", "output"] { if let text = json[name]?.string { words.append(text) } }
    return words.joined(separator: "\n")
  }

  /// The item with its audio in base64, as `conversation.item.retrieved` gives it.
  var jsonWithAudio: JSONValue {
    guard !audio.isEmpty else { return json }
    var parts = content
    for piece in audio where parts.indices.contains(piece.contentIndex) {
      parts[piece.contentIndex].set(.string(Base64.string(from: piece.bytes)), at: ["audio"])
      parts[piece.contentIndex].set(.string(piece.format.codecName), at: ["format"])
    }
    var full = json
    full.set(.list(parts), at: ["content"])
    return full
  }

  mutating func setContent(_ member: String, _ value: JSONValue, at index: Int) {
    var parts = content
    guard parts.indices.contains(index) else { return }
    parts[index].set(value, at: [member])
    json.set(.list(parts), at: ["content"])
  }
}

// MARK: From a client

extension LocalItem {
  /// The item of a `conversation.item.create` or a response's input, already checked against
  /// ``Shape/conversationItem``.
  ///
  /// `id` is used when the client chose none, `format` is the encoding of the caller's audio.
  init(client json: JSONValue, id: String, format: AudioEncoding, param: String) throws(ServiceFailure) {
    self.id = json["id"]?.string ?? id
    var item: JSONValue = ["id": .string(self.id)]
    if Self.hasStatus(json) { item["object"] = "realtime.item" }
    var audio: [Audio] = []
    for (name, value) in json.members where name != "id" && name != "object" { item.set(value, at: [name]) }
    if let parts = json["content"]?.array.map(Array.init) {
      try Self.checkContent(parts, role: json["role"]?.string ?? "", param: "\(param).content")
      audio = try Self.audio(of: parts, format: format, param: "\(param).content")
      item.set(.list(parts.map { $0.removing("audio").removing("format") }), at: ["content"])
    }
    if Self.hasStatus(item) { item.set("completed", at: ["status"]) }
    self.json = item
    self.audio = audio
  }

  private static func hasStatus(_ item: JSONValue) -> Bool {
    ["message", "function_call", "function_call_output"].contains(item["type"]?.string ?? "")
  }

  private static let contentTypes: [String: [String]] = [
    "system": ["input_text"],
    "user": ["input_text", "input_audio", "input_image", "item_reference"],
    "assistant": ["output_text", "output_audio", "text", "audio"],
  ]

  private static func checkContent(_ parts: [JSONValue], role: String, param: String) throws(ServiceFailure) {
    let supported = contentTypes[role] ?? []
    for (index, part) in parts.enumerated() {
      let type = part["type"]?.string ?? ""
      guard supported.contains(type) else {
        throw .invalidValue(type, supported: supported, param: "\(param)[\(index)].type")
      }
    }
  }

  private static func audio(
    of parts: [JSONValue], format: AudioEncoding, param: String
  ) throws(ServiceFailure) -> [Audio] {
    var audio: [Audio] = []
    for (index, part) in parts.enumerated() {
      guard let base64 = part["audio"]?.string else { continue }
      guard let bytes = Base64.canonicalBytes(from: base64) else {
        throw .invalidAudio(param: "\(param)[\(index)].audio")
      }
      audio.append(Audio(contentIndex: index, bytes: bytes, format: format))
    }
    return audio
  }

  // MARK: From the input audio buffer

  /// The user message that a commit makes.
  init(committed bytes: [UInt8], id: String, format: AudioEncoding) {
    self.id = id
    json = [
      "id": .string(id),
      "object": "realtime.item",
      "type": "message",
      "status": "completed",
      "role": "user",
      "content": [["type": "input_audio", "transcript": .null]],
    ]
    audio = [Audio(contentIndex: 0, bytes: bytes, format: format)]
  }
}
