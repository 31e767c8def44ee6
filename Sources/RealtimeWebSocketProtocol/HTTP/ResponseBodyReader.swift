internal import RealtimeBuffers

/// An HTTP response body (RFC 9112 section 6), as far as it is kept. Trailers are not looked at: nothing follows them.
struct ResponseBodyReader {
  private enum Framing {
    case sized(remaining: Int)
    case untilEnd
    case chunkSize(line: Int, size: Int, hasDigits: Bool, isInExtension: Bool)
    case chunkData(remaining: Int)
    case chunkEnd(isAfterCR: Bool)
    case complete
    /// The chunks cannot be told apart: what came before is worth reporting, what follows is not.
    case malformed
  }

  private var framing: Framing
  private let limit: Int
  private(set) var body: [UInt8] = []
  /// There was more than is kept.
  private(set) var isOverLimit = false

  init(_ framing: BodyFraming, limit: Int) {
    self.limit = min(max(limit, 0), 1 << 30)
    switch framing {
    case .sized(let byteCount): self.framing = byteCount == 0 ? .complete : .sized(remaining: byteCount)
    case .chunked: self.framing = .chunkSize(line: 0, size: 0, hasDigits: false, isInExtension: false)
    case .untilEnd: self.framing = .untilEnd
    }
  }

  /// All of it is here, or as much as is kept.
  var isDone: Bool {
    switch framing {
    case .complete, .malformed: true
    case .sized, .untilEnd, .chunkSize, .chunkData, .chunkEnd: isOverLimit
    }
  }

  var isMalformed: Bool { if case .malformed = framing { true } else { false } }

  var isTruncated: Bool {
    switch framing {
    case .complete, .malformed, .untilEnd: isOverLimit
    case .sized, .chunkSize, .chunkData, .chunkEnd: true
    }
  }

  mutating func take(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty && !isDone { rest = rest.dropFirst(takeSome(rest)) }
  }

  /// Takes at least one byte.
  private mutating func takeSome(_ bytes: ArraySlice<UInt8>) -> Int {
    switch framing {
    case .complete, .malformed: return bytes.count
    case .untilEnd:
      keep(bytes)
      return bytes.count
    case .sized(let remaining):
      let byteCount = min(remaining, bytes.count)
      keep(bytes.prefix(byteCount))
      framing = byteCount == remaining ? .complete : .sized(remaining: remaining - byteCount)
      return byteCount
    case .chunkData(let remaining):
      let byteCount = min(remaining, bytes.count)
      keep(bytes.prefix(byteCount))
      framing = byteCount == remaining ? .chunkEnd(isAfterCR: false) : .chunkData(remaining: remaining - byteCount)
      return byteCount
    case .chunkEnd(let isAfterCR):
      framing =
        switch (isAfterCR, bytes.first) {
        case (false, UInt8(ascii: "\r")): .chunkEnd(isAfterCR: true)
        case (true, UInt8(ascii: "\n")): .chunkSize(line: 0, size: 0, hasDigits: false, isInExtension: false)
        default: .malformed
        }
      return 1
    case .chunkSize(let line, let size, let hasDigits, let isInExtension):
      framing = afterSizeByte(
        bytes[bytes.startIndex], line: line, size: size, hasDigits: hasDigits, isInExtension: isInExtension)
      return 1
    }
  }

  private func afterSizeByte(_ byte: UInt8, line: Int, size: Int, hasDigits: Bool, isInExtension: Bool) -> Framing {
    if byte == UInt8(ascii: "\n") {
      guard hasDigits else { return .malformed }
      return size > 0 ? .chunkData(remaining: size) : .complete
    }
    if line >= 256 || size > limit << 16 { return .malformed }
    let digit = isInExtension ? nil : byte.hexDigitValue
    guard let digit else {
      guard hasDigits else { return .malformed }
      return .chunkSize(line: line + 1, size: size, hasDigits: hasDigits, isInExtension: true)
    }
    return .chunkSize(line: line + 1, size: size << 4 | Int(digit), hasDigits: true, isInExtension: false)
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    let room = limit - body.count
    if bytes.count > room { isOverLimit = true }
    body.append(contentsOf: bytes.prefix(room))
  }
}
