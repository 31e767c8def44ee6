// Written by Generator/generate from events.facts: change those, not this file.

/// More of the answer's text.
///
/// Server event `response.output_text.delta` (GA).
public struct ResponseOutputTextDelta: RealtimeServerEvent, ~Escapable {
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
  /// The text that is new.
  ///
  /// Half of a character that was cut in two reads as U+FFFD: a ``TextAssembler`` joins the halves.
  public var delta: String { raw.required(.delta) }
  /// `delta` in place, for whoever needs no copy: valid until the listener returns.
  public var deltaUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.delta) }
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
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// The text that is new.
    public var delta: String
    /// Whether `delta` was cut within a character, for a ``TextAssembler``.
    public var deltaEnds: TextEnds

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      responseID: String,
      itemID: String,
      outputIndex: Int,
      contentIndex: Int,
      delta: String,
      deltaEnds: TextEnds = .whole
    ) {
      self.eventID = eventID
      self.responseID = responseID
      self.itemID = itemID
      self.outputIndex = outputIndex
      self.contentIndex = contentIndex
      self.delta = delta
      self.deltaEnds = deltaEnds
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _responseID = raw.required(.responseID)
      _itemID = raw.required(.itemID)
      outputIndex = raw.required(.outputIndex)
      contentIndex = raw.required(.contentIndex)
      delta = raw.required(.delta)
      deltaEnds = raw.ends(of: .delta)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

extension ResponseOutputTextDelta: TextDelta {
  public var textPiece: TextPiece { raw.textPiece }
}

extension ResponseOutputTextDelta.Owned: TextDelta {
  public var textPiece: TextPiece { TextPiece(delta, deltaEnds, of: itemID, at: contentIndex) }
}

/// More of the answer's text.
///
/// Server event `response.text.delta` (beta).
public typealias ResponseTextDelta = ResponseOutputTextDelta
