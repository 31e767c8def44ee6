// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

/// A conversation began, right after the session.
///
/// Server event `conversation.created` (GA, beta).
public struct ConversationCreated: RealtimeServerEvent, ~Escapable {
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
  /// The conversation.
  public var conversation: Conversation { raw.required(.conversation) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The conversation.
    public var conversation: Conversation

    public init(eventID: String, conversation: Conversation) {
      self.eventID = eventID
      self.conversation = conversation
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      conversation = raw.required(.conversation)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// An item was added (beta; GA says `conversation.item.added`).
///
/// Server event `conversation.item.created` (GA, beta).
public struct ConversationItemCreated: RealtimeServerEvent, ~Escapable {
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
  /// The item that precedes this one, nil for the first.
  public var previousItemID: String? { raw.optional(.previousItemID) }
  /// `previousItemID` in place, for whoever needs no copy: valid until the listener returns.
  public var previousItemIDUTF8: UTF8Span? {
    @_lifetime(copy self) get { raw.optionalText(.previousItemID) }
  }
  /// The item.
  public var item: ConversationItem { raw.required(.item) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The item that precedes this one, nil for the first.
    public var previousItemID: String?
    /// The item.
    public var item: ConversationItem

    public init(
      eventID: String,
      previousItemID: String? = nil,
      item: ConversationItem
    ) {
      self.eventID = eventID
      self.previousItemID = previousItemID
      self.item = item
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      previousItemID = raw.optional(.previousItemID)
      item = raw.required(.item)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// An item was removed.
///
/// Server event `conversation.item.deleted` (GA, beta).
public struct ConversationItemDeleted: RealtimeServerEvent, ~Escapable {
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
  /// The conversation item this belongs to.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The conversation item this belongs to.
    @ShortText public var itemID: String

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

/// An item that was asked for.
///
/// Server event `conversation.item.retrieved` (GA, beta).
public struct ConversationItemRetrieved: RealtimeServerEvent, ~Escapable {
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
  /// The item.
  public var item: ConversationItem { raw.required(.item) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The item.
    public var item: ConversationItem

    public init(eventID: String, item: ConversationItem) {
      self.eventID = eventID
      self.item = item
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      item = raw.required(.item)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

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
  /// The conversation item this belongs to.
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
    /// The conversation item this belongs to.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// Milliseconds of audio that are left.
    public var audioEndMs: Int?

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

/// An item was added to the conversation.
///
/// Server event `conversation.item.added` (GA).
public struct ConversationItemAdded: RealtimeServerEvent, ~Escapable {
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
  /// The item that precedes this one, nil for the first.
  public var previousItemID: String? { raw.optional(.previousItemID) }
  /// `previousItemID` in place, for whoever needs no copy: valid until the listener returns.
  public var previousItemIDUTF8: UTF8Span? {
    @_lifetime(copy self) get { raw.optionalText(.previousItemID) }
  }
  /// The item.
  public var item: ConversationItem { raw.required(.item) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The item that precedes this one, nil for the first.
    public var previousItemID: String?
    /// The item.
    public var item: ConversationItem

    public init(
      eventID: String,
      previousItemID: String? = nil,
      item: ConversationItem
    ) {
      self.eventID = eventID
      self.previousItemID = previousItemID
      self.item = item
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      previousItemID = raw.optional(.previousItemID)
      item = raw.required(.item)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// An item of the conversation is complete.
///
/// Server event `conversation.item.done` (GA).
public struct ConversationItemDone: RealtimeServerEvent, ~Escapable {
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
  /// The item that precedes this one, nil for the first.
  public var previousItemID: String? { raw.optional(.previousItemID) }
  /// `previousItemID` in place, for whoever needs no copy: valid until the listener returns.
  public var previousItemIDUTF8: UTF8Span? {
    @_lifetime(copy self) get { raw.optionalText(.previousItemID) }
  }
  /// The item.
  public var item: ConversationItem { raw.required(.item) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The item that precedes this one, nil for the first.
    public var previousItemID: String?
    /// The item.
    public var item: ConversationItem

    public init(
      eventID: String,
      previousItemID: String? = nil,
      item: ConversationItem
    ) {
      self.eventID = eventID
      self.previousItemID = previousItemID
      self.item = item
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      previousItemID = raw.optional(.previousItemID)
      item = raw.required(.item)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
