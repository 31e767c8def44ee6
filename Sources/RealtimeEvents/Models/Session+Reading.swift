package import RealtimeJSON

extension Session {
  /// A session that the service describes elsewhere than in an event; `nil` for what is none.
  package init?(_ json: JSONValue) {
    let text = Array(json.jsonText.utf8)
    guard let view = unsafe try? JSONView(validating: text.span.bytes), view.kind == .object else { return nil }
    self.init(reading: view)
  }
}
