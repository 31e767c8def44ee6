public import RealtimeAudio

/// The newest audio of a stream, up to a limit of time: what a user says while no session is there to hear it, or what
/// was said last before another session goes on.
///
/// A ring. It grows as audio comes, up to its limit; from then on an append allocates nothing, and the oldest audio
/// makes room. Audio is dropped and lent in whole samples only, however it was cut when it came.
public struct HeldAudio: Sendable {
  /// Of the audio.
  public let encoding: AudioEncoding
  /// Bytes that it holds.
  public private(set) var byteCount = 0
  /// Bytes that made room for newer ones.
  public private(set) var droppedByteCount = 0

  private let maximumByteCount: Int
  private var ring: [UInt8] = []
  /// Where in the ring the oldest byte is: the first of a sample.
  private var start = 0

  /// - Parameters:
  ///   - encoding: of the audio.
  ///   - maximumMilliseconds: how much it holds, from 0, which holds none, to a day.
  public init(encoding: AudioEncoding, maximumMilliseconds: Int = 2_000) {
    self.encoding = encoding
    maximumByteCount = min(max(maximumMilliseconds, 0), 86_400_000) * encoding.bytesPerMillisecond
  }

  /// Whole milliseconds that it holds.
  public var milliseconds: Int { encoding.milliseconds(inByteCount: byteCount) }
  /// Whether it holds nothing.
  public var isEmpty: Bool { byteCount == 0 }

  /// Adds audio, and drops the oldest beyond the limit.
  public mutating func append(_ audio: RawSpan) {
    // The beginning of all that there is, so that what stays begins with a sample.
    let surplus = max(wholeSamples(byteCount + audio.byteCount - maximumByteCount, rounding: .up), 0)
    let fromRing = min(surplus, byteCount)
    let fromAudio = min(surplus - fromRing, audio.byteCount)
    consume(fromRing)
    droppedByteCount += fromRing + fromAudio
    write(audio.extracting(fromAudio..<audio.byteCount))
  }

  /// Empties it, and gives its memory back.
  public mutating func removeAll() {
    ring = []
    (start, byteCount) = (0, 0)
  }

  /// Takes back the newest audio.
  mutating func removeLast(_ count: Int) {
    byteCount -= min(max(count, 0), byteCount)
    if isEmpty { removeAll() }
  }

  // MARK: What it lends

  /// Lends the newest audio, for a session that goes on where another stopped. It stays.
  ///
  /// - Parameters:
  ///   - milliseconds: how much, if there is as much.
  ///   - body: is given it in one or two pieces, oldest first. They are borrowed for the call.
  public func suffix(milliseconds: Int, _ body: (RawSpan) -> Void) {
    let whole = wholeSamples(byteCount)
    let wanted = min(max(milliseconds, 0), self.milliseconds + 1) * encoding.bytesPerMillisecond
    var position = max(whole - wanted, 0)
    while position < whole {
      position += lend(at: position, atMost: whole - position) { piece in
        body(piece)
        return true
      }
    }
  }

  /// Lends the oldest audio piece by piece, and drops each that was taken.
  ///
  /// - Parameters:
  ///   - limit: bytes to lend at most; `nil` is all.
  ///   - pieceMilliseconds: the size of a piece; one may be shorter.
  ///   - body: is given a piece, borrowed for the call. False means that it was not taken: it stays, with all after it.
  /// - Returns: whether all of it was taken. Half a sample may be left, which waits for its other half.
  public mutating func drain(
    atMost limit: Int? = nil, pieceMilliseconds: Int = 100, _ body: (RawSpan) -> Bool
  ) -> Bool {
    let size = min(max(pieceMilliseconds, 1), 86_400_000) * encoding.bytesPerMillisecond
    var rest = wholeSamples(min(max(limit ?? byteCount, 0), byteCount))
    while rest > 0 {
      let taken = lend(at: 0, atMost: min(size, rest), body)
      guard taken > 0 else { return false }
      consume(taken)
      rest -= taken
    }
    if isEmpty { removeAll() }
    return true
  }

  /// Lends bytes that lie together in the ring. The ring ends between samples, and so do they.
  ///
  /// - Returns: how many bytes were taken: all or none.
  private func lend(at position: Int, atMost count: Int, _ body: (RawSpan) -> Bool) -> Int {
    let first = (start + position) % ring.count
    let piece = unsafe ring.span.bytes.extracting(first..<min(first + count, ring.count))
    return body(piece) ? piece.byteCount : 0
  }

  // MARK: The ring

  private mutating func write(_ audio: RawSpan) {
    grow(toHold: byteCount + audio.byteCount)
    var rest = audio
    while rest.byteCount > 0 {
      let end = (start + byteCount) % ring.count
      let count = min(rest.byteCount, ring.count - end)
      copy(rest.extracting(first: count), to: end)
      rest = rest.extracting(droppingFirst: count)
      byteCount += count
    }
  }

  private mutating func copy(_ audio: RawSpan, to offset: Int) {
    unsafe ring.withUnsafeMutableBytes { ring in
      // Bound: taking the part of the ring checks that it lies within.
      let target = unsafe UnsafeMutableRawBufferPointer(rebasing: ring[offset..<(offset + audio.byteCount)])
      unsafe audio.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
    }
  }

  /// Doubles, so that audio that comes in small pieces is seldom moved.
  private mutating func grow(toHold count: Int) {
    guard count > ring.count else { return }
    let size = min(max(count, 2 * ring.count), maximumByteCount)
    var larger: [UInt8] = []
    larger.reserveCapacity(wholeSamples(size, rounding: .up))
    larger += ring[start..<min(start + byteCount, ring.count)]
    larger += ring[..<max(start + byteCount - ring.count, 0)]
    larger += repeatElement(0, count: wholeSamples(size, rounding: .up) - larger.count)
    (ring, start) = (larger, 0)
  }

  private mutating func consume(_ count: Int) {
    guard count > 0 else { return }
    byteCount -= count
    start = isEmpty ? 0 : (start + count) % ring.count
  }

  private func wholeSamples(_ count: Int, rounding rule: FloatingPointRoundingRule = .down) -> Int {
    let size = encoding.bytesPerSample
    return (rule == .up ? count + size - 1 : count) / size * size
  }
}
