/// What a peer may make this side hold or do. Every limit has a number; none can be switched off.
public struct WebSocketLimits: Sendable, Hashable {
  /// The largest `messageByteCount` that can be set: 1 GiB.
  public static let maximumMessageByteCount = 1 << 30

  /// Bytes of one message after reassembly and inflation. Default 16 MiB. A larger one closes with 1009.
  /// Values outside 1 to ``maximumMessageByteCount`` are brought into that range.
  public var messageByteCount: Int { didSet { messageByteCount = Self.clamped(messageByteCount) } }
  /// Fragments without payload in one message. Default 4096. More close with 1008.
  public var emptyFragmentCount = 4096
  /// Pongs written since the output was last flushed to the kernel. Default 16. A peer that sends more
  /// Pings without reading gets a Pong for the latest alone.
  public var unflushedPongCount = 16
  /// Bytes of an HTTP head, all interim responses included. Default 64 KiB.
  public var headByteCount = 64 << 10
  /// Bytes of one line of an HTTP head. Default 8 KiB.
  public var headLineByteCount = 8 << 10
  /// Header lines of an HTTP head. Default 128.
  public var headerCount = 128
  /// Bytes kept of the body of a refused handshake. Default 8 KiB.
  public var refusalBodyByteCount = 8 << 10
  /// Bytes of the body of a request that asks for no WebSocket. Default 64 KiB. A larger one is refused with 413.
  public var requestBodyByteCount = 64 << 10
  /// Bytes of the response to such a request, head and body. Default 1 MiB. In place of a larger one the
  /// client gets 500.
  public var responseByteCount = 1 << 20

  /// The defaults of all limits but the one for messages.
  public init(messageByteCount: Int = 16 << 20) { self.messageByteCount = Self.clamped(messageByteCount) }

  private static func clamped(_ byteCount: Int) -> Int { min(max(byteCount, 1), maximumMessageByteCount) }
}
