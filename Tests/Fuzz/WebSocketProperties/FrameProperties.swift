@testable import RealtimeWebSocketProtocol

/// Frame headers and masking, beside a reading of RFC 6455, section 5.2, that goes byte by byte.
package enum FrameProperties: ByteProperties {
  package static func violation(in input: [UInt8]) -> String? {
    let expected = Reference(input)
    for byteCount in 0...min(input.count, 2 * FrameHeader.maximumByteCount) {
      let prefix = input.prefix(byteCount)
      let decoding = withExactCopy(prefix) { FrameHeader.decode(pointer($0), available: byteCount) }
      if let violation = expected.violation(of: decoding, available: byteCount) { return violation }
    }
    guard case .header(let header) = expected.verdict else { return nil }
    return encodingViolation(header, input) ?? maskingViolation(header, input)
  }

  private static func encodingViolation(_ header: FrameHeader, _ input: [UInt8]) -> String? {
    let encoded = withExactCopy(Array(repeating: 0, count: header.byteCount)) { memory in
      FrameHeader.encode(
        flags: header.flags, payloadByteCount: header.payloadByteCount,
        maskingKey: header.isMasked ? header.maskingKey : nil, into: memory)
      return Array(memory)
    }
    return encoded.elementsEqual(input.prefix(header.byteCount))
      ? nil : "a header is written unlike it was read"
  }

  /// What follows the header is masked at once, and in two pieces cut everywhere.
  private static func maskingViolation(_ header: FrameHeader, _ input: [UInt8]) -> String? {
    let payload = Array(input.dropFirst(header.byteCount))
    let key = withUnsafeBytes(of: header.maskingKey.littleEndian) { Array($0) }
    let expected = payload.enumerated().map { $1 ^ key[$0 & 3] }
    for split in splits(of: payload.count) {
      let masked = withExactCopy(payload) { memory in
        Masking.apply(header.maskingKey, to: pointer(memory), byteCount: split)
        Masking.apply(
          header.maskingKey, to: pointer(memory) + split, byteCount: payload.count - split,
          atPayloadOffset: split)
        return Array(memory)
      }
      if masked != expected { return "masking in pieces differs from masking byte by byte" }
    }
    return nil
  }

  private static func pointer(_ memory: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawPointer {
    memory.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 8).unsafelyUnwrapped
  }

  /// The header as the RFC's figure draws it.
  private struct Reference {
    enum Verdict {
      case header(FrameHeader)
      case invalid(WebSocketError.Kind)
      case incomplete
    }

    var verdict = Verdict.incomplete
    /// Bytes that the verdict needs.
    var byteCount = 2

    init(_ bytes: [UInt8]) {
      guard bytes.count >= 2 else { return }
      let isMasked = bytes[1] >= 0x80
      let lengthByteCount = [126: 2, 127: 8][bytes[1] & 0x7F] ?? 0
      byteCount = 2 + lengthByteCount + (isMasked ? 4 : 0)
      guard bytes.count >= byteCount else { return }
      let lengthBytes = lengthByteCount == 0 ? [bytes[1] & 0x7F] : Array(bytes[2..<(2 + lengthByteCount)])
      let length = lengthBytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      var key: UInt32 = 0
      for byte in bytes[(byteCount - (isMasked ? 4 : 0))..<byteCount].reversed() {
        key = key << 8 | UInt32(byte)
      }
      if length >= 1 << 63 {
        verdict = .invalid(.lengthOutOfRange)
      } else if (lengthByteCount == 2 && length < 126) || (lengthByteCount == 8 && length < 65_536) {
        verdict = .invalid(.nonMinimalLength)
      } else {
        verdict = .header(
          FrameHeader(
            flags: bytes[0], isMasked: isMasked, maskingKey: key, payloadByteCount: Int(length),
            byteCount: byteCount))
      }
    }

    func violation(of decoding: FrameHeader.Decoding, available: Int) -> String? {
      switch (decoding, verdict) {
      case (.incomplete(let missing), _) where available < byteCount:
        return missing >= 1 && missing <= byteCount - available ? nil : "a header asks for the wrong bytes"
      case (.header(let found), .header(let expected)) where available >= byteCount:
        let isSame =
          found.flags == expected.flags && found.isMasked == expected.isMasked
          && found.maskingKey == expected.maskingKey && found.byteCount == expected.byteCount
          && found.payloadByteCount == expected.payloadByteCount
        return isSame ? nil : "a header is read wrongly"
      case (.invalid(let found), .invalid(let expected)) where available >= byteCount:
        return found == expected ? nil : "a header is refused for the wrong reason"
      default:
        return "a header is decided with too few bytes, too late or wrongly"
      }
    }
  }
}
