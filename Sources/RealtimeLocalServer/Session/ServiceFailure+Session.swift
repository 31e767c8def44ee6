// What a session finds wrong with a client event. A message names fields and permitted values; of what the client sent
// it repeats only short identifiers.

extension ServiceFailure {
  init(_ code: String, _ message: String, param: String? = nil) {
    self.init(code: code, message: message, param: param)
  }

  // MARK: The event as a whole

  static let invalidJSON = ServiceFailure("invalid_json", "The event could not be parsed as JSON.")
  static let notAnObject = ServiceFailure("invalid_event", "The event must be a JSON object.")
  static let missingType = ServiceFailure("invalid_event", "The 'type' field is missing.")

  static func unknownType(_ type: String, supported: [String]) -> ServiceFailure {
    invalidValue(type, supported: supported, param: "type")
  }

  // MARK: Parameters

  static func missing(_ param: String) -> ServiceFailure {
    ServiceFailure("missing_required_parameter", "Missing required parameter: '\(param)'.", param: param)
  }

  static func unknown(_ param: String) -> ServiceFailure {
    ServiceFailure("unknown_parameter", "Unknown parameter: '\(param)'.", param: param)
  }

  static func wrongType(_ param: String, expected: String, got: String) -> ServiceFailure {
    ServiceFailure(
      "invalid_type", "Invalid type for '\(param)': expected \(expected), but got \(got) instead.",
      param: param)
  }

  static func invalidValue(_ value: String, supported: [String], param: String) -> ServiceFailure {
    let list = supported.map { "'\($0)'" }.joined(separator: ", ")
    return ServiceFailure(
      "invalid_value", "Invalid value: '\(shortened(value))'. Supported values are: \(list).", param: param)
  }

  static func outOfRange(_ param: String, expected: String) -> ServiceFailure {
    ServiceFailure("invalid_value", "Invalid value for '\(param)': expected \(expected).", param: param)
  }

  static func tooLong(_ param: String, maximum: Int, got: Int) -> ServiceFailure {
    ServiceFailure(
      "string_above_max_length",
      "Invalid '\(param)': string too long. Expected a string with maximum length \(maximum), "
        + "but got a string with length \(got) instead.",
      param: param)
  }

  /// Client values appear in messages, but a message must not grow with what the client sent.
  static func shortened(_ value: String) -> String {
    value.count <= maximumQuotedCharacterCount ? value : value.prefix(maximumQuotedCharacterCount) + "…"
  }

  private static let maximumQuotedCharacterCount = 64

  // MARK: Input audio

  static func bufferTooSmall(milliseconds: Int, minimum: Int) -> ServiceFailure {
    ServiceFailure(
      "input_audio_buffer_commit_empty",
      "Error committing input audio buffer: buffer too small. Expected at least \(minimum)ms of audio, "
        + "but buffer only has \(milliseconds)ms of audio.")
  }

  static func invalidAudio(param: String) -> ServiceFailure {
    ServiceFailure(
      "invalid_value", "Invalid '\(param)'. Expected base64-encoded audio bytes but got an invalid value.",
      param: param)
  }

  static func audioTooLarge(maximumByteCount: Int) -> ServiceFailure {
    ServiceFailure(
      "invalid_value", "Invalid 'audio': at most \(maximumByteCount) bytes of audio are accepted here.",
      param: "audio")
  }

  static func inputBufferFull(maximumByteCount: Int) -> ServiceFailure {
    ServiceFailure(
      "input_audio_buffer_full",
      "The input audio buffer holds at most \(maximumByteCount) bytes. Commit or clear it before appending more.",
      param: "audio")
  }

  // MARK: Items

  static func itemNotFound(_ verb: ItemVerb, id: String) -> ServiceFailure {
    ServiceFailure(
      "item_\(verb.rawValue)_invalid_item_id",
      "Error \(verb.participle) item: the item with id '\(shortened(id))' does not exist.", param: "item_id")
  }

  /// What was attempted with an item that is not there.
  enum ItemVerb: String {
    case retrieve, truncate, delete

    var participle: String { "\(rawValue.dropLast())ing" }
  }

  static func previousItemNotFound(_ id: String) -> ServiceFailure {
    ServiceFailure(
      "item_create_invalid_previous_item_id",
      "Error creating item: the previous item with id '\(shortened(id))' does not exist.",
      param: "previous_item_id")
  }

  static func duplicateItem(_ id: String) -> ServiceFailure {
    ServiceFailure(
      "item_create_duplicate_item_id",
      "Error creating item: an item with id '\(shortened(id))' exists already.", param: "item.id")
  }

  static func unknownCall(_ callID: String) -> ServiceFailure {
    var error = ServiceFailure(
      "invalid_tool_call_id", "Tool call ID '\(shortened(callID))' not found in conversation.",
      param: "item.call_id")
    error.echoesEventID = false
    return error
  }

  static func conversationFull(_ limit: String) -> ServiceFailure {
    ServiceFailure("conversation_full", "The conversation holds at most \(limit). Delete items before creating more.")
  }

  static let truncateOnlyAssistantAudio = ServiceFailure(
    "unsupported_content_type", "Only model output audio messages can be truncated.", param: "item_id")

  static func audioShorter(milliseconds: Int, than requested: Int) -> ServiceFailure {
    ServiceFailure(
      "invalid_value", "Audio content of \(milliseconds)ms is already shorter than \(requested)ms",
      param: "audio_end_ms")
  }

  // MARK: Responses and session

  static func activeResponse(_ id: String) -> ServiceFailure {
    ServiceFailure(
      "conversation_already_has_active_response",
      "Conversation already has an active response in progress: \(id). "
        + "Wait until the response is finished before creating a new one.")
  }

  static func tooManyResponses(maximum: Int) -> ServiceFailure {
    ServiceFailure("too_many_active_responses", "At most \(maximum) responses may be in progress at once.")
  }

  static let noActiveResponse = ServiceFailure(
    "response_cancel_not_active", "Cancellation failed: no active response found")

  static let noResponsesInTranscription = ServiceFailure(
    "invalid_event", "A transcription session creates no responses.", param: "type")

  static let voiceIsFixed = ServiceFailure(
    "cannot_update_voice", "Cannot update a conversation's voice if assistant audio is present.",
    param: "session.audio.output.voice")

  static let modelIsFixed = ServiceFailure(
    "cannot_update_model", "The model of a session cannot be changed once the session has started.",
    param: "session.model")

  static func wrongSessionType(expected: String) -> ServiceFailure {
    ServiceFailure(
      "invalid_value", "The type of a session cannot be changed: this is a '\(expected)' session.",
      param: "session.type")
  }

  static let formatIsFixed = ServiceFailure(
    "invalid_value",
    "The input audio format cannot change while the input audio buffer holds audio. Commit or clear it first.",
    param: "session.audio.input.format")

  static let noInputOfCall = ServiceFailure(
    "invalid_event", "'input_audio_buffer.append' is not for a call, which brings its own audio.", param: "type")

  static let noOutputBuffer = ServiceFailure(
    "invalid_event", "'output_audio_buffer.clear' is only for WebRTC and SIP connections.", param: "type")

  static func referenceNotFound(_ id: String, param: String) -> ServiceFailure {
    ServiceFailure("item_not_found", "The referenced item with id '\(shortened(id))' does not exist.", param: param)
  }

  static func sessionExpired(_ limits: LocalSessionLimits) -> ServiceFailure {
    ServiceFailure("session_expired", limits.expiryMessage)
  }
}
