// Written by Generator/generate from events.facts: change those, not this file.

/// An MCP server's tools could not be listed.
///
/// Server event `mcp_list_tools.failed` (GA).
public struct MCPListToolsFailed: RealtimeServerEvent, ~Escapable {
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
  /// The item that holds the list.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The item that holds the list.
    @ShortText public var itemID: String

    /// Made of these members; one that is left out is absent.
    public init(eventID: String, itemID: String) {
      self.eventID = eventID
      self.itemID = itemID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
