// Written by Generator/generate from events.facts: change those, not this file.

/// Input audio was transcribed.
///
/// Server event `conversation.item.input_audio_transcription.completed` (GA, beta).
public struct ConversationItemInputAudioTranscriptionCompleted: RealtimeServerEvent, ~Escapable {
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
  /// The user message that was transcribed.
  public var itemID: String { raw.required(.itemID) }
  /// `itemID` in place, for whoever needs no copy: valid until the listener returns.
  public var itemIDUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.itemID) }
  }
  /// Position of the part in the item's content; 0, the first, if the service does not say.
  public var contentIndex: Int { raw.required(.contentIndex) }
  /// What was said.
  public var transcript: String { raw.required(.transcript) }
  /// `transcript` in place, for whoever needs no copy: valid until the listener returns.
  public var transcriptUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.transcript) }
  }
  /// The languages heard.
  public var languages: [TranscriptionLanguage]? { raw.optional(.languages) }
  /// How sure the model was, if asked for.
  public var logprobs: [LogProbability]? { raw.optional(.logprobs) }
  /// What it took.
  public var usage: TranscriptionUsage { raw.required(.usage) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The user message that was transcribed.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// What was said.
    public var transcript: String
    /// The languages heard.
    public var languages: [TranscriptionLanguage]?
    /// How sure the model was, if asked for.
    public var logprobs: [LogProbability]?
    /// What it took.
    public var usage: TranscriptionUsage

    /// Made of these members; one that is left out is absent.
    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int,
      transcript: String,
      languages: [TranscriptionLanguage]? = nil,
      logprobs: [LogProbability]? = nil,
      usage: TranscriptionUsage
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.transcript = transcript
      self.languages = languages
      self.logprobs = logprobs
      self.usage = usage
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.required(.contentIndex)
      transcript = raw.required(.transcript)
      languages = raw.optional(.languages)
      logprobs = raw.optional(.logprobs)
      usage = raw.required(.usage)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
