package import RealtimeBuffers
internal import RealtimeJSON

/// A message to a carrier while it is written: straight into the buffer that it is sent from.
public struct CarrierMessage {
  private let buffer: ByteBuffer

  package init(_ buffer: ByteBuffer) { self.buffer = buffer }

  /// Writes text as it is, such as the parts of a JSON document that are always the same.
  public func write(_ text: StaticString) { text.withUTF8Buffer { unsafe buffer.append(UnsafeRawBufferPointer($0)) } }

  /// Writes a JSON string with its quotes, escaped where it must be (RFC 8259 section 7).
  public func write(string: String) {
    var writer = JSONWriter(buffer)
    writer.value(string)
  }

  /// Writes a number.
  public func write(_ number: Int) {
    var writer = JSONWriter(buffer)
    writer.value(number)
  }

  /// Writes audio as base64 and without quotes: copied if it is base64 already, encoded if not.
  public func write(base64 audio: borrowing CarrierAudio) {
    if audio.isBase64 { buffer.append(audio.bytes) } else { Base64.encode(audio.bytes, into: buffer) }
  }

  /// Writes audio as it is: copied if it is no base64, decoded if it is.
  ///
  /// - Returns: `false` for base64 that is none; nothing is written then.
  public func write(binary audio: borrowing CarrierAudio) -> Bool {
    guard audio.isBase64 else {
      buffer.append(audio.bytes)
      return true
    }
    let memory = unsafe buffer.prepare(minimumByteCount: Base64.decodedByteCount(forEncoded: audio.bytes.byteCount))
    guard let byteCount = try? unsafe Base64.decode(audio.bytes, into: memory) else { return false }
    buffer.commit(byteCount)
    return true
  }
}
