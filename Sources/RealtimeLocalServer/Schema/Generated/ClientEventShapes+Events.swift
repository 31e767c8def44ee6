// Written by Generator/generate from events.facts: change those, not this file.

/// The events that a client may send, by kind of session and generation of the API.
extension ClientEventShapes {
  static let ga = ClientEventShapes(variants: [
    "session.update": [.required("session", .map)],
    "input_audio_buffer.append": [.required("audio", .text)],
    "input_audio_buffer.commit": [],
    "input_audio_buffer.clear": [],
    "conversation.item.create": [
      .optional("previous_item_id", .nullable(.text)),
      .required("item", .conversationItemWithoutItemReference),
    ],
    "conversation.item.truncate": [
      .required("item_id", .text),
      .required("content_index", .integer(0...Int.max)),
      .required("audio_end_ms", .integer(0...Int.max)),
    ],
    "conversation.item.delete": [.required("item_id", .text)],
    "conversation.item.retrieve": [.required("item_id", .text)],
    "response.create": [.optional("response", .nullable(.map))],
    "response.cancel": [.optional("response_id", .text)],
    "output_audio_buffer.clear": [],
  ])

  static let beta = ClientEventShapes(variants: [
    "session.update": [.required("session", .map)],
    "transcription_session.update": [.required("session", .map)],
    "input_audio_buffer.append": [.required("audio", .text)],
    "input_audio_buffer.commit": [],
    "input_audio_buffer.clear": [],
    "conversation.item.create": [
      .optional("previous_item_id", .nullable(.text)),
      .required("item", .betaConversationItemWithoutItemReference),
    ],
    "conversation.item.truncate": [
      .required("item_id", .text),
      .required("content_index", .integer(0...Int.max)),
      .required("audio_end_ms", .integer(0...Int.max)),
    ],
    "conversation.item.delete": [.required("item_id", .text)],
    "conversation.item.retrieve": [.required("item_id", .text)],
    "response.create": [.optional("response", .nullable(.map))],
    "response.cancel": [.optional("response_id", .text)],
    "output_audio_buffer.clear": [],
  ])

  static let translation = ClientEventShapes(variants: [
    "session.update": [.required("session", .map)],
    "session.input_audio_buffer.append": [.required("audio", .text)],
    "session.close": [],
  ])
}
