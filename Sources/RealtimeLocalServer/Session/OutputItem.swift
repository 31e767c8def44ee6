import RealtimeEvents
import RealtimeAudio
import RealtimeJSON

/// An item that a response is streaming, or has streamed: its plan and what of it is out.
struct OutputItem {
  enum Status: String {
    case inProgress = "in_progress"
    case completed
    case incomplete
  }

  /// What it is, with what does not change while it is streamed.
  enum Kind: Equatable {
    case message
    case functionCall(callID: String, name: String)
    case remoteCall(RemoteCall)
    /// Asks whether the call may be made; the rest of the reply waits for the answer.
    case approvalRequest(MCPToolCall)
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
  let kind: Kind
  var status = Status.inProgress
  private(set) var parts: [Part] = []
  private var pendingParts: ArraySlice<Reply.Part> = []

  /// A call's arguments as far as they are out, and all of them until they have been cut into deltas.
  private(set) var arguments = ""
  var unsentArguments: String?
  private var hasEndedRemoteCall = false

  init(_ item: PlannedItem, makeID: (IdentifierKind) -> String) {
    switch item {
    case .message(let parts):
      id = makeID(.item)
      kind = .message
      pendingParts = parts[...]
    case .functionCall(let name, let arguments):
      id = makeID(.item)
      kind = .functionCall(callID: makeID(.call), name: name)
      unsentArguments = arguments
    case .remoteCall(let call):
      id = makeID(.remoteCall)
      kind = .remoteCall(call)
      unsentArguments = call.call.arguments
    case .approvalRequest(let call, let id):
      self.id = id
      kind = .approvalRequest(call)
    }
  }

  var hasPendingParts: Bool { !pendingParts.isEmpty }
  var isSpeaking: Bool { parts.last?.isAudio ?? false }
  var contentIndex: Int { max(parts.count - 1, 0) }

  /// Whether it is a call, which streams its arguments and has no parts.
  var hasArguments: Bool { callID != nil || isRemoteCall }

  var isRemoteCall: Bool { if case .remoteCall = kind { true } else { false } }
  var remoteCallSucceeds: Bool { if case .remoteCall(let call) = kind { call.succeeds } else { false } }
  var callID: String? { if case .functionCall(let callID, _) = kind { callID } else { nil } }
  var functionName: String? { if case .functionCall(_, let name) = kind { name } else { nil } }

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

  mutating func endRemoteCall() { hasEndedRemoteCall = true }

  /// The bytes of an audio delta of the part being streamed.
  func audio(_ range: Range<Int>) -> ArraySlice<UInt8> {
    parts.last.map { $0.audio[range.clamped(to: 0..<$0.audio.count)] } ?? []
  }

  // MARK: As JSON

  /// The item as events show it; its content grows with the parts, so an item just added has none.
  func json(generation: RealtimeAPI) -> JSONValue {
    switch kind {
    case .message:
      let content = parts.map { $0.json(generation: generation) }
      return [
        "id": .string(id), "object": "realtime.item", "type": "message", "status": .string(status.rawValue),
        "role": "assistant", "content": .list(content),
      ]
    case .functionCall(let callID, let name):
      return [
        "id": .string(id), "object": "realtime.item", "type": "function_call",
        "status": .string(status.rawValue), "name": .string(name), "call_id": .string(callID),
        "arguments": .string(arguments),
      ]
    case .remoteCall(let call): return call.json(id: id, arguments: arguments, hasEnded: hasEndedRemoteCall)
    case .approvalRequest(let call): return call.approvalRequest(id: id)
    }
  }

  /// The item for the conversation, with the audio that was heard.
  func conversationItem(generation: RealtimeAPI, format: AudioEncoding) -> LocalItem {
    let audio = parts.enumerated().compactMap { index, part -> LocalItem.Audio? in
      guard part.isAudio, part.audioByteCount > 0 else { return nil }
      let isWhole = part.audioByteCount == part.audio.count
      let heard = isWhole ? part.audio : Array(part.audio[..<part.audioByteCount])
      return LocalItem.Audio(contentIndex: index, bytes: heard, format: format)
    }
    return LocalItem(id: id, json: json(generation: generation), audio: audio)
  }
}

extension OutputItem.Part {
  /// The part as the item's `content` shows it.
  func json(generation: RealtimeAPI) -> JSONValue {
    let prefix = generation == .ga ? "output_" : ""
    return isAudio
      ? ["type": .string(prefix + "audio"), "transcript": .string(words)]
      : ["type": .string(prefix + "text"), "text": .string(words)]
  }

  /// The part as `response.content_part.added` and `.done` show it: in both generations by its short name.
  var eventJSON: JSONValue {
    isAudio ? ["type": "audio", "transcript": .string(words)] : ["type": "text", "text": .string(words)]
  }
}
