// Written by Generator/generate from events.facts: change those, not this file.

/// What the assistant said was cut.
///
/// Server event `conversation.item.truncated` (GA, beta).
public struct ConversationItemTruncated: RealtimeServerEvent, ~Escapable {
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
  /// The assistant's message that was cut.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }
  /// Position of the part in the item's content; 0, the first, if the service does not say.
  public var contentIndex: Int { raw.required(.contentIndex) }
  /// Milliseconds of audio that are left.
  public var audioEndMs: Int? { raw.optional(.audioEndMs) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The assistant's message that was cut.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// Milliseconds of audio that are left.
    public var audioEndMs: Int?

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int,
      audioEndMs: Int? = nil
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.audioEndMs = audioEndMs
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.required(.contentIndex)
      audioEndMs = raw.optional(.audioEndMs)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
