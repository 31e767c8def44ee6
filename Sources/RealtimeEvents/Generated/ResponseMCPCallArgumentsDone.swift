// Written by Generator/generate from events.facts: change those, not this file.

/// An MCP call's arguments are complete.
///
/// Server event `response.mcp_call_arguments.done` (GA).
public struct ResponseMCPCallArgumentsDone: RealtimeServerEvent, ~Escapable {
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
  /// Its arguments, JSON text.
  public var arguments: String { raw.required(.arguments) }
  /// `arguments` in place, for whoever needs no copy: valid until the listener returns.
  public var argumentsUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.arguments) }
  }

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
    /// Its arguments, JSON text.
    public var arguments: String

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      responseID: String,
      itemID: String,
      outputIndex: Int,
      arguments: String
    ) {
      self.eventID = eventID
      self.responseID = responseID
      self.itemID = itemID
      self.outputIndex = outputIndex
      self.arguments = arguments
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _responseID = raw.required(.responseID)
      _itemID = raw.required(.itemID)
      outputIndex = raw.required(.outputIndex)
      arguments = raw.required(.arguments)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
