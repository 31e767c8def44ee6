package import RealtimeBuffers
package import RealtimeJSON

/// An event on its way to the client. Audio stays bytes until it is written, as base64, where it is sent from.
package struct LocalServerEvent {
  package let type: String
  /// The event but for its audio, in the order in which it is written.
  private let members: [(String, JSONValue)]
  /// The audio of the `delta` member, if that is audio.
  private let audioDelta: ArraySlice<UInt8>?

  init(type: String, id: String, members: [(String, JSONValue)], audioDelta: ArraySlice<UInt8>? = nil) {
    self.type = type
    self.members = [("type", .string(type)), ("event_id", .string(id))] + members
    self.audioDelta = audioDelta
  }

  /// The whole event as a value.
  package var json: JSONValue {
    var json = JSONValue.emptyObject
    for (name, value) in members { json.set(value, at: [name]) }
    if let audioDelta { json.set(.string(Base64.string(from: audioDelta)), at: ["delta"]) }
    return json
  }

  /// Writes the event as one JSON text at the end of `buffer`.
  package func write(into buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    for (name, value) in members {
      writer.key(name)
      writer.value(value)
    }
    if let audioDelta {
      writer.key("delta")
      // Bytes have no padding that could be read.
      writer.value(base64: unsafe audioDelta.span.bytes)
    }
    writer.endObject()
  }
}
