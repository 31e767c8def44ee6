internal import RealtimeBuffers

/// Messages that wait for a connection to open, in the order they were given, within a byte limit.
///
/// One buffer holds them, one after the other, and gives its memory back when they are gone.
final class SendQueue {
  private let limit: RealtimeOptions.SendingBeforeOpen
  private let pool: BlockPool
  /// Only while something waits: most connections never have anything here, and none once it is open.
  private var buffer: ByteBuffer?
  private var byteCounts: [Int] = []

  init(_ limit: RealtimeOptions.SendingBeforeOpen, pool: BlockPool) {
    self.limit = limit
    self.pool = pool
  }

  /// Keeps the message that `compose` appends.
  ///
  /// - Returns: why it was not kept; nothing of it is left then.
  func append(_ compose: (ByteBuffer) -> Void) -> RealtimeSendError? {
    guard case .queued(let maximumByteCount) = limit else { return .notOpen }
    let buffer = self.buffer ?? ByteBuffer(pool: pool)
    let byteCount = buffer.readableByteCount
    compose(buffer)
    guard buffer.readableByteCount <= maximumByteCount else {
      buffer.truncate(toByteCount: byteCount)
      return .queueFull(maximumByteCount: maximumByteCount)
    }
    byteCounts.append(buffer.readableByteCount - byteCount)
    self.buffer = buffer
    return nil
  }

  /// Takes back what waits, first in, first out, as text.
  func takeAll() -> [String] {
    var messages: [String] = []
    drain { message in unsafe messages.append(message.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }) }
    return messages
  }

  /// Gives the messages to `body`, first in, first out, and forgets each one that it has taken.
  func drain(_ body: (RawSpan) -> Void) {
    guard let buffer else { return }
    let messages = byteCounts
    byteCounts = []
    self.buffer = nil
    for byteCount in messages {
      buffer.withReadableBytes { body($0.extracting(first: byteCount)) }
      buffer.consume(byteCount)
    }
  }
}
