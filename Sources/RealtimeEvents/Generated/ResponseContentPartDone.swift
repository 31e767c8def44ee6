// Written by Generator/generate from events.facts: change those, not this file.

/// A part of the answer is complete.
///
/// Server event `response.content_part.done` (GA, beta).
public struct ResponseContentPartDone: RealtimeServerEvent, ~Escapable {
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
  /// The response this belongs to.
  public var responseID: String { raw.required(.responseID) }
  /// `responseID` in place, for whoever needs no copy: valid until the listener returns.
  public var responseIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.responseID) }
  }
  /// The conversation item this belongs to.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }
  /// Position of the item in the response's output; 0, the first, if the service does not say.
  public var outputIndex: Int { raw.required(.outputIndex) }
  /// Position of the part in the item's content; 0, the first, if the service does not say.
  public var contentIndex: Int { raw.required(.contentIndex) }
  /// The part.
  public var part: ContentPart { raw.required(.part) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The response this belongs to.
    @ShortText public var responseID: String
    /// The conversation item this belongs to.
    @ShortText public var itemID: String
    /// Position of the item in the response's output; 0, the first, if the service does not say.
    public var outputIndex: Int
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// The part.
    public var part: ContentPart

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      responseID: String,
      itemID: String,
      outputIndex: Int,
      contentIndex: Int,
      part: ContentPart
    ) {
      self.eventID = eventID
      self.responseID = responseID
      self.itemID = itemID
      self.outputIndex = outputIndex
      self.contentIndex = contentIndex
      self.part = part
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _responseID = raw.required(.responseID)
      _itemID = raw.required(.itemID)
      outputIndex = raw.required(.outputIndex)
      contentIndex = raw.required(.contentIndex)
      part = raw.required(.part)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
