/// The fixed part of a frame: everything in front of the payload (RFC 6455 section 5.2).
struct FrameHeader {
  /// FIN, RSV1 to RSV3 and the opcode, as they came.
  var flags: UInt8
  var isMasked: Bool
  /// In the order of the wire: its lowest byte masks the first payload byte.
  var maskingKey: UInt32
  var payloadByteCount: Int
  /// Bytes in front of the payload.
  var byteCount: Int

  static let none = FrameHeader(flags: 0, isMasked: false, maskingKey: 0, payloadByteCount: 0, byteCount: 0)

  var isFinal: Bool { flags & Self.finalBit != 0 }
  var reservedBits: UInt8 { flags & 0x70 }
  var opcodeBits: UInt8 { flags & 0x0F }
  static let finalBit: UInt8 = 0x80
  static let compressedBit: UInt8 = 0x40

  var isControl: Bool { flags & 0x08 != 0 }
  /// Whether the frame begins a message that is not compressed, and ends it.
  var isWholeMessage: Bool { flags == Self.finalBit | 0x1 || flags == Self.finalBit | 0x2 }
  /// The kind of a message that this frame begins.
  var messageKind: MessageKind { opcodeBits == 0x1 ? .text : .binary }

  /// Largest payload of a control frame (RFC 6455 section 5.5).
  static let maximumControlByteCount = 125
  /// Largest header: two bytes, a 64-bit length and a masking key.
  static let maximumByteCount = 14

  enum Decoding {
    case header(FrameHeader)
    case incomplete(missingByteCount: Int)
    case invalid(WebSocketError.Kind)
  }

  /// Reads a header from the first `available` bytes at `bytes`.
  @inline(__always)
  static func decode(_ bytes: UnsafeRawPointer, available: Int) -> Decoding {
    // Bound: nothing is read beyond what the two guards have asked for.
    guard available >= 2 else { return .incomplete(missingByteCount: 2 - available) }
    let second = unsafe bytes.load(fromByteOffset: 1, as: UInt8.self)
    let isMasked = second & 0x80 != 0
    let shortLength = Int(second & 0x7F)
    let lengthByteCount = shortLength < 126 ? 0 : (shortLength == 126 ? 2 : 8)
    let byteCount = 2 + lengthByteCount + (isMasked ? 4 : 0)
    guard available >= byteCount else { return .incomplete(missingByteCount: byteCount - available) }

    var payloadByteCount = shortLength
    if lengthByteCount == 2 {
      payloadByteCount = unsafe Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
      guard payloadByteCount >= 126 else { return .invalid(.nonMinimalLength) }
    } else if lengthByteCount == 8 {
      let length = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
      guard length >> 63 == 0 else { return .invalid(.lengthOutOfRange) }
      guard length > 0xFFFF else { return .invalid(.nonMinimalLength) }
      payloadByteCount = Int(length)
    }
    var maskingKey: UInt32 = 0
    if isMasked {
      maskingKey = unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: byteCount - 4, as: UInt32.self))
    }
    let flags = unsafe bytes.load(as: UInt8.self)
    return .header(
      FrameHeader(
        flags: flags, isMasked: isMasked, maskingKey: maskingKey,
        payloadByteCount: payloadByteCount, byteCount: byteCount))
  }

  /// Bytes that a header for `payloadByteCount` takes.
  static func byteCount(payloadByteCount: Int, isMasked: Bool) -> Int {
    let lengthByteCount = payloadByteCount < 126 ? 0 : (payloadByteCount <= 0xFFFF ? 2 : 8)
    return 2 + lengthByteCount + (isMasked ? 4 : 0)
  }

  /// Writes the header to `destination`.
  static func encode(
    flags: UInt8, payloadByteCount: Int, maskingKey: UInt32?, into destination: UnsafeMutableRawBufferPointer
  ) {
    // The bound of all that follows.
    precondition(destination.count == byteCount(payloadByteCount: payloadByteCount, isMasked: maskingKey != nil))
    let maskBit: UInt8 = maskingKey == nil ? 0 : 0x80
    unsafe destination[0] = flags
    if payloadByteCount < 126 {
      unsafe destination[1] = maskBit | UInt8(payloadByteCount)
    } else if payloadByteCount <= 0xFFFF {
      unsafe destination[1] = maskBit | 126
      unsafe destination.storeBytes(of: UInt16(payloadByteCount).bigEndian, toByteOffset: 2, as: UInt16.self)
    } else {
      unsafe destination[1] = maskBit | 127
      unsafe destination.storeBytes(of: UInt64(payloadByteCount).bigEndian, toByteOffset: 2, as: UInt64.self)
    }
    if let maskingKey {
      unsafe destination.storeBytes(of: maskingKey.littleEndian, toByteOffset: destination.count - 4, as: UInt32.self)
    }
  }
}
