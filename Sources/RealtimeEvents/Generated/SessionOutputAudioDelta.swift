// Written by Generator/generate from events.facts: change those, not this file.

/// More translated audio.
///
/// Server event `session.output_audio.delta` (translation).
public struct SessionOutputAudioDelta: RealtimeServerEvent, ~Escapable {
  /// The event itself, with access to every member by name.
  public let raw: ServerEvent

  @_lifetime(copy event)
  public init(_ event: ServerEvent) {
    raw = event
  }

  /// The server's id of this event.
  public var eventID: String { raw.required(.eventID) }
  /// `eventID` in place, for whoever needs no copy: valid until the listener returns.
  public var eventIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.eventID) }
  }
  /// The audio as it came, in base64.
  public var delta: String { raw.required(.delta) }
  /// The audio, decoded once into memory that is reused: valid until the listener returns.
  ///
  /// Empty if the base64 is malformed; the connection then reports one error.
  public var audio: RawSpan {
    @_lifetime(copy self) get { raw.audio }
  }
  /// How many bytes of audio the event holds, without decoding them.
  public var audioByteCount: Int { raw.audioByteCount }
  /// Samples per second; 24000 if absent.
  public var sampleRate: Int? { raw.optional(.sampleRate) }
  /// Channels; 1 if absent.
  public var channels: Int? { raw.optional(.channels) }
  /// Its encoding; `pcm16`.
  public var format: BetaAudioFormat? { raw.optional(.format) }
  /// Where it lies in the input, in milliseconds.
  public var elapsedMs: Int? { raw.optional(.elapsedMs) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The audio, decoded; empty if its base64 is malformed.
    public var audio: [UInt8]
    /// Samples per second; 24000 if absent.
    public var sampleRate: Int?
    /// Channels; 1 if absent.
    public var channels: Int?
    /// Its encoding; `pcm16`.
    public var format: BetaAudioFormat?
    /// Where it lies in the input, in milliseconds.
    public var elapsedMs: Int?

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      audio: [UInt8],
      sampleRate: Int? = nil,
      channels: Int? = nil,
      format: BetaAudioFormat? = nil,
      elapsedMs: Int? = nil
    ) {
      self.eventID = eventID
      self.audio = audio
      self.sampleRate = sampleRate
      self.channels = channels
      self.format = format
      self.elapsedMs = elapsedMs
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      audio = raw.audioBytes()
      sampleRate = raw.optional(.sampleRate)
      channels = raw.optional(.channels)
      format = raw.optional(.format)
      elapsedMs = raw.optional(.elapsedMs)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
