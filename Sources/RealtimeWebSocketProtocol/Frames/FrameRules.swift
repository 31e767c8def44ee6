/// What a frame may be where it comes (RFC 6455 section 5, and RFC 7692 section 6), told by its header.
struct FrameRules {
  /// Whether the peer is a client, which masks each frame.
  let isPeerClient: Bool
  let allowsCompression: Bool
  let limits: WebSocketLimits

  /// The rule that a frame with this header breaks.
  ///
  /// - Parameter message: the message that the frame comes in or between, `nil` when none is under way.
  @inline(__always)
  func violation(of header: FrameHeader, in message: IncomingMessage?) -> WebSocketError.Kind? {
    if header.isMasked != isPeerClient { return header.isMasked ? .frameMasked : .frameNotMasked }
    if header.reservedBits != 0 && !(allowsCompression && beginsCompressed(header)) { return .reservedBits }
    switch header.opcodeBits {
    case 0x0:
      guard let message else { return .unexpectedContinuation }
      return message.isCompressed || fits(header, after: message.byteCount) ? nil : .messageTooBig
    case 0x1, 0x2:
      guard message == nil else { return .expectedContinuation }
      return header.reservedBits != 0 || fits(header, after: 0) ? nil : .messageTooBig
    case 0x8, 0x9, 0xA:
      if !header.isFinal { return .controlFrameFragmented }
      return header.payloadByteCount > FrameHeader.maximumControlByteCount ? .controlFrameTooLong : nil
    default: return .unknownOpcode
    }
  }

  /// RSV1 on the first frame of a message, and there alone, says that it is compressed.
  private func beginsCompressed(_ header: FrameHeader) -> Bool {
    header.reservedBits == FrameHeader.compressedBit
      && (header.opcodeBits == Opcode.text.rawValue || header.opcodeBits == Opcode.binary.rawValue)
  }

  /// Only for what is not compressed: the rest is counted once it is inflated. By subtraction, since the
  /// announced length may be anything up to 2^63 - 1.
  @inline(__always)
  private func fits(_ header: FrameHeader, after byteCount: Int) -> Bool {
    header.payloadByteCount <= limits.messageByteCount - byteCount
  }
}
