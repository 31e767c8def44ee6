/// What a side wants of permessage-deflate (RFC 7692). Off unless a value is given to the handshake.
public struct DeflateConfiguration: Sendable, Hashable {
  /// Largest window of the server's compressor, 8 to 15. Default 15.
  public var serverMaxWindowBits = 15
  /// Largest window of the client's compressor, 8 to 15. Default 15.
  public var clientMaxWindowBits = 15
  /// The server forgets its window after each message: less memory, less compression.
  public var serverNoContextTakeover = false
  /// The client forgets its window after each message.
  public var clientNoContextTakeover = false
  /// Messages with fewer payload bytes are sent uncompressed. Default 1024.
  public var thresholdByteCount = 1024
  /// zlib's level, 1 (fast) to 9 (small). Default 6.
  public var level = 6
  /// zlib's memory level, 1 to 9. Default 8: a compressor of 15 window bits takes about 256 KiB.
  public var memoryLevel = 8

  /// The defaults of all properties.
  public init() {}
}
