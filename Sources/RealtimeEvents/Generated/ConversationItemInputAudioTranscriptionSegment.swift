// Written by Generator/generate from events.facts: change those, not this file.

/// A part of a transcript with its speaker.
///
/// Server event `conversation.item.input_audio_transcription.segment` (GA, beta).
public struct ConversationItemInputAudioTranscriptionSegment: RealtimeServerEvent, ~Escapable {
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
  /// What was said.
  public var text: String { raw.required(.text) }
  /// `text` in place, for whoever needs no copy: valid until the listener returns.
  public var textUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.text) }
  }
  /// The segment's id.
  public var id: String { raw.required(.id) }
  /// `id` in place, for whoever needs no copy: valid until the listener returns.
  public var idUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.id) }
  }
  /// Who said it.
  public var speaker: String { raw.required(.speaker) }
  /// `speaker` in place, for whoever needs no copy: valid until the listener returns.
  public var speakerUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.speaker) }
  }
  /// Seconds into the audio at which it begins.
  public var start: Double? { raw.optional(.start) }
  /// Seconds into the audio at which it ends.
  public var end: Double? { raw.optional(.end) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The user message that was transcribed.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// What was said.
    public var text: String
    /// The segment's id.
    public var id: String
    /// Who said it.
    public var speaker: String
    /// Seconds into the audio at which it begins.
    public var start: Double?
    /// Seconds into the audio at which it ends.
    public var end: Double?

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int,
      text: String,
      id: String,
      speaker: String,
      start: Double? = nil,
      end: Double? = nil
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.text = text
      self.id = id
      self.speaker = speaker
      self.start = start
      self.end = end
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.required(.contentIndex)
      text = raw.required(.text)
      id = raw.required(.id)
      speaker = raw.required(.speaker)
      start = raw.optional(.start)
      end = raw.optional(.end)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
