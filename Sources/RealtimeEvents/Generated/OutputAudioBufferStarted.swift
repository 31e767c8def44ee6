// Written by Generator/generate from events.facts: change those, not this file.

/// Audio began to play (WebRTC and SIP).
///
/// Server event `output_audio_buffer.started` (GA, beta).
public struct OutputAudioBufferStarted: RealtimeServerEvent, ~Escapable {
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

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The response this belongs to.
    @ShortText public var responseID: String

    /// Made of these members; one that is left out is absent.
    public init(eventID: String, responseID: String) {
      self.eventID = eventID
      self.responseID = responseID
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _responseID = raw.required(.responseID)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
