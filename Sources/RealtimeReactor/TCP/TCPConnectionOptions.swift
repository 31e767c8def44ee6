extension TCPConnection {
  /// Socket options and limits of a connection.
  public struct Options: Sendable {
    /// How long the connection may be idle before the kernel probes the peer, `nil` for never. Default 60 seconds.
    public var keepAlive: Duration? = .seconds(60)
    /// Above this many queued bytes the writer should pause until `didDrain`. Default 1 MiB.
    public var highWatermark = 1 << 20
    /// At this many queued bytes or fewer, `didDrain` follows a crossing of the high watermark. Default 256 KiB.
    public var lowWatermark = 256 << 10
    /// Most bytes that may be queued; `write` refuses more. Default 16 MiB.
    public var maximumQueuedByteCount = 16 << 20
    /// Most bytes that are read in one tick, so that one busy connection does not starve the others; the last read may
    /// exceed it. Default 1 MiB.
    public var maximumReadByteCountPerTick = 1 << 20
    /// Size of the kernel's send buffer in bytes, `nil` for the system's choice.
    public var sendBufferByteCount: Int?
    /// Size of the kernel's receive buffer in bytes, `nil` for the system's choice.
    public var receiveBufferByteCount: Int?

    /// Everything as by default.
    public init() {}

    /// The same within what a connection can work with: no number is negative, so that no difference overflows and a
    /// connection above its high watermark can come down to the low one.
    var bounded: Options {
      var options = self
      options.highWatermark = max(highWatermark, 0)
      options.lowWatermark = max(lowWatermark, 0)
      options.maximumQueuedByteCount = max(maximumQueuedByteCount, 0)
      return options
    }
  }
}
