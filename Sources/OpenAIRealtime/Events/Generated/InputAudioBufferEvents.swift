// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

/// The input buffer was emptied.
///
/// Server event `input_audio_buffer.cleared` (GA, beta).
public struct InputAudioBufferCleared: RealtimeServerEvent, ~Escapable {
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

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String

    public init(eventID: String) {
      self.eventID = eventID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// The input buffer became a user message.
///
/// Server event `input_audio_buffer.committed` (GA, beta).
public struct InputAudioBufferCommitted: RealtimeServerEvent, ~Escapable {
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
    /// The item that precedes this one, nil for the first.
    public var previousItemID: String?
    /// The conversation item this belongs to.
    @ShortText public var itemID: String

    public init(eventID: String, previousItemID: String? = nil, itemID: String) {
      self.eventID = eventID
      self.previousItemID = previousItemID
      self.itemID = itemID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      previousItemID = raw.optional(.previousItemID)
      _itemID = raw.required(.itemID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// A key was pressed on the phone (SIP). It has no event id.
///
/// Server event `input_audio_buffer.dtmf_event_received` (GA).
public struct InputAudioBufferDtmfEventReceived: RealtimeServerEvent, ~Escapable {
  /// The event itself, with access to every member by name.
  public let raw: ServerEvent

  @_lifetime(copy event)
  public init(_ event: ServerEvent) {
    raw = event
  }

  /// The key.
  public var event: String { raw.required(.event) }
  /// `event` in place, for whoever needs no copy: valid until the listener returns.
  public var eventUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.event) }
  }
  /// When, in seconds since 1970.
  public var receivedAt: Int? { raw.optional(.receivedAt) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The key.
    public var event: String
    /// When, in seconds since 1970.
    public var receivedAt: Int?

    public init(event: String, receivedAt: Int? = nil) {
      self.event = event
      self.receivedAt = receivedAt
    }

    fileprivate init(reading raw: ServerEvent) {
      event = raw.required(.event)
      receivedAt = raw.optional(.receivedAt)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

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
    /// Milliseconds of audio before it.
    public var audioStartMs: Int?
    /// The conversation item this belongs to.
    @ShortText public var itemID: String

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

/// Speech ended in the input buffer.
///
/// Server event `input_audio_buffer.speech_stopped` (GA, beta).
public struct InputAudioBufferSpeechStopped: RealtimeServerEvent, ~Escapable {
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
  /// Milliseconds of audio up to its end.
  public var audioEndMs: Int? { raw.optional(.audioEndMs) }
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
    /// Milliseconds of audio up to its end.
    public var audioEndMs: Int?
    /// The conversation item this belongs to.
    @ShortText public var itemID: String

    public init(eventID: String, audioEndMs: Int? = nil, itemID: String) {
      self.eventID = eventID
      self.audioEndMs = audioEndMs
      self.itemID = itemID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      audioEndMs = raw.optional(.audioEndMs)
      _itemID = raw.required(.itemID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// Nobody spoke for the idle time.
///
/// Server event `input_audio_buffer.timeout_triggered` (GA).
public struct InputAudioBufferTimeoutTriggered: RealtimeServerEvent, ~Escapable {
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
  /// Milliseconds of audio at which the silence began.
  public var audioStartMs: Int? { raw.optional(.audioStartMs) }
  /// Milliseconds of audio at which the time ran out.
  public var audioEndMs: Int? { raw.optional(.audioEndMs) }
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
    /// Milliseconds of audio at which the silence began.
    public var audioStartMs: Int?
    /// Milliseconds of audio at which the time ran out.
    public var audioEndMs: Int?
    /// The conversation item this belongs to.
    @ShortText public var itemID: String

    public init(
      eventID: String,
      audioStartMs: Int? = nil,
      audioEndMs: Int? = nil,
      itemID: String
    ) {
      self.eventID = eventID
      self.audioStartMs = audioStartMs
      self.audioEndMs = audioEndMs
      self.itemID = itemID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      audioStartMs = raw.optional(.audioStartMs)
      audioEndMs = raw.optional(.audioEndMs)
      _itemID = raw.required(.itemID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
