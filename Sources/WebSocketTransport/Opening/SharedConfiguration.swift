/// A configuration that the parts of an opening share: its fields are many, and each part would copy them all.
final class SharedConfiguration: Sendable {
  let value: WebSocketConfiguration

  init(_ value: WebSocketConfiguration) { self.value = value }
}
