public import RealtimeReactor

/// A connection that carries Realtime events: what a session, a conversation helper, a recorder or another
/// transport needs of one, and no more. `OpenAIRealtimeWS` is one.
///
/// Loop-bound: every call and every listener is on the thread of its loop.
public protocol RealtimeChannel: RealtimeEventSource {
  /// The loop that the channel lives on.
  var loop: EventLoop { get }
  /// How far the connection is.
  var state: RealtimeChannelState { get }

  /// Sends a client event.
  ///
  /// - Returns: `.queued` when the other side reads more slowly than this one sends; `.refused` when nothing was taken.
  @discardableResult
  func send(_ event: ClientEvent) -> SendOutcome

  /// Sends JSON that the caller has made, byte for byte. Bytes that are not UTF-8 are refused. See `send`.
  @discardableResult
  func sendRaw(_ json: RawSpan) -> SendOutcome

  /// Appends audio to the service's input buffer, by the event that this kind of session has for it.
  ///
  /// - Parameters:
  ///   - audio: In the session's input encoding. Borrowed for the call.
  ///   - eventID: An id of the caller's choice, which an error caused by the event repeats.
  /// - Returns: See `send`.
  @discardableResult
  func appendAudio(_ audio: RawSpan, eventID: String?) -> SendOutcome

  /// The same for audio that is base64 already, which the service checks. Borrowed for the call.
  @discardableResult
  func appendAudio(base64 audio: RawSpan, eventID: String?) -> SendOutcome

  /// Begins to close the connection. A second call changes nothing.
  ///
  /// - Parameters:
  ///   - code: A close code of WebSockets, RFC 6455 section 7.4; other transports take what is like it.
  ///   - reason: At most 123 bytes of UTF-8.
  func close(code: UInt16, reason: String)

  /// Stops reading: no event comes until `resumeReading()`, and the other side is slowed down.
  func pauseReading()
  /// Reads again, starting with what had come already.
  func resumeReading()

  /// Adds a listener for the moment at which the channel takes more again, after `send` returned `.queued`.
  @discardableResult
  func onDrain(_ listener: @escaping () -> Void) -> Self

  /// Called with every message that passes, in the order in which they pass: one that was received before any
  /// listener hears its event, one that is sent after it was taken. `nil`, the default, costs nothing.
  var onPassage: ((borrowing RealtimePassage) -> Void)? { get set }
}

/// How far a channel's connection is.
public enum RealtimeChannelState: Sendable, Hashable {
  /// It is being opened; what is sent may be kept for later.
  case connecting
  /// Events go both ways.
  case open
  /// It is being closed: what is sent is dropped.
  case closing
  /// Nothing comes and nothing goes any more.
  case closed
}

/// A message on its way through a channel. Valid until the `onPassage` that it was given to returns.
public struct RealtimePassage: ~Escapable {
  /// Which way a message goes.
  public enum Direction: Sendable, Hashable {
    /// From the service to this side.
    case received
    /// From this side to the service.
    case sent
  }

  /// Sent or received.
  public let direction: Direction
  /// The message: what is sent is JSON, what was received may be anything.
  public let bytes: RawSpan
  /// When it passed, by the clock of `EventLoop.now`.
  public let time: Duration

  /// For a transport of your own.
  @_lifetime(copy bytes)
  public init(_ direction: Direction, _ bytes: RawSpan, at time: Duration) {
    self.direction = direction
    self.bytes = bytes
    self.time = time
  }
}

extension RealtimeChannel {
  /// Sends JSON that the caller has made, byte for byte. See `send`.
  @discardableResult
  public func sendRaw(_ json: String) -> SendOutcome { unsafe sendRaw(json.utf8Span.span.bytes) }

  /// Appends audio that is base64 already. See the `appendAudio` that takes it as bytes.
  @discardableResult
  public func appendAudio(base64 audio: String, eventID: String? = nil) -> SendOutcome {
    unsafe appendAudio(base64: audio.utf8Span.span.bytes, eventID: eventID)
  }

  /// Appends the audio in an array. See the `appendAudio` that takes bytes.
  @discardableResult
  @inlinable
  public func appendAudio(_ audio: [UInt8], eventID: String? = nil) -> SendOutcome {
    unsafe appendAudio(audio.span.bytes, eventID: eventID)
  }

  /// Appends the audio in a part of an array. See the `appendAudio` that takes bytes.
  @discardableResult
  @inlinable
  public func appendAudio(_ audio: ArraySlice<UInt8>, eventID: String? = nil) -> SendOutcome {
    unsafe appendAudio(audio.span.bytes, eventID: eventID)
  }
}
