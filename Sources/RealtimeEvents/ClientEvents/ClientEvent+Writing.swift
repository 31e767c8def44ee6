package import RealtimeBuffers
public import RealtimeJSON

extension ClientEvent {
  /// The event as JSON, as it is sent.
  public var json: JSONValue {
    let buffer = written()
    return unsafe (try? JSONValue.parse(RawSpan(_unsafeBytes: buffer.readable))) ?? .null
  }

  /// Writes the event after what `buffer` holds, as `JSON.stringify` would: `type` first, then `event_id`,
  /// then the members in the order of the API reference.
  package func write(into buffer: ByteBuffer) {
    var json = JSONWriter(buffer)
    write(to: &json)
  }

  /// How many bytes the event has as JSON. Writes it, to find out.
  package var jsonByteCount: Int { written().readableByteCount }

  private func written() -> ByteBuffer {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10, maximumFreeBlockCount: 0))
    write(into: buffer)
    return buffer
  }

  /// The audio buffer that appended audio goes to.
  package enum AudioInput: Sendable {
    /// `input_audio_buffer.append`, of GA and beta sessions.
    case inputAudioBuffer
    /// `session.input_audio_buffer.append`, of translation sessions.
    case translation
  }

  /// Writes an audio append event for `audio`, whose base64 is encoded where it is sent from: no copy is made
  /// and nothing allocated.
  package static func writeAppend(
    _ audio: RawSpan, to input: AudioInput = .inputAudioBuffer, eventID: String? = nil, into buffer: ByteBuffer
  ) {
    var json = JSONWriter(buffer)
    json.beginAppend(to: input, id: eventID)
    json.value(base64: audio)
    json.endObject()
  }

  /// The same for audio that is base64 already.
  package static func writeAppend(
    base64 audio: RawSpan, to input: AudioInput, eventID: String?, into buffer: ByteBuffer
  ) {
    var json = JSONWriter(buffer)
    json.beginAppend(to: input, id: eventID)
    json.value(text: audio)
    json.endObject()
  }
}

extension JSONWriter {
  /// Writes an append up to its audio. One without an id begins with the same bytes each time: every append of a
  /// session passes here, fifty times a second in a phone call.
  @inline(__always)
  fileprivate mutating func beginAppend(to input: ClientEvent.AudioInput, id eventID: String?) {
    switch (input, eventID) {
    case (.inputAudioBuffer, nil): beginObject(raw: #"{"type":"input_audio_buffer.append","audio":"#)
    case (.translation, nil): beginObject(raw: #"{"type":"session.input_audio_buffer.append","audio":"#)
    case (.inputAudioBuffer, let id):
      beginEvent("input_audio_buffer.append", id: id)
      key("audio")
    case (.translation, let id):
      beginEvent("session.input_audio_buffer.append", id: id)
      key("audio")
    }
  }
}
