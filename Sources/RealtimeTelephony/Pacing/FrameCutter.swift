/// Cuts audio into the pieces that a carrier is sent: whole frames, however the audio comes.
///
/// Frames of uneven size are heard as jitter. What is no whole frame yet is held until more comes, or until `finish()`
/// fills it up. A piece begins where a group of base64 does whenever it can, so that its text is a part of the text
/// that came.
///
/// For each audio that comes: `next` until it returns `nil`.
struct FrameCutter {
  enum Piece: Equatable {
    /// `held`: what was held before, and the beginning of what came.
    case held
    /// This part of what came.
    case range(Range<Int>)
  }

  let frameByteCount: Int
  /// Bytes of the longest piece.
  let pieceByteCount: Int
  /// What a piece consists of that cannot be a part of what came.
  private(set) var held: [UInt8] = []
  private var isHeldSent = false
  private var offset = 0

  /// - Parameters:
  ///   - frameByteCount: At least 1.
  ///   - pieceFrameCount: Frames of the longest piece, at least 1. In a multiple of three each piece can be cut from
  ///     base64.
  init(frameByteCount: Int, pieceFrameCount: Int) {
    self.frameByteCount = frameByteCount
    pieceByteCount = frameByteCount * pieceFrameCount
    held.reserveCapacity(3 * frameByteCount)
  }

  /// Bytes that wait for the rest of their frame.
  var waitingByteCount: Int { isHeldSent ? 0 : held.count }

  /// The next piece of `audio`; `nil` if what is left of it is held, or nothing is.
  mutating func next(of audio: RawSpan) -> Piece? {
    dropSent()
    let left = audio.byteCount - offset
    let isWhole = held.count + left >= frameByteCount
    guard isWhole, left > 0 else {
      hold(left, of: audio)
      offset = 0
      return nil
    }
    if held.isEmpty {
      let byteCount = left >= pieceByteCount ? pieceByteCount : left - left % frameByteCount
      offset += byteCount
      return .range(offset - byteCount..<offset)
    }
    let frameCount = min(framesToGroup, (held.count + left) / frameByteCount)
    hold(frameCount * frameByteCount - held.count, of: audio)
    isHeldSent = true
    return .held
  }

  /// No more comes for now: makes a frame of what waits.
  ///
  /// - Returns: how many bytes of `held` are audio that came; `nil` if nothing waits.
  mutating func finish(with silence: UInt8) -> Int? {
    dropSent()
    guard !held.isEmpty else { return nil }
    let byteCount = held.count
    held.append(contentsOf: repeatElement(silence, count: frameByteCount - byteCount))
    isHeldSent = true
    return byteCount
  }

  /// Drops what waits.
  mutating func clear() {
    held.removeAll(keepingCapacity: true)
    isHeldSent = false
  }

  /// The fewest frames, what is held among them, after which the next piece begins with a group of base64.
  private var framesToGroup: Int {
    for count in 1...3 where (count * frameByteCount - held.count).isMultiple(of: 3) { return count }
    return 1
  }

  private mutating func hold(_ byteCount: Int, of audio: RawSpan) {
    unsafe audio.extracting(offset..<offset + byteCount).withUnsafeBytes { unsafe held.append(contentsOf: $0) }
    offset += byteCount
  }

  private mutating func dropSent() {
    if isHeldSent { clear() }
  }
}

extension FrameCutter.Piece {
  /// The part of `base64` that stands for this part of `byteCount` bytes; `nil` if there is none, or the text is not
  /// canonical.
  static func text(_ range: Range<Int>, of byteCount: Int, base64ByteCount: Int) -> Range<Int>? {
    guard base64ByteCount == (byteCount + 2) / 3 * 4, range.lowerBound.isMultiple(of: 3) else { return nil }
    let start = range.lowerBound / 3 * 4
    if range.upperBound == byteCount { return start..<base64ByteCount }
    return range.upperBound.isMultiple(of: 3) ? start..<range.upperBound / 3 * 4 : nil
  }
}
