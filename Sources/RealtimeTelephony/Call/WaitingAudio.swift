internal import RealtimeBuffers

/// The model's audio that waits for the carrier or for its time, up to a limit. It goes out in whole frames.
/// Loop-bound.
final class WaitingAudio {
  private let format: CarrierFormat
  private let maximumByteCount: Int
  private let buffer: ByteBuffer
  /// Whether no more of what is said will come: then the last frame may be filled up.
  private(set) var isWhole = false

  init(_ format: CarrierFormat, atMost limit: Duration, pool: BlockPool) {
    self.format = format
    let milliseconds = Int(min(max(limit, .seconds(1)), .seconds(3_600)) / .milliseconds(1))
    maximumByteCount = milliseconds * format.bytesPerSecond / 1_000
    buffer = ByteBuffer(pool: pool)
  }

  var isEmpty: Bool { buffer.isEmpty }
  var hasFrame: Bool { buffer.readableByteCount >= format.frameByteCount }

  /// - Returns: how many bytes there is no room for.
  func append(_ audio: RawSpan) -> Int {
    isWhole = false
    let taken = min(max(maximumByteCount - buffer.readableByteCount, 0), audio.byteCount)
    buffer.append(audio.extracting(first: taken))
    return audio.byteCount - taken
  }

  func finish() { isWhole = true }

  /// How many frames can go out now. The last one is filled up with silence if it is the last of all.
  func frameCount() -> Int {
    let rest = buffer.readableByteCount
    if isWhole, rest > 0, rest < format.frameByteCount {
      for _ in rest..<format.frameByteCount { buffer.append(format.silence) }
    }
    return buffer.readableByteCount / format.frameByteCount
  }

  /// Lends so many frames, and lets them go.
  func take(_ frameCount: Int, _ body: (RawSpan) -> Void) {
    let byteCount = frameCount * format.frameByteCount
    buffer.withReadableBytes { body($0.extracting(first: byteCount)) }
    // What was sent may have ended the call.
    buffer.consume(min(byteCount, buffer.readableByteCount))
    buffer.releaseIfEmpty()
  }

  func clear() {
    isWhole = false
    buffer.consume(buffer.readableByteCount)
    buffer.releaseIfEmpty()
  }
}
