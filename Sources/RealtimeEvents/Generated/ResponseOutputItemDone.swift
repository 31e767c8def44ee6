// Written by Generator/generate from events.facts: change those, not this file.

/// An item of the answer is complete.
///
/// Server event `response.output_item.done` (GA, beta).
public struct ResponseOutputItemDone: RealtimeServerEvent, ~Escapable {
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
  /// Position of the item in the response's output; 0, the first, if the service does not say.
  public var outputIndex: Int { raw.required(.outputIndex) }
  /// The item.
  public var item: ConversationItem { raw.required(.item) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The response this belongs to.
    @ShortText public var responseID: String
    /// Position of the item in the response's output; 0, the first, if the service does not say.
    public var outputIndex: Int
    /// The item.
    public var item: ConversationItem

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      responseID: String,
      outputIndex: Int,
      item: ConversationItem
    ) {
      self.eventID = eventID
      self.responseID = responseID
      self.outputIndex = outputIndex
      self.item = item
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _responseID = raw.required(.responseID)
      outputIndex = raw.required(.outputIndex)
      item = raw.required(.item)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
