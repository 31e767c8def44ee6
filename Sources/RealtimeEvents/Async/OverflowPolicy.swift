/// What a sequence of events does when its consumer is slower than the service.
public enum OverflowPolicy: Sendable, Hashable {
  /// Keeps everything and stops reading from the connection until half of the limit is free again. It slows the whole
  /// connection down, its Pings too: for one consumer that takes everything.
  case pauseReading
  /// Drops the oldest that waits, and counts it. The connection goes on: for audio, and texts whose newest matters.
  case dropOldest
  /// Ends the sequence with `EventSequenceError.overflow` after what waits.
  case fail
}

/// How much may wait for the consumer of a sequence.
public struct EventSequenceLimits: Sendable, Hashable {
  /// Items, at least 1.
  public var itemCount: Int { didSet { itemCount = max(1, itemCount) } }
  /// Bytes, as the items came, at least 0. One item alone may have more: the limit of a received message holds for it.
  public var byteCount: Int { didSet { byteCount = max(0, byteCount) } }

  /// 256 items and 4 MiB unless said otherwise.
  public init(itemCount: Int = 256, byteCount: Int = 4 << 20) {
    self.itemCount = max(1, itemCount)
    self.byteCount = max(0, byteCount)
  }

  /// For audio: 4096 items and 16 MiB as it came. The service speaks faster than it is heard, so that minutes of an
  /// answer wait while it is played.
  public static let audio = EventSequenceLimits(itemCount: 4096, byteCount: 16 << 20)
}
