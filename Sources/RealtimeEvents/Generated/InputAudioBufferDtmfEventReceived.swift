// Written by Generator/generate from events.facts: change those, not this file.

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

    /// Made of these members; one that is left out is absent.
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
