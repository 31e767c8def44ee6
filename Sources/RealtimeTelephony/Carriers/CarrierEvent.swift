/// What a message of a carrier says. Borrows the message.
public enum CarrierEvent: ~Escapable {
  /// The socket is in use; the stream is not known yet.
  case connected
  /// The stream begins.
  case started(CarrierStart)
  /// Audio of the caller.
  case audio(CarrierAudio)
  /// The caller has pressed a key.
  case dtmf(CarrierDTMF)
  /// What was sent before the mark of this name has been played, or dropped by a clear.
  case played(mark: String)
  /// What waited to be played was dropped, as it was told to.
  case cleared
  /// The stream has ended: nothing follows that counts.
  case stopped
  /// The message cannot be used, or the carrier reports an error. The call goes on.
  case fault(CarrierFault)
  /// A message that means nothing here, such as one that a later version of the protocol has.
  case ignored
}

/// How a stream begins.
public struct CarrierStart: Sendable, Hashable {
  /// The carrier's id of the stream, which it wants in each message; empty if it has none.
  public var streamID: String
  /// The carrier's id of the call; empty if it does not say.
  public var callID: String
  /// The format of the caller's audio; `nil` for one that is not known here.
  public var format: CarrierFormat?
  /// The format of the audio that it plays; `nil` for one that is not known here. Most carriers have one for both.
  public var outputFormat: CarrierFormat?
  /// What the application has given along when it connected the call. Untrusted unless the upgrade was verified.
  public var parameters: [String: String]

  /// A start. What is played has the format of the caller's audio, until `outputFormat` is set.
  public init(
    streamID: String, callID: String, format: CarrierFormat?, parameters: [String: String] = [:]
  ) {
    self.streamID = streamID
    self.callID = callID
    self.format = format
    outputFormat = format
    self.parameters = parameters
  }
}

extension CarrierStart: CustomStringConvertible, CustomReflectable {
  public var description: String { "a stream" }
  /// The parameters print as their names: a value may be a phone number, or let somebody in.
  public var customMirror: Mirror {
    let children =
      ["streamID": streamID, "callID": callID, "parameters": parameters.keys.sorted()] as KeyValuePairs<_, Any>
    return Mirror(self, children: children, displayStyle: .struct)
  }
}

/// A piece of the caller's audio, as the carrier wrote it. Borrows the message.
public struct CarrierAudio: ~Escapable {
  /// Base64 (RFC 4648 section 4) without quotes and escapes, or the audio itself, as `isBase64` says. Base64 is not
  /// checked.
  public let bytes: RawSpan
  /// Whether `bytes` are base64.
  public let isBase64: Bool
  /// Where it belongs in the stream, in milliseconds from its start; `nil` if the carrier does not say.
  public let position: Int?
  /// Its number in the stream, one more than that of the piece before it; `nil` if the carrier does not say.
  public let number: Int?

  /// Audio that is base64 in the carrier's message.
  @_lifetime(copy base64)
  public init(base64: RawSpan, position: Int? = nil, number: Int? = nil) {
    bytes = base64
    isBase64 = true
    self.position = position
    self.number = number
  }

  /// Audio that is the carrier's message.
  @_lifetime(copy bytes)
  public init(bytes: RawSpan, position: Int? = nil, number: Int? = nil) {
    self.bytes = bytes
    isBase64 = false
    self.position = position
    self.number = number
  }
}

/// A key that the caller has pressed. It may be a digit of a secret: it does not print.
public struct CarrierDTMF: Sendable, Hashable {
  /// `0` to `9`, `*`, `#`, `A` to `D`.
  public let key: Character
  /// How long it was held, in milliseconds; `nil` if the carrier does not say.
  public let duration: Int?

  /// A key; `nil` for a character that no telephone has.
  public init?(_ key: Character, duration: Int? = nil) {
    guard "0123456789*#ABCD".contains(key) else { return nil }
    self.key = key
    self.duration = duration
  }
}

extension CarrierDTMF: CustomStringConvertible, CustomReflectable {
  public var description: String { "a key" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// Why a message of a carrier cannot be used.
public enum CarrierFault: Sendable, Hashable {
  /// It is no JSON, or a member is of the wrong type or missing.
  case malformed
  /// Binary where the carrier sends text, or the other way round.
  case wrongKind
  /// Audio, keys or marks before the stream has begun, or after it has ended.
  case outsideStream
  /// A stream begins that has begun already.
  case startedTwice
  /// The carrier reports an error of its own.
  case reported(code: Int?)
}
