// Written by Generator/generate from events.facts: change those, not this file.

/// More of a transcript.
///
/// Server event `conversation.item.input_audio_transcription.delta` (GA, beta).
public struct ConversationItemInputAudioTranscriptionDelta: RealtimeServerEvent, ~Escapable {
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
  /// The user message that is transcribed.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }
  /// Position of the part in the item's content.
  public var contentIndex: Int? { raw.optional(.contentIndex) }
  /// The text that is new.
  ///
  /// Half of a character that was cut in two reads as U+FFFD: a ``TextAssembler`` joins the halves.
  public var delta: String? { raw.optional(.delta) }
  /// `delta` in place, for whoever needs no copy: valid until the listener returns.
  public var deltaUTF8: UTF8Span? {
    @_lifetime(copy self) get { raw.optionalText(.delta) }
  }
  /// How sure the model was, if asked for.
  public var logprobs: [LogProbability]? { raw.optional(.logprobs) }
  /// Padding that hides the text's length from an eavesdropper.
  public var obfuscation: String? { raw.optional(.obfuscation) }
  /// `obfuscation` in place, for whoever needs no copy: valid until the listener returns.
  public var obfuscationUTF8: UTF8Span? {
    @_lifetime(copy self) get { raw.optionalText(.obfuscation) }
  }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The user message that is transcribed.
    @ShortText public var itemID: String
    /// Position of the part in the item's content.
    public var contentIndex: Int?
    /// The text that is new.
    public var delta: String?
    /// How sure the model was, if asked for.
    public var logprobs: [LogProbability]?
    /// Padding that hides the text's length from an eavesdropper.
    public var obfuscation: String?
    /// Whether `delta` was cut within a character, for a ``TextAssembler``.
    public var deltaEnds: TextEnds

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int? = nil,
      delta: String? = nil,
      logprobs: [LogProbability]? = nil,
      obfuscation: String? = nil,
      deltaEnds: TextEnds = .whole
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.delta = delta
      self.logprobs = logprobs
      self.obfuscation = obfuscation
      self.deltaEnds = deltaEnds
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.optional(.contentIndex)
      delta = raw.optional(.delta)
      logprobs = raw.optional(.logprobs)
      obfuscation = raw.optional(.obfuscation)
      deltaEnds = raw.ends(of: .delta)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

extension ConversationItemInputAudioTranscriptionDelta: TextDelta {
  public var textPiece: TextPiece { raw.textPiece }
}

extension ConversationItemInputAudioTranscriptionDelta.Owned: TextDelta {
  public var textPiece: TextPiece { TextPiece(delta ?? "", deltaEnds, of: itemID, at: contentIndex) }
}
