// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

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
  /// The conversation item this belongs to.
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
    /// The conversation item this belongs to.
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
  /// The conversation item this belongs to.
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
    /// The conversation item this belongs to.
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

/// Input audio could not be transcribed.
///
/// Server event `conversation.item.input_audio_transcription.failed` (GA, beta).
public struct ConversationItemInputAudioTranscriptionFailed: RealtimeServerEvent, ~Escapable {
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
  /// Why.
  public var error: TranscriptionError { raw.required(.error) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The conversation item this belongs to.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// Why.
    public var error: TranscriptionError

    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int,
      error: TranscriptionError
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.error = error
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.required(.contentIndex)
      error = raw.required(.error)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}

/// A part of a transcript with its speaker.
///
/// Server event `conversation.item.input_audio_transcription.segment` (GA, beta).
public struct ConversationItemInputAudioTranscriptionSegment: RealtimeServerEvent, ~Escapable {
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
  /// What was said.
  public var text: String { raw.required(.text) }
  /// `text` in place, for whoever needs no copy: valid until the listener returns.
  public var textUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.text) }
  }
  /// The segment's id.
  public var id: String { raw.required(.id) }
  /// `id` in place, for whoever needs no copy: valid until the listener returns.
  public var idUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.id) }
  }
  /// Who said it.
  public var speaker: String { raw.required(.speaker) }
  /// `speaker` in place, for whoever needs no copy: valid until the listener returns.
  public var speakerUTF8: UTF8Span {
    @_lifetime(copy self) get { raw.requiredText(.speaker) }
  }
  /// Seconds into the audio at which it begins.
  public var start: Double? { raw.optional(.start) }
  /// Seconds into the audio at which it ends.
  public var end: Double? { raw.optional(.end) }

  /// The event as a value that may be kept and sent anywhere.
  public struct Owned: OwnedEvent {
    /// The server's id of this event.
    @ShortText public var eventID: String
    /// The conversation item this belongs to.
    @ShortText public var itemID: String
    /// Position of the part in the item's content; 0, the first, if the service does not say.
    public var contentIndex: Int
    /// What was said.
    public var text: String
    /// The segment's id.
    public var id: String
    /// Who said it.
    public var speaker: String
    /// Seconds into the audio at which it begins.
    public var start: Double?
    /// Seconds into the audio at which it ends.
    public var end: Double?

    public init(
      eventID: String,
      itemID: String,
      contentIndex: Int,
      text: String,
      id: String,
      speaker: String,
      start: Double? = nil,
      end: Double? = nil
    ) {
      self.eventID = eventID
      self.itemID = itemID
      self.contentIndex = contentIndex
      self.text = text
      self.id = id
      self.speaker = speaker
      self.start = start
      self.end = end
    }

    fileprivate init(reading raw: ServerEvent) {
      _eventID = raw.required(.eventID)
      _itemID = raw.required(.itemID)
      contentIndex = raw.required(.contentIndex)
      text = raw.required(.text)
      id = raw.required(.id)
      speaker = raw.required(.speaker)
      start = raw.optional(.start)
      end = raw.optional(.end)
    }
  }

  /// Copies the event's members out of the received bytes.
  public func owned() -> Owned { Owned(reading: raw) }
}
