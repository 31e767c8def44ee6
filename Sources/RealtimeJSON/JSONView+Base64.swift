package import RealtimeBuffers

extension JSONView {
  /// Bytes that `base64` text decodes to, from its length and its padding; zero for what is no string.
  ///
  /// An upper bound where the text is escaped, which nobody does who encodes base64.
  public var base64ByteCount: Int {
    let text = self.text
    var byteCount = text.byteCount / 4 * 3
    for offset in max(0, text.byteCount - 2)..<text.byteCount
    where text.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == UInt8(ascii: "=") {
      byteCount -= 1
    }
    return max(0, byteCount)
  }

  /// Decodes a string of base64 behind what `output` already holds.
  ///
  /// - Throws: `wrongType` for what is no string, `outputTooSmall` where it does not fit, the kind and place within
  ///   the string's text otherwise. `output` is as long as before then.
  public func decodeBase64(into output: inout OutputRawSpan) throws(JSONError) {
    let text = self
    try output.withUnsafeMutableBytes { (memory, byteCount) throws(JSONError) in
      byteCount += try text.decodeBase64(into: UnsafeMutableRawBufferPointer(rebasing: memory[byteCount...]))
    }
  }

  /// Decodes a string of base64 behind what `buffer` already holds; nothing is appended where it throws.
  package func decodeBase64(appendingTo buffer: ByteBuffer) throws(JSONError) {
    let memory = buffer.prepare(minimumByteCount: base64ByteCountLimit)
    buffer.commit(try decodeBase64(into: memory))
  }
}
