internal import RealtimeBuffers
internal import RealtimeJSON

/// Tells whoever watches a server which events pass. Without a watcher nothing is copied.
struct LocalWatch {
  /// `nil` while nobody watches.
  let watcher: () -> ((RealtimeLocalServer.PassedEvent) -> Void)?

  func received(_ message: RawSpan, session: Int, at time: Duration) {
    guard let tell = watcher() else { return }
    // The text is copied before the message is let go.
    let json = unsafe message.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    tell(
      .init(
        session: session, direction: .received, time: time, type: ReceivedEvent(message).type,
        byteCount: message.byteCount, json: json))
  }

  func sent(_ event: LocalServerEvent, byteCount: Int, session: Int, at time: Duration) {
    guard let tell = watcher() else { return }
    tell(
      .init(
        session: session, direction: .sent, time: time, type: event.type, byteCount: byteCount,
        json: event.json.jsonText))
  }

  /// Of a message that a test put in.
  func sent(_ text: String, session: Int, at time: Duration) {
    guard let tell = watcher() else { return }
    let type = try? JSONValue.parse(Array(text.utf8))["type"]?.string
    tell(.init(session: session, direction: .sent, time: time, type: type, byteCount: text.utf8.count, json: text))
  }
}
