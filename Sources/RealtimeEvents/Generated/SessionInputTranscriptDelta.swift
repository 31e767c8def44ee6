// Written by Generator/generate from events.facts: change those, not this file.

/// More of what was said, in its own language.
///
/// Server event `session.input_transcript.delta` (translation).
public struct SessionInputTranscriptDelta: RealtimeServerEvent, ~Escapable {
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
  /// The text that is new, with its spaces.
  ///
  /// Half of a character that was cut in two reads as U+FFFD: a ``TextAssembler`` joins the halves.
  public var delta: String { raw.required(.delta) }
  /// `delta` in place, for whoever needs no copy: valid until the listener returns.
  public var deltaUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.delta) }
  }
  /// Where it lies in the input, in milliseconds.
  public var elapsedMs: Int? { raw.optional(.elapsedMs) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The text that is new, with its spaces.
    public var delta: String
    /// Where it lies in the input, in milliseconds.
    public var elapsedMs: Int?
    /// Whether `delta` was cut within a character, for a ``TextAssembler``.
    public var deltaEnds: TextEnds

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      delta: String,
      elapsedMs: Int? = nil,
      deltaEnds: TextEnds = .whole
    ) {
      self.eventID = eventID
      self.delta = delta
      self.elapsedMs = elapsedMs
      self.deltaEnds = deltaEnds
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      delta = raw.required(.delta)
      elapsedMs = raw.optional(.elapsedMs)
      deltaEnds = raw.ends(of: .delta)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

extension SessionInputTranscriptDelta: TextDelta {
  public var textPiece: TextPiece { raw.textPiece }
}

extension SessionInputTranscriptDelta.Owned: TextDelta {
  public var textPiece: TextPiece {
    TextPiece(delta, deltaEnds, of: "session.input_transcript.delta", at: nil)
  }
}
