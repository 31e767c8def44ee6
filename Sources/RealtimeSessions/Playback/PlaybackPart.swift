public import RealtimeAudio

/// The audio of one content part of one item of the assistant, and how far the user has heard it.
public struct PlaybackPart: Sendable, Hashable {
  /// The response that it belongs to.
  public let responseID: String
  /// The item that it belongs to.
  public let itemID: String
  /// Its position in the item's content.
  public let contentIndex: Int
  /// Its encoding.
  public let encoding: AudioEncoding
  /// Bytes of audio that the service has sent.
  public private(set) var receivedByteCount = 0
  /// Bytes that the user has heard, as far as is known.
  public private(set) var heardByteCount = 0
  /// Whether no more audio comes.
  public internal(set) var isDone = false
  /// Whether the item is in the conversation: one of a response outside it is not, nor is one that was deleted.
  public internal(set) var isInConversation: Bool
  /// Whether the service still has the audio: it has until its connection ends.
  public internal(set) var isOfOpenConnection = true
  /// Whether it was truncated, which happens once.
  public internal(set) var isCut = false

  /// Whether more audio of it reaches nobody: it was interrupted, or came after the interruption.
  private(set) var isStopped = false
  /// Whether it came after an interruption and the service has not been told yet that nobody hears it.
  var isCutDue = false
  /// Bytes that wait to be handed over, and bytes that were handed over and not yet heard.
  private(set) var waitingByteCount = 0
  private(set) var playingByteCount = 0

  init(
    responseID: String, itemID: String, contentIndex: Int, encoding: AudioEncoding, isInConversation: Bool
  ) {
    self.responseID = responseID
    self.itemID = itemID
    self.contentIndex = contentIndex
    self.encoding = encoding
    self.isInConversation = isInConversation
  }

  /// Whole milliseconds that the service has sent.
  public var receivedMilliseconds: Int { encoding.milliseconds(inByteCount: receivedByteCount) }
  /// Whole milliseconds that the user has heard; never more than were received.
  public var heardMilliseconds: Int { encoding.milliseconds(inByteCount: heardByteCount) }
  /// Whether all of it came and was heard, to the millisecond.
  public var isHeard: Bool { isDone && heardMilliseconds >= receivedMilliseconds }

  var unplayedMilliseconds: Int { encoding.milliseconds(inByteCount: waitingByteCount + playingByteCount) }
  var isUnplayed: Bool { waitingByteCount + playingByteCount > 0 }
  /// Whether nothing happens to it any more.
  var isFinished: Bool { isDone && !isUnplayed && !isCutDue }

  mutating func receive(_ byteCount: Int) {
    receivedByteCount += byteCount
    if !isStopped { waitingByteCount += byteCount }
  }

  /// Audio that goes to whoever plays at once.
  ///
  /// - Returns: how many bytes go there.
  mutating func receivePlayed(_ byteCount: Int) -> Int {
    receivedByteCount += byteCount
    guard !isStopped else { return 0 }
    playingByteCount += byteCount
    return byteCount
  }

  /// - Returns: how many of the bytes were this part's.
  mutating func handOver(atMost byteCount: Int) -> Int {
    let taken = min(byteCount, waitingByteCount)
    waitingByteCount -= taken
    playingByteCount += taken
    return taken
  }

  /// - Returns: how many of the bytes were this part's.
  mutating func play(atMost byteCount: Int) -> Int {
    let taken = min(byteCount, playingByteCount)
    playingByteCount -= taken
    heardByteCount += taken
    return taken
  }

  /// - Returns: how many of the bytes were this part's.
  mutating func drop(atMost byteCount: Int) -> Int {
    let taken = min(byteCount, waitingByteCount)
    waitingByteCount -= taken
    return taken
  }

  /// What waits or plays is dropped.
  mutating func clear() {
    (waitingByteCount, playingByteCount) = (0, 0)
  }

  /// Cleared, and what comes later is not played either.
  mutating func stop() {
    clear()
    isStopped = true
  }
}
