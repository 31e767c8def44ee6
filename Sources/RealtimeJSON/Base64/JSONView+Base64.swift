package import RealtimeBuffers

extension JSONView {
  /// Decodes a string of base64 and appends it to `output`.
  ///
  /// - Throws: `wrongType` for what is no string, `outputTooSmall` where it does not fit, the kind and place within
  ///   the string's text otherwise. `output` is as long as before then.
  public func decodeBase64(into output: inout OutputRawSpan) throws(JSONError) {
    let text = self
    try unsafe output.withUnsafeMutableBytes { (memory, byteCount) throws(JSONError) in
      unsafe byteCount += try text.decodeBase64(into: UnsafeMutableRawBufferPointer(rebasing: memory[byteCount...]))
    }
  }

  /// Decodes a string of base64 and appends it to `buffer`; nothing is appended where it throws.
  package func decodeBase64(appendingTo buffer: ByteBuffer) throws(JSONError) {
    let memory = unsafe buffer.prepare(minimumByteCount: base64ByteCountLimit)
    unsafe buffer.commit(try decodeBase64(into: memory))
  }
}
