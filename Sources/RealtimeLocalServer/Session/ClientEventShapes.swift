/// The events that a client may send, with their fields, by kind of session and generation of the API.
struct ClientEventShapes {
  private let variants: [Shape.Variant]

  /// The type strings in the order in which the service lists them.
  var types: [String] { variants.map(\.tag) }

  func shape(of type: String) -> Shape? {
    guard let variant = variants.first(where: { $0.tag == type }) else { return nil }
    return .object([.required("type", .text), .optional("event_id", .text)] + variant.fields)
  }

  static let general = ClientEventShapes(variants: [sessionUpdate] + shared(.item))

  static let beta = ClientEventShapes(
    variants: [sessionUpdate, .variant("transcription_session.update", [.required("session", .map)])]
      + shared(.betaItem)
  )

  static let translation = ClientEventShapes(variants: [
    sessionUpdate,
    .variant("session.input_audio_buffer.append", [.required("audio", .text)]),
    .variant("session.close", []),
  ])

  /// The session is checked apart, by the shape of its kind.
  private static let sessionUpdate = Shape.Variant.variant("session.update", [.required("session", .map)])

  private static func shared(_ item: Shape) -> [Shape.Variant] {
    [
      .variant("input_audio_buffer.append", [.required("audio", .text)]),
      .variant("input_audio_buffer.commit", []),
      .variant("input_audio_buffer.clear", []),
      .variant(
        "conversation.item.create",
        [.optional("previous_item_id", .nullable(.text)), .required("item", item)]),
      .variant(
        "conversation.item.truncate",
        [
          .required("item_id", .text), .required("content_index", .integer(0...0)),
          .required("audio_end_ms", .integer(0...Int.max)),
        ]),
      .variant("conversation.item.delete", [.required("item_id", .text)]),
      .variant("conversation.item.retrieve", [.required("item_id", .text)]),
      .variant("response.create", [.optional("response", .nullable(.map))]),
      .variant("response.cancel", [.optional("response_id", .text)]),
      .variant("output_audio_buffer.clear", []),
    ]
  }
}
