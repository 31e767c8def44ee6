/// Looks for a Close frame among the frames that a server sends on a connection which nobody reads yet.
///
/// Looks at headers only, and at each once. What is no frame counts as a Close: such a connection has failed.
package struct CloseFrameScanner {
  private var offset = 0

  package init() {}

  /// - Parameter bytes: all that has come, from the first frame on.
  package mutating func findsClose(in bytes: UnsafeRawBufferPointer) -> Bool {
    while offset < bytes.count, let start = bytes.baseAddress {
      switch FrameHeader.decode(start + offset, available: bytes.count - offset) {
      case .incomplete: return false
      case .invalid: return true
      case .header(let header):
        if header.opcodeBits == Opcode.close.rawValue { return true }
        let (next, isTooFar) = header.payloadByteCount.addingReportingOverflow(offset + header.byteCount)
        if isTooFar { return true }
        offset = next
      }
    }
    return false
  }
}
