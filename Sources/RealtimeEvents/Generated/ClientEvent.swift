// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// What a client says to the service: every client event of the GA, beta and translation APIs.
///
/// Members that may be left out are nil; `eventID` is an id of the client's choice, at most 512 characters,
/// that an error caused by the event repeats.
public enum ClientEvent: Sendable, Hashable {
  /// Changes the session.
  ///
  /// Client event `session.update` (GA, beta, translation).
  /// - Parameter session: What to change.
  case sessionUpdate(_ session: SessionParameters, eventID: String? = nil)
  /// Changes a transcription session of the beta API.
  ///
  /// Client event `transcription_session.update` (beta).
  /// - Parameter session: What to change.
  case transcriptionSessionUpdate(_ session: BetaTranscriptionSessionParameters, eventID: String? = nil)
  /// Adds audio to the input buffer, at most 15 MiB.
  ///
  /// Client event `input_audio_buffer.append` (GA, beta).
  /// - Parameter audio: The audio in the session's input encoding.
  case inputAudioBufferAppend(_ audio: [UInt8], eventID: String? = nil)
  /// Makes the input buffer a user message.
  ///
  /// Client event `input_audio_buffer.commit` (GA, beta).
  case inputAudioBufferCommit(eventID: String? = nil)
  /// Empties the input buffer.
  ///
  /// Client event `input_audio_buffer.clear` (GA, beta).
  case inputAudioBufferClear(eventID: String? = nil)
  /// Adds an item to the conversation.
  ///
  /// Client event `conversation.item.create` (GA, beta).
  /// - Parameter previousItemID: The item to add it after; `root` adds it in front, absent at the end.
  /// - Parameter item: The item.
  case conversationItemCreate(_ item: ConversationItem, previousItemID: String? = nil, eventID: String? = nil)
  /// Cuts what the assistant said down to what was heard.
  ///
  /// Client event `conversation.item.truncate` (GA, beta).
  /// - Parameter itemID: The assistant's message to cut.
  /// - Parameter contentIndex: Position of the part in the item's content; OpenAI documents 0.
  /// - Parameter audioEndMs: Milliseconds of audio to keep.
  case conversationItemTruncate(_ itemID: String, contentIndex: Int, audioEndMs: Int, eventID: String? = nil)
  /// Removes an item from the conversation.
  ///
  /// Client event `conversation.item.delete` (GA, beta).
  /// - Parameter itemID: The item to remove.
  case conversationItemDelete(_ itemID: String, eventID: String? = nil)
  /// Asks for an item as the service holds it.
  ///
  /// Client event `conversation.item.retrieve` (GA, beta).
  /// - Parameter itemID: The item to send back.
  case conversationItemRetrieve(_ itemID: String, eventID: String? = nil)
  /// Starts a response.
  ///
  /// Client event `response.create` (GA, beta).
  /// - Parameter response: Its settings.
  case responseCreate(_ response: ResponseParameters? = nil, eventID: String? = nil)
  /// Stops a response.
  ///
  /// Client event `response.cancel` (GA, beta).
  /// - Parameter responseID: The response; absent means the one in progress.
  case responseCancel(responseID: String? = nil, eventID: String? = nil)
  /// Cuts off the audio being played (WebRTC and SIP).
  ///
  /// Client event `output_audio_buffer.clear` (GA, beta).
  case outputAudioBufferClear(eventID: String? = nil)
  /// Adds audio to translate: PCM16, mono, 24 kHz.
  ///
  /// Client event `session.input_audio_buffer.append` (translation).
  /// - Parameter audio: The audio.
  case sessionInputAudioBufferAppend(_ audio: [UInt8], eventID: String? = nil)
  /// Ends the session; the service answers with what is left and `session.closed`.
  ///
  /// Client event `session.close` (translation).
  case sessionClose(eventID: String? = nil)
  /// A `response.create` with the settings of the beta API.
  case betaResponseCreate(_ response: BetaResponseParameters, eventID: String? = nil)
  /// Any event, as JSON of the caller's making.
  case raw(JSONValue)
}

