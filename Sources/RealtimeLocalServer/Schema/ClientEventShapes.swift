/// The events that a client may send, with their fields, by kind of session and generation of the API.
struct ClientEventShapes {
  /// In the order in which the service lists them.
  let variants: KeyValuePairs<String, [Shape.Field]>

  var types: [String] { variants.map(\.key) }

  func shape(of type: String) -> Shape? {
    guard let fields = variants.first(where: { $0.key == type })?.value else { return nil }
    return .object([.required("type", .text), .optional("event_id", .text)] + fields)
  }
}
