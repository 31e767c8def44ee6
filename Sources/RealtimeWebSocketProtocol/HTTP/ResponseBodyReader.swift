internal import RealtimeBuffers

/// The beginning of an HTTP response body (RFC 9112 section 6), for the report on a refused handshake.
struct ResponseBodyReader {
  private enum Framing {
    case sized(remaining: Int)
    case untilEnd
    case chunkSize(line: Int, size: Int, hasDigits: Bool, isInExtension: Bool)
    case chunkData(remaining: Int)
    case chunkEnd(remaining: Int)
    case complete
  }

  private var framing: Framing
  private let limit: Int
  private(set) var body: [UInt8] = []
  private var isOverLimit = false

  init(_ framing: BodyFraming, limit: Int) {
    self.limit = min(max(limit, 0), 1 << 30)
    switch framing {
    case .sized(let byteCount): self.framing = byteCount == 0 ? .complete : .sized(remaining: byteCount)
    case .chunked: self.framing = .chunkSize(line: 0, size: 0, hasDigits: false, isInExtension: false)
    case .untilEnd: self.framing = .untilEnd
    }
  }

  /// All of it is here, or as much as is kept.
  var isDone: Bool { if case .complete = framing { true } else { isOverLimit } }

  var isTruncated: Bool {
    switch framing {
    case .complete, .untilEnd: isOverLimit
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
    case .complete: return bytes.count
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
      framing = byteCount == remaining ? .chunkEnd(remaining: 2) : .chunkData(remaining: remaining - byteCount)
      return byteCount
    case .chunkEnd(let remaining):
      framing =
        remaining == 1
        ? .chunkSize(line: 0, size: 0, hasDigits: false, isInExtension: false)
        : .chunkEnd(remaining: remaining - 1)
      return 1
    case .chunkSize(let line, let size, let hasDigits, let isInExtension):
      framing = afterSizeByte(
        bytes[bytes.startIndex], line: line, size: size, hasDigits: hasDigits, isInExtension: isInExtension)
      return 1
    }
  }

  /// A malformed chunk ends the body: what came before it is worth reporting, what follows is not.
  private func afterSizeByte(_ byte: UInt8, line: Int, size: Int, hasDigits: Bool, isInExtension: Bool) -> Framing {
    if byte == UInt8(ascii: "\n") {
      guard hasDigits, size > 0 else { return .complete }
      return .chunkData(remaining: size)
    }
    if line >= 256 || size > limit << 16 { return .complete }
    let digit = isInExtension ? nil : byte.hexDigitValue
    guard let digit else { return .chunkSize(line: line + 1, size: size, hasDigits: hasDigits, isInExtension: true) }
    return .chunkSize(line: line + 1, size: size << 4 | Int(digit), hasDigits: true, isInExtension: false)
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    let room = limit - body.count
    if bytes.count > room { isOverLimit = true }
    body.append(contentsOf: bytes.prefix(room))
  }
}
