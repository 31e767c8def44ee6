// Written by Generator/generate from events.facts: change those, not this file.

/// What is left of the rate limits.
///
/// Server event `rate_limits.updated` (GA, beta).
public struct RateLimitsUpdated: RealtimeServerEvent, ~Escapable {
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
  /// The limits.
  public var rateLimits: [RateLimit] { raw.required(.rateLimits) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The limits.
    public var rateLimits: [RateLimit]

    /// Made of these members; one that is left out is absent.
    public init(eventID: String, rateLimits: [RateLimit]) {
      self.eventID = eventID
      self.rateLimits = rateLimits
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      rateLimits = raw.required(.rateLimits)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
