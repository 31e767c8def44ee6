/// What a carrier says on its WebSocket, and how it is told something: the difference between carriers, and nothing
/// else.
///
/// A codec is a value: it takes messages and returns what they mean, it takes commands and writes the messages for
/// them. Of a call it knows no more than the id of its stream. It has no socket, clock or queue.
public protocol CarrierCodec: Sendable {
  /// What this carrier can do.
  var abilities: CarrierAbilities { get }

  /// Reads one message of the carrier. Whatever came, it does not trap: what it does not know is `ignored`, what is
  /// wrong is a `fault`.
  ///
  /// - Parameters:
  ///   - message: All of it, without the WebSocket's framing. Borrowed for the call. Text is UTF-8.
  ///   - kind: Text or binary.
  ///   - event: Called with each thing that the message says, in order, none or several; what it is given is borrowed.
  mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void)

  /// Writes the message for a command. Audio is a message of the kind that `abilities` has, everything else is text.
  ///
  /// - Returns: whether the carrier has such a message and may be sent it now; nothing is sent otherwise.
  mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool
}

/// What a carrier can do, beyond audio in both directions.
public struct CarrierAbilities: Sendable, Hashable {
  /// The formats of audio that it may have, the best first.
  public var formats: [CarrierFormat]
  /// Whether its audio comes and goes as binary messages, as it is, and not as base64 inside JSON.
  public var hasBinaryAudio: Bool
  /// Whether it returns a mark when what was sent before it has been played.
  public var hasMarks: Bool
  /// Whether it drops what waits to be played when told to.
  public var canClear: Bool
  /// Whether it says that it did so.
  public var acknowledgesClear: Bool
  /// Whether it plays keys (DTMF) to the caller.
  public var canSendDTMF: Bool
  /// Whether nothing may be sent before it has named its stream.
  public var needsStreamID: Bool
  /// Whether messages come in the order in which they were made. Where not, `CarrierAudio.number` tells it.
  public var keepsOrder: Bool
  /// How much audio one message may have at most; `nil` if any.
  public var longestAudio: Duration?

  /// The abilities that most carriers have; the rest is set after it.
  public init(formats: [CarrierFormat]) {
    self.formats = formats
    hasBinaryAudio = false
    hasMarks = true
    canClear = true
    acknowledgesClear = false
    canSendDTMF = false
    needsStreamID = true
    keepsOrder = true
    longestAudio = nil
  }
}
