/// The data message that is arriving, in fragments or compressed.
struct IncomingMessage {
  let kind: MessageKind
  let isCompressed: Bool
  /// Payload bytes so far, after inflation.
  var byteCount = 0
  var emptyFragmentCount = 0

  /// The message that a frame with this header begins.
  init(beginningWith header: FrameHeader) {
    kind = header.messageKind
    isCompressed = header.reservedBits == FrameHeader.compressedBit
  }
}
