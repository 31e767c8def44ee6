// Written by Generator/generate from events.facts: change those, not this file.

/// Speech began in the input buffer.
///
/// Server event `input_audio_buffer.speech_started` (GA, beta).
public struct InputAudioBufferSpeechStarted: RealtimeServerEvent, ~Escapable {
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
  /// Milliseconds of audio before it.
  public var audioStartMs: Int? { raw.optional(.audioStartMs) }
  /// The user message that the speech will become.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// Milliseconds of audio before it.
    public var audioStartMs: Int?
    /// The user message that the speech will become.
    @ShortText public var itemID: String

    /// Made of these members; one that is left out is absent.
    public init(eventID: String, audioStartMs: Int? = nil, itemID: String) {
      self.eventID = eventID
      self.audioStartMs = audioStartMs
      self.itemID = itemID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      audioStartMs = raw.optional(.audioStartMs)
      _itemID = raw.required(.itemID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