extension ClientEvent {
  /// The client's id of the event; `nil` if it has none. A `raw` event must be an object to have one.
  public var eventID: String? {
    get {
      switch self {
      case .sessionUpdate(_, let eventID): eventID
      case .transcriptionSessionUpdate(_, let eventID): eventID
      case .inputAudioBufferAppend(_, let eventID): eventID
      case .inputAudioBufferCommit(let eventID): eventID
      case .inputAudioBufferClear(let eventID): eventID
      case .conversationItemCreate(_, _, let eventID): eventID
      case .conversationItemTruncate(_, _, _, let eventID): eventID
      case .conversationItemDelete(_, let eventID): eventID
      case .conversationItemRetrieve(_, let eventID): eventID
      case .responseCreate(_, let eventID): eventID
      case .responseCancel(_, let eventID): eventID
      case .outputAudioBufferClear(let eventID): eventID
      case .sessionInputAudioBufferAppend(_, let eventID): eventID
      case .sessionClose(let eventID): eventID
      case .betaResponseCreate(_, let eventID): eventID
      case .raw(let value): value["event_id"]?.string
      }
    }
    set {
      switch self {
      case .sessionUpdate(let session, _):
        self = .sessionUpdate(session, eventID: newValue)
      case .transcriptionSessionUpdate(let session, _):
        self = .transcriptionSessionUpdate(session, eventID: newValue)
      case .inputAudioBufferAppend(let audio, _):
        self = .inputAudioBufferAppend(audio, eventID: newValue)
      case .inputAudioBufferCommit(_):
        self = .inputAudioBufferCommit(eventID: newValue)
      case .inputAudioBufferClear(_):
        self = .inputAudioBufferClear(eventID: newValue)
      case .conversationItemCreate(let item, let previousItemID, _):
        self = .conversationItemCreate(item, previousItemID: previousItemID, eventID: newValue)
      case .conversationItemTruncate(let itemID, let contentIndex, let audioEndMs, _):
        self = .conversationItemTruncate(
          itemID, contentIndex: contentIndex, audioEndMs: audioEndMs, eventID: newValue)
      case .conversationItemDelete(let itemID, _):
        self = .conversationItemDelete(itemID, eventID: newValue)
      case .conversationItemRetrieve(let itemID, _):
        self = .conversationItemRetrieve(itemID, eventID: newValue)
      case .responseCreate(let response, _):
        self = .responseCreate(response, eventID: newValue)
      case .responseCancel(let responseID, _):
        self = .responseCancel(responseID: responseID, eventID: newValue)
      case .outputAudioBufferClear(_):
        self = .outputAudioBufferClear(eventID: newValue)
      case .sessionInputAudioBufferAppend(let audio, _):
        self = .sessionInputAudioBufferAppend(audio, eventID: newValue)
      case .sessionClose(_):
        self = .sessionClose(eventID: newValue)
      case .betaResponseCreate(let response, _):
        self = .betaResponseCreate(response, eventID: newValue)
      case .raw(var value):
        guard value.object != nil else { return }
        value["event_id"] = newValue.map { .string($0) }
        self = .raw(value)
      }
    }
  }
}

extension ClientEvent: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .sessionUpdate(let session, let eventID):
      json.beginEvent("session.update", id: eventID)
      json.member("session", session)
      json.endObject()
    case .transcriptionSessionUpdate(let session, let eventID):
      json.beginEvent("transcription_session.update", id: eventID)
      json.member("session", session)
      json.endObject()
    case .inputAudioBufferAppend(let audio, let eventID):
      json.beginEvent("input_audio_buffer.append", id: eventID)
      unsafe json.audioMember("audio", audio.span.bytes)
      json.endObject()
    case .inputAudioBufferCommit(let eventID):
      json.beginEvent("input_audio_buffer.commit", id: eventID)
      json.endObject()
    case .inputAudioBufferClear(let eventID):
      json.beginEvent("input_audio_buffer.clear", id: eventID)
      json.endObject()
    case .conversationItemCreate(let item, let previousItemID, let eventID):
      json.beginEvent("conversation.item.create", id: eventID)
      json.member("previous_item_id", previousItemID)
      json.member("item", item)
      json.endObject()
    case .conversationItemTruncate(let itemID, let contentIndex, let audioEndMs, let eventID):
      json.beginEvent("conversation.item.truncate", id: eventID)
      json.member("item_id", itemID)
      json.member("content_index", contentIndex)
      json.member("audio_end_ms", audioEndMs)
      json.endObject()
    case .conversationItemDelete(let itemID, let eventID):
      json.beginEvent("conversation.item.delete", id: eventID)
      json.member("item_id", itemID)
      json.endObject()
    case .conversationItemRetrieve(let itemID, let eventID):
      json.beginEvent("conversation.item.retrieve", id: eventID)
      json.member("item_id", itemID)
      json.endObject()
    case .responseCreate(let response, let eventID):
      json.beginEvent("response.create", id: eventID)
      json.member("response", response)
      json.endObject()
    case .responseCancel(let responseID, let eventID):
      json.beginEvent("response.cancel", id: eventID)
      json.member("response_id", responseID)
      json.endObject()
    case .outputAudioBufferClear(let eventID):
      json.beginEvent("output_audio_buffer.clear", id: eventID)
      json.endObject()
    case .sessionInputAudioBufferAppend(let audio, let eventID):
      json.beginEvent("session.input_audio_buffer.append", id: eventID)
      unsafe json.audioMember("audio", audio.span.bytes)
      json.endObject()
    case .sessionClose(let eventID):
      json.beginEvent("session.close", id: eventID)
      json.endObject()
    case .betaResponseCreate(let response, let eventID):
      json.beginEvent("response.create", id: eventID)
      json.member("response", response)
      json.endObject()
    case .raw(let value): value.write(to: &json)
    }
  }
}
