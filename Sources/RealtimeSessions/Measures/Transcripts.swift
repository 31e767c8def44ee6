public import RealtimeEvents

/// What was said, by the user and by the assistant, as it becomes known.
///
/// ```swift
/// var transcripts = Transcripts()
/// rt.on(.event) { event in
///   for change in transcripts.receive(event) where change.isFinal { log("\(change.role): \(change.text)") }
/// }
/// ```
///
/// Deltas are joined, also where a character was cut in two, and the whole text that comes at the end takes their
/// place. What the user did not hear of the assistant is taken off again: see ``cut(_:)``. Text that the assistant
/// writes counts as said.
public struct Transcripts: Sendable {
  /// A text that is new or different.
  public struct Change: Sendable, Hashable {
    /// The item.
    public let itemID: String
    /// The position in the item's content.
    public let contentIndex: Int
    /// Who says it: `user` or `assistant`.
    public let role: MessageRole
    /// All of it so far.
    public let text: String
    /// Whether it is complete. It may still be cut afterwards.
    public let isFinal: Bool
    /// Whether it was cut to what was heard.
    public let isCut: Bool
  }

  private struct Entry {
    let itemID: String
    let contentIndex: Int
    let role: MessageRole
    /// `nil` for the user.
    let responseID: String?
    var text = ""
    var isFinal = false
    var isCut = false
    var isShortened = false

    var change: Change {
      Change(
        itemID: itemID, contentIndex: contentIndex, role: role, text: text, isFinal: isFinal, isCut: isCut)
    }
  }

  /// Texts that are remembered by default.
  public static let defaultMaximumTextCount = 64
  /// Bytes of one text by default: an hour of speech has about as many.
  public static let defaultMaximumTextByteCount = 65_536

  private let maximumTextCount: Int
  private let maximumTextByteCount: Int
  private var assembler = TextAssembler()
  private var entries: [Entry] = []
  /// Texts that were forgotten before they were final, because there were too many.
  public private(set) var forgottenTextCount = 0
  /// Texts that were too long, and end at the limit.
  public private(set) var shortenedTextCount = 0

  /// - Parameters:
  ///   - maximumTextCount: Texts that are remembered, at least 1. With more, the oldest is forgotten, a final one
  ///     first.
  ///   - maximumTextByteCount: Bytes of one text.
  public init(
    maximumTextCount: Int = Self.defaultMaximumTextCount,
    maximumTextByteCount: Int = Self.defaultMaximumTextByteCount
  ) {
    self.maximumTextCount = max(maximumTextCount, 1)
    self.maximumTextByteCount = max(maximumTextByteCount, 0)
  }

  /// The text of a part so far, `nil` if there is none or it is forgotten.
  public func text(itemID: String, contentIndex: Int = 0) -> String? {
    index(itemID, contentIndex).map { entries[$0].text }
  }

  /// Takes what the service says.
  ///
  /// - Returns: what it changes; nothing for most events.
  public mutating func receive(_ event: borrowing ServerEvent) -> [Change] {
    let event = copy event
    switch event.kind {
    case .responseOutputAudioDelta, .responseAudioDelta: return []
    case .responseOutputAudioTranscriptDelta, .responseAudioTranscriptDelta, .responseOutputTextDelta,
      .responseTextDelta:
      let delta = ResponseOutputAudioTranscriptDelta(event)
      return append(event, to: assistant(delta.itemID, delta.contentIndex, delta.responseID))
    case .responseOutputAudioTranscriptDone, .responseAudioTranscriptDone:
      let done = ResponseOutputAudioTranscriptDone(event)
      return finish(assistant(done.itemID, done.contentIndex, done.responseID), done.transcript)
    case .responseOutputTextDone, .responseTextDone:
      let done = ResponseOutputTextDone(event)
      return finish(assistant(done.itemID, done.contentIndex, done.responseID), done.text)
    case .conversationItemInputAudioTranscriptionDelta:
      let delta = ConversationItemInputAudioTranscriptionDelta(event)
      return append(event, to: user(delta.itemID, delta.contentIndex ?? 0))
    case .conversationItemInputAudioTranscriptionCompleted:
      let done = ConversationItemInputAudioTranscriptionCompleted(event)
      return finish(user(done.itemID, done.contentIndex), done.transcript)
    case .conversationItemInputAudioTranscriptionFailed:
      let failed = ConversationItemInputAudioTranscriptionFailed(event)
      return finish(user(failed.itemID, failed.contentIndex), nil)
    case .responseDone:
      let id = event.responseID
      return end { $0.responseID == id }
    case .conversationItemDeleted:
      let itemID = ConversationItemDeleted(event).itemID
      entries.removeAll { $0.itemID == itemID }
    default: break
    }
    return []
  }

