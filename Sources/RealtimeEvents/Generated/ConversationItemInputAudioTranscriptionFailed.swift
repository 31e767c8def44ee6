// Written by Generator/generate from events.facts: change those, not this file.

/// Input audio could not be transcribed.
///
/// Server event `conversation.item.input_audio_transcription.failed` (GA, beta).
public struct ConversationItemInputAudioTranscriptionFailed: RealtimeServerEvent, ~Escapable {
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
  /// The user message that was transcribed.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }
  /// Position of the part in the item's content; 0, the first, if the service does not say.
  public var contentIndex: Int { raw.required(.contentIndex) }
  /// Why.
  public var error: TranscriptionError { raw.required(.error) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The user message that was transcribed.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// Why.
    public var error: TranscriptionError

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int,
      error: TranscriptionError
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.error = error
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.required(.contentIndex)
      error = raw.required(.error)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
