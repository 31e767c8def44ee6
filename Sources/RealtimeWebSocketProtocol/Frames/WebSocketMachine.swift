package import RealtimeBuffers

/// One WebSocket connection after its opening handshake, without any I/O: bytes and time go in as arguments,
/// events and bytes come out.
///
/// # Driver contract
///
/// 1. Bytes in: write received bytes at the tail of `receivingBuffer()`, or lend them where they lie by
///    `beginReading(_:)`. Then call `nextEvent()` until it returns `needMoreBytes`, `failed` or `ended`, or until
///    `hasUnreadBytes` says after a message that there is no other. Stopping earlier is allowed (reading paused, a
///    budget used up): the next `receivingBuffer()` or `nextEvent()` goes on from there. Keep no reference to the
///    buffer: ask again. `endReading()` ends a turn, and tells whether lent bytes may come next.
/// 2. A payload is valid until the next `nextEvent()`, `receivingBuffer()` or `endReading()`. Sending, closing and
///    dropping the shell's other state from a listener are allowed while one is held.
/// 3. After every event, and after `close`, look at `hasControlOutput` and append `drainControlOutput(into:)` to
///    what goes out. Pongs and Close frames keep their place among the messages sent so.
/// 4. `send` completes the frame in the buffer it is given; append that buffer's readable bytes to what goes out
///    before anything else is sent.
/// 5. When everything written has left for the kernel, call `outputFlushed()`, and look at `hasControlOutput`.
/// 6. After events and flushes ask `closingStep(now:)` what the transport should do. When the transport has ended,
///    for whatever reason, call `transportEnded()` once, then read `closeReport`.
///
/// Nothing that a peer sends throws or traps. A failed machine stays failed, discards its input and still gives
/// its last output. Loop-bound.
package final class WebSocketMachine {
  package enum Role: Sendable, Hashable {
    case client, server
  }

  /// How messages reach the listener.
  package enum Reading: Sendable, Hashable {
    /// Each message in one piece. One that came in a single frame is not copied; one in fragments is assembled.
    case wholeMessages
    /// Payload bytes as they arrive, never assembled.
    case fragments
  }

  package struct Configuration: Sendable {
    package var limits = WebSocketLimits()
    package var reading = Reading.wholeMessages
    /// How long a closing handshake may take, from the first Close frame to the end of the transport.
    package var closeTimeout = Duration.seconds(5)

    package init() {}
  }

  /// Bytes that `send` needs in front of the payload.
  package static var headroomByteCount: Int { FrameHeader.maximumByteCount }

  let role: Role
  let configuration: Configuration
  let deflate: DeflateParameters?
  let maskingKeys: MaskingKeySource

  /// Received bytes. Lent to this machine while it reads.
  let input: ByteBuffer
  /// The message that is being assembled from fragments or inflated.
  let assembly: ByteBuffer

  // What is being read: bytes `cursor..<end` of the lent input, or of the driver's memory.
  var base: UnsafeMutableRawPointer
  var cursor = 0
  var end = 0
  var isReading = false
  /// Whether the bytes are the driver's.
  var isReadingInPlace = false

  var frame = FrameHeader.none
  var isInsideFrame = false
  /// Payload bytes of the current frame that were unmasked, validated and, in assembly, taken over.
  var processedByteCount = 0
  var incoming = IncomingMessage()
  var utf8 = UTF8Validator()
  /// Payload bytes behind `cursor` that are unmasked already, though not inflated.
  var unmaskedAheadByteCount = 0
  /// Made when the first compressed message comes.
  var inflater: Inflater?

  var replies = AutomaticReplies()
  var closing = ClosingHandshake()
  var outgoing = OutgoingMessage()
  /// Made when the first message is compressed.
  var deflater: Deflater?

  /// `input` may hold the bytes that followed the opening handshake; `deflate` is what that agreed on.
  package init(
    role: Role, configuration: Configuration = Configuration(), deflate: DeflateParameters? = nil,
    maskingKeys: MaskingKeySource, input: ByteBuffer, pool: BlockPool
  ) {
    self.role = role
    self.configuration = configuration
    self.deflate = deflate
    self.maskingKeys = maskingKeys
    self.input = input
    assembly = ByteBuffer(pool: pool)
    base = Self.nowhere
  }

  /// What the machine failed with, if it did.
  package var failure: WebSocketError? { closing.failure }

  /// Whether messages can still be sent.
  package var isOpenForSending: Bool { closing.isOpenForSending }

  /// Both Close frames, who was first, and what went wrong.
  package var closeReport: CloseReport { closing.report }

  /// Points nowhere in particular; every access is behind `cursor < end`.
  private static var nowhere: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: UInt(64)) ?? .allocate(byteCount: 1, alignment: 1)
  }
}

/// The data message that is arriving.
struct IncomingMessage {
  /// `nil` between messages.
  var kind: MessageKind?
  var isCompressed = false
  /// Payload bytes so far, after inflation.
  var byteCount = 0
  var emptyFragmentCount = 0
  /// Its bytes were lent with the last event and go at the next call.
  var isDelivered = false
}

/// The data message that is being sent in fragments.
struct OutgoingMessage {
  /// `nil` between messages.
  var kind: MessageKind?
  /// Decided by its first fragment.
  var isCompressed = false
  /// Where its text is between two fragments.
  var utf8 = UTF8Validator()
}