  /// The user heard only a part of the audio: the text is cut in the same proportion, at the end of a word.
  ///
  /// Nobody knows where in the audio a word is. The text runs ahead of it, so that a cut while audio still comes may
  /// leave a word too many. What comes later of a cut text is dropped.
  public mutating func cut(_ part: PlaybackPart) -> [Change] {
    guard let index = index(part.itemID, part.contentIndex), !entries[index].isCut else { return [] }
    let (heard, received) = (part.heardMilliseconds, part.receivedMilliseconds)
    if heard < received { entries[index].text = entries[index].text.beginning(Double(heard) / Double(received)) }
    entries[index].isCut = true
    return finish(index, nil)
  }

  /// The connection is gone: what is not final stays as it is. Returns those texts.
  public mutating func connectionEnded() -> [Change] {
    defer { assembler = TextAssembler() }
    return end { _ in true }
  }

  // MARK: Entries

  private func index(_ itemID: String, _ contentIndex: Int) -> Int? {
    entries.lastIndex { $0.itemID == itemID && $0.contentIndex == contentIndex }
  }

  private mutating func assistant(_ itemID: String, _ contentIndex: Int, _ responseID: String) -> Int {
    index(itemID, contentIndex)
      ?? insert(Entry(itemID: itemID, contentIndex: contentIndex, role: .assistant, responseID: responseID))
  }

  private mutating func user(_ itemID: String, _ contentIndex: Int) -> Int {
    index(itemID, contentIndex)
      ?? insert(Entry(itemID: itemID, contentIndex: contentIndex, role: .user, responseID: nil))
  }

  private mutating func insert(_ entry: Entry) -> Int {
    if entries.count == maximumTextCount {
      let oldest = entries.firstIndex { $0.isFinal } ?? 0
      if !entries.remove(at: oldest).isFinal { forgottenTextCount += 1 }
    }
    entries.append(entry)
    return entries.count - 1
  }

  // MARK: Texts

  private mutating func append(_ event: borrowing ServerEvent, to index: Int) -> [Change] {
    let addition = assembler.append(event)
    guard !entries[index].isFinal, !entries[index].isShortened, !addition.isEmpty else { return [] }
    set(entries[index].text + addition, at: index)
    return [entries[index].change]
  }

  /// - Parameter whole: The text as the service has it in the end; `nil` if it does not say.
  private mutating func finish(_ index: Int, _ whole: String?) -> [Change] {
    let rest = assembler.finish(itemID: entries[index].itemID, contentIndex: entries[index].contentIndex)
    if !entries[index].isCut { set(whole ?? entries[index].text + rest, at: index) }
    entries[index].isFinal = true
    return [entries[index].change]
  }

  private mutating func end(where isMeant: (Entry) -> Bool) -> [Change] {
    var changes: [Change] = []
    for index in entries.indices where !entries[index].isFinal && isMeant(entries[index]) {
      changes += finish(index, nil)
    }
    return changes
  }

  private mutating func set(_ text: String, at index: Int) {
    let isTooLong = text.utf8.count > maximumTextByteCount
    entries[index].text = isTooLong ? text.prefix(byteCount: maximumTextByteCount) : text
    if isTooLong && !entries[index].isShortened {
      entries[index].isShortened = true
      shortenedTextCount += 1
    }
  }
}

extension String {
  /// At most so many bytes, in whole characters.
  fileprivate func prefix(byteCount: Int) -> String {
    var end = utf8.index(startIndex, offsetBy: byteCount, limitedBy: endIndex) ?? endIndex
    while end > startIndex && end.samePosition(in: self) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
