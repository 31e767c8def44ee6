import RealtimeJSON

/// An item that a response is streaming, or has streamed: its plan and what of it is out.
struct OutputItem {
  enum Status: String {
    case inProgress = "in_progress"
    case completed
    case incomplete
  }

  /// A content part as far as it has been streamed.
  struct Part {
    var isAudio: Bool
    /// The text, or the transcript of audio.
    var words = ""
    /// The script's audio, shared with the reply, and how much of it is out.
    var audio: [UInt8] = []
    var audioByteCount = 0
  }

  let id: String
  var status = Status.inProgress
  private(set) var parts: [Part] = []
  private var pendingParts: ArraySlice<Reply.Part> = []

  // A function call's.
  let callID: String?
  let functionName: String
  private(set) var arguments = ""
  /// The arguments, until they have been cut into deltas.
  var unsentArguments: String?

  init(_ item: Reply.Item, makeID: (IdentifierKind) -> String) {
    id = makeID(.item)
    switch item {
    case .message(let parts):
      callID = nil
      functionName = ""
      pendingParts = parts[...]
    case .functionCall(let name, let arguments):
      callID = makeID(.call)
      functionName = name
      unsentArguments = arguments
    }
  }

  var isFunctionCall: Bool { callID != nil }
  var hasPendingParts: Bool { !pendingParts.isEmpty }
  var isSpeaking: Bool { parts.last?.isAudio ?? false }
  var contentIndex: Int { max(parts.count - 1, 0) }

  /// Starts the next part and returns what it will hold.
  mutating func beginPart() -> Reply.Part? {
    guard let part = pendingParts.popFirst() else { return nil }
    switch part {
    case .text: parts.append(Part(isAudio: false))
    case .audio(let bytes, _): parts.append(Part(isAudio: true, audio: bytes))
    }
    return part
  }

  mutating func append(_ payload: ReplyDelta.Payload) {
    switch payload {
    case .arguments(let piece): arguments += piece
    case .text(let word), .transcript(let word): parts[contentIndex].words += word
    case .audio(let range): parts[contentIndex].audioByteCount = range.upperBound
    }
  }

  /// The bytes of an audio delta of the part being streamed.
  func audio(_ range: Range<Int>) -> ArraySlice<UInt8> {
    parts.last.map { $0.audio[range.clamped(to: 0..<$0.audio.count)] } ?? []
  }

  // MARK: As JSON

  /// The item as events show it; its content grows with the parts, so an item just added has none.
  func json(generation: APIGeneration) -> JSONValue {
    if let callID {
      return [
        "id": .string(id), "object": "realtime.item", "type": "function_call",
        "status": .string(status.rawValue),
        "name": .string(functionName), "call_id": .string(callID), "arguments": .string(arguments),
      ]
    }
    let content = parts.map { $0.json(generation: generation) }
    return [
      "id": .string(id), "object": "realtime.item", "type": "message", "status": .string(status.rawValue),
      "role": "assistant", "content": .list(content),
    ]
  }

  /// The item for the conversation, with the audio that was heard.
  func conversationItem(generation: APIGeneration, format: LocalAudioFormat) -> ConversationItem {
    let audio = parts.enumerated().compactMap { index, part -> ConversationItem.Audio? in
      guard part.isAudio, part.audioByteCount > 0 else { return nil }
      let isWhole = part.audioByteCount == part.audio.count
      let heard = isWhole ? part.audio : Array(part.audio[..<part.audioByteCount])
      return ConversationItem.Audio(contentIndex: index, bytes: heard, format: format)
    }
    return ConversationItem(id: id, json: json(generation: generation), audio: audio)
  }
}

extension OutputItem.Part {
  /// The part as the item's `content` shows it.
  func json(generation: APIGeneration) -> JSONValue {
    let prefix = generation == .general ? "output_" : ""
    return isAudio
      ? ["type": .string(prefix + "audio"), "transcript": .string(words)]
      : ["type": .string(prefix + "text"), "text": .string(words)]
  }

  /// The part as `response.content_part.added` and `.done` show it: in both generations by its short name.
  var eventJSON: JSONValue {
    isAudio
      ? ["type": "audio", "transcript": .string(words)]
      : ["type": "text", "text": .string(words)]
  }
}
