/// A frame as it came over the wire, unmasked.
struct WireFrame: Equatable {
  let opcode: UInt8
  let payload: [UInt8]

  /// Takes the complete frames from the start of `rest`.
  static func parse(_ rest: inout ArraySlice<UInt8>) -> [WireFrame] {
    var frames: [WireFrame] = []
    while let frame = takeFirst(from: &rest) { frames.append(frame) }
    return frames
  }

  private static func takeFirst(from rest: inout ArraySlice<UInt8>) -> WireFrame? {
    let bytes = rest
    guard bytes.count >= 2 else { return nil }
    let start = bytes.startIndex
    let isMasked = bytes[start + 1] & 0x80 != 0
    let lengthByteCount = [126: 2, 127: 8][Int(bytes[start + 1] & 0x7F)] ?? 0
    let keyStart = start + 2 + lengthByteCount
    let payloadStart = keyStart + (isMasked ? 4 : 0)
    guard payloadStart <= bytes.endIndex else { return nil }
    let length =
      lengthByteCount == 0
      ? Int(bytes[start + 1] & 0x7F) : bytes[(start + 2)..<keyStart].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.endIndex - payloadStart else { return nil }
    var payload = Array(bytes[payloadStart..<(payloadStart + length)])
    if isMasked {
      for index in payload.indices { payload[index] ^= bytes[keyStart + (index & 3)] }
    }
    rest = bytes[(payloadStart + length)...]
    return WireFrame(opcode: bytes[start] & 0x0F, payload: payload)
  }
}

/// Makes frames that go to one side, wrong ones included.
struct FrameMaker: Sendable {
  /// How the length is written.
  enum LengthForm {
    case shortest, twoBytes, eightBytes
  }

  static let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

  /// Whether the other side expects masked frames: it is the server.
  let isMasked: Bool

  func callAsFunction(
    _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true, reserved: UInt8 = 0,
    announcing announced: UInt64? = nil, _ form: LengthForm = .shortest
  ) -> [UInt8] {
    let count = announced ?? UInt64(payload.count)
    let maskBit: UInt8 = isMasked ? 0x80 : 0
    var frame: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
    if form == .shortest && count < 126 {
      frame.append(maskBit | UInt8(count))
    } else if form == .twoBytes || (form == .shortest && count <= 0xFFFF) {
      frame += [maskBit | 126, UInt8(count >> 8), UInt8(count & 0xFF)]
    } else {
      frame.append(maskBit | 127)
      for shift in stride(from: 56, through: 0, by: -8) {
        frame.append(UInt8(truncatingIfNeeded: count >> UInt64(shift)))
      }
    }
    guard isMasked else { return frame + payload }
    frame += Self.key
    for (index, byte) in payload.enumerated() { frame.append(byte ^ Self.key[index & 3]) }
    return frame
  }

  func text(_ text: String, isFinal: Bool = true) -> [UInt8] { self(1, Array(text.utf8), isFinal: isFinal) }

  /// A Close frame with this code.
  func close(_ code: UInt16, _ reason: [UInt8] = []) -> [UInt8] {
    self(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
  }
}
