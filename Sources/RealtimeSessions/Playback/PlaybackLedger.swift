public import RealtimeAudio
public import RealtimeEvents

/// What the service has said and what the user has heard of it: by item and content part, because one response may have
/// several messages.
///
/// The service generates audio faster than anybody listens, and believes that all of it was heard. When the user
/// interrupts, it must be told how much really was, and it refuses more than it has sent (`Audio content of 2450ms is
/// already shorter than 2535ms`); sessions have been silent for good after that. The ledger gives only truncations that
/// are accepted.
///
/// ```swift
/// var ledger = PlaybackLedger(source: .device)
/// func take(_ steps: [InterruptionStep]) {
///   for case .send(let event) in steps { rt.send(event) }
/// }
/// rt.on(.event) { event in take(ledger.receive(event, at: loop.now)) }
/// rt.on(.responseOutputAudioDelta) { event in
///   speaker.write(event.audio)
///   ledger.handOver(event.audioByteCount, at: loop.now)
/// }
/// // The device says what it has played.
/// ledger.play(4_800)
/// // The user speaks, and the service has cancelled the response that plays.
/// take(ledger.interrupt(cancelling: "resp_1", isCancelledByService: true, at: loop.now))
/// ```
///
/// Audio is taken to be handed over and played in the order in which it came. A value: it has no clock and sends
/// nothing; what is to be done is returned.
public struct PlaybackLedger: Sendable {
  /// Parts that are remembered by default.
  public static let defaultMaximumPartCount = 64

  /// How it is known what was heard.
  public let source: PlaybackSource
  /// The encoding of parts to come. `session.created` and `session.updated` set it, and a response that has one of its
  /// own goes before it.
  public var encoding: AudioEncoding
  /// How often playback was cleared: a mark of an earlier generation says nothing.
  public private(set) var generation = 0
  /// Whether the service plays at the moment; only for the source `service`.
  public private(set) var isServicePlaying = false
  private var queue: PlaybackQueue
  private var responses = SpokenResponses()
  /// Until when the source `clock` has been followed.
  private var clockTime: Duration = .zero
  private var clockMillisecond: UInt64 = 0
  private var marks = MarkClock()

  /// - Parameters:
  ///   - source: How it is known what was heard.
  ///   - encoding: The session's output encoding, until the service says which it is.
  ///   - maximumPartCount: Parts that are remembered, at least 1. With more, the oldest one that is finished is
  ///     forgotten, or the oldest of all, which then cannot be truncated.
  public init(
    source: PlaybackSource, encoding: AudioEncoding = .pcm16,
    maximumPartCount: Int = Self.defaultMaximumPartCount
  ) {
    self.source = source
    self.encoding = encoding
    queue = PlaybackQueue(maximumPartCount: maximumPartCount)
  }

  // MARK: What was heard

  /// The parts that are remembered, in the order in which they came. Those of ended connections are among them.
  public var parts: [PlaybackPart] { queue.parts }
  /// Parts that were forgotten before they were finished, because there were too many.
  public var forgottenPartCount: Int { queue.forgottenCount }
  /// Whether something is left that the user has not heard, as far as is known.
  public var isUnplayed: Bool { source == .service ? isServicePlaying : queue.isUnplayed }
  /// Milliseconds of audio that came and that the user has not heard: the service sends a reply of 20 s in 3 s. What
  /// keeps the audio until it is played may be bounded by this; dropping some of it in the middle is not heard as less
  /// speech, but as broken speech.
  public var unplayedMilliseconds: Int { queue.parts.reduce(0) { $0 + $1.unplayedMilliseconds } }
  /// The response that the user heard last, `nil` if none was heard.
  public var lastHeardResponseID: String? { queue.parts.last { $0.heardByteCount > 0 }?.responseID }

  /// Bytes that the user has heard of all parts, forgotten ones too, as far as is known.
  public var heardByteCount: Int { queue.heardByteCount }

  /// The newest part of this name, `nil` if there was no audio of it or it is forgotten.
  public func part(itemID: String, contentIndex: Int = 0) -> PlaybackPart? {
    queue.parts.last { $0.itemID == itemID && $0.contentIndex == contentIndex }
  }

  /// Audio was handed to whatever plays it.
  ///
  /// - Parameters:
  ///   - byteCount: Bytes in the session's output encoding, in the order in which they came.
  ///   - time: Now, by the loop's clock.
  public mutating func handOver(_ byteCount: Int, at time: Duration) {
    advance(to: time)
    if queue.settledByteCount == queue.handedOverByteCount {
      marks.begin(at: time, after: queue.settledByteCount)
    }
    queue.handOver(byteCount)
  }

  /// So many of the bytes that came last and were not handed over are dropped: nobody will hear them.
  public mutating func drop(_ byteCount: Int) { queue.drop(byteCount) }

  /// The device has played so many bytes more.
  ///
  /// - Parameters:
  ///   - byteCount: Bytes in the session's output encoding.
  ///   - generation: The ``generation`` in which they were handed over, for a device that reports from another thread:
  ///     a report that crosses an interruption is dropped.
  public mutating func play(_ byteCount: Int, of generation: Int? = nil) {
    guard generation ?? self.generation == self.generation else { return }
    queue.play(byteCount)
  }

  /// Follows the source `clock`; does nothing for the others. Handing over and interrupting do it too.
  public mutating func advance(to time: Duration) {
    guard source == .clock, time > clockTime else { return }
    clockTime += queue.play(for: time - clockTime)
  }

  // MARK: Marks

  /// The name of a mark to send after what was handed over so far. It says all there is to know, so that no list of
  /// marks is kept.
  public var markName: String {
    // Put together piece by piece, a short text takes no memory of its own.
    "p" + String(generation) + ":" + String(queue.handedOverByteCount)
  }

  /// A mark came back: everything before it was played.
  ///
  /// A carrier returns all marks when playback is cleared, and nothing tells them from played ones but the generation
  /// in their names. Such a mark, and one with a name of somebody else's, changes nothing.
  ///
  /// - Parameters:
  ///   - name: As the carrier says it.
  ///   - time: Now, by the loop's clock. How late marks come tells how far the carrier is beyond the last one.
  public mutating func returnMark(_ name: String, at time: Duration) {
    guard name.first == "p", let colon = name.firstIndex(of: ":"),
      Int(name[..<colon].dropFirst()) == generation, let end = Int(name[colon...].dropFirst()),
      end > queue.settledByteCount
    else { return }
    queue.play(end - queue.settledByteCount)
    marks.returnMark(at: time, after: queue.settledByteCount, encoding)
  }

  // MARK: Events

  /// Takes what the service says.
  ///
  /// - Returns: what is to be sent for audio of an interrupted response that came after the interruption, once the
  ///   response has ended; nearly always nothing.
  public mutating func receive(_ event: borrowing ServerEvent, at time: Duration) -> [InterruptionStep] {
    receive(event, event.wholeResponse, at: time)
  }

  /// - Parameter response: the one that the event tells of.
  mutating func receive(
    _ event: borrowing ServerEvent, _ response: RealtimeResponse?, at time: Duration
  ) -> [InterruptionStep] {
    let event = copy event
    switch event.kind {
    case .responseOutputAudioDelta, .responseAudioDelta: receiveAudio(ResponseOutputAudioDelta(event))
    case .responseOutputAudioDone, .responseAudioDone: finishAudio(ResponseOutputAudioDone(event))
    case .responseCreated:
      guard let response else { break }
      responses.begin(
        SpokenResponse(
          id: response.id, encoding: response.outputEncoding, isInConversation: !event.isOutsideConversation))
    case .responseDone: return response.map { finish($0, at: time) } ?? []
    case .sessionCreated, .sessionUpdated: if let facts = SessionFacts(event) { follow(facts) }
    case .conversationItemDeleted: leaveConversation(ConversationItemDeleted(event).itemID)
    case .conversationItemTruncated:
      let item = ConversationItemTruncated(event)
      settle(item.itemID, item.contentIndex)
    case .outputAudioBufferStarted: isServicePlaying = true
    case .outputAudioBufferStopped, .outputAudioBufferCleared: isServicePlaying = false
    default: break
    }
    return []
  }

  mutating func follow(_ facts: SessionFacts) { encoding = facts.outputEncoding ?? encoding }

  /// Takes what this side sends: an item that the application truncates or deletes itself is left alone.
  public mutating func sent(_ event: ClientEvent, at time: Duration) {
    switch event {
    case .conversationItemDelete(let itemID, _): leaveConversation(itemID)
    case .conversationItemTruncate(let itemID, let contentIndex, _, _): settle(itemID, contentIndex)
    default: break
    }
  }

  /// The connection is gone, and with it the service's copy of the audio: nothing of it can be truncated any more. What
  /// was received goes on being played.
  public mutating func connectionEnded() {
    isServicePlaying = false
    responses = SpokenResponses()
    queue.change(where: { $0.isOfOpenConnection }) { part in
      part.isOfOpenConnection = false
      part.isDone = true
      part.isCutDue = false
    }
  }

  /// Takes audio that goes to whoever plays at once, as all audio before it did. The same as `receive` and `handOver`,
  /// for the event that comes most.
  ///
  /// - Parameter millisecond: of the loop's clock.
  mutating func receivePlayed(_ event: borrowing ServerEvent, atMillisecond millisecond: UInt64) {
    if millisecond != clockMillisecond {
      clockMillisecond = millisecond
      advance(to: .milliseconds(Int64(clamping: millisecond)))
    }
    receiveAudio(ResponseOutputAudioDelta(copy event), isHandedOver: true)
  }

  /// Takes audio.
  mutating func receiveAudio(_ event: borrowing ServerEvent) { receiveAudio(ResponseOutputAudioDelta(copy event)) }

  // Inlined, because every audio delta passes here: 60 of 12 900 instructions, with the two in the queue.
  @inline(__always)
  private mutating func receiveAudio(
    _ delta: borrowing ResponseOutputAudioDelta, isHandedOver: Bool = false
  ) {
    guard source != .service else { return }
    let byteCount = delta.audioByteCount
    guard byteCount > 0, !queue.receive(byteCount, of: delta, isHandedOver: isHandedOver) else { return }
    begin(delta, byteCount)
    if isHandedOver { queue.handOver(byteCount) }
  }

  private mutating func begin(_ delta: borrowing ResponseOutputAudioDelta, _ byteCount: Int) {
    let response = responses[delta.responseID]
    var part = PlaybackPart(
      responseID: delta.responseID, itemID: delta.itemID, contentIndex: delta.contentIndex,
      encoding: response?.encoding ?? encoding, isInConversation: response?.isInConversation ?? true)
    if response?.isInterrupted == true {
      part.stop()
      part.isCutDue = true
    }
    part.receive(byteCount)
    queue.append(part)
  }

  private mutating func finishAudio(_ done: borrowing ResponseOutputAudioDone) {
    let (itemID, contentIndex) = (done.itemID, done.contentIndex)
    queue.change(where: { $0.itemID == itemID && $0.contentIndex == contentIndex }) { $0.isDone = true }
  }

  private mutating func leaveConversation(_ itemID: String) {
    queue.change(where: { $0.itemID == itemID }) { part in
      part.isInConversation = false
      part.isCutDue = false
    }
  }

  /// Somebody truncated a part. What is left of it is shorter than what was received, so it is not done again.
  private mutating func settle(_ itemID: String, _ contentIndex: Int) {
    queue.change(where: { $0.itemID == itemID && $0.contentIndex == contentIndex }) { part in
      part.isCut = true
      part.isCutDue = false
    }
  }
}

// MARK: Interrupting

extension PlaybackLedger {
  /// The user has spoken over the assistant, or silence is asked for.
  ///
  /// Speech over silence is no interruption: with no active response and nothing unheard there is nothing to do.
  /// Measure from `input_audio_buffer.speech_started` to the end of the first step.
  ///
  /// Over a WebSocket playback is cleared first, then the response is cancelled, then the service is told what was
  /// heard. Where the service plays, it is asked to stop and knows the rest itself.
  ///
  /// - Parameters:
  ///   - responseID: The active response of the conversation, `nil` if there is none. One that has ended while it plays
  ///     must not be cancelled: the service answers `response_cancel_not_active`.
  ///   - isCancelledByService: Whether the service cancels by itself, as it does on speech with `interrupt_response`.
  ///   - time: Now, by the loop's clock.
  public mutating func interrupt(
    cancelling responseID: String?, isCancelledByService: Bool = false, at time: Duration
  ) -> [InterruptionStep] {
    advance(to: time)
    guard responseID != nil || isUnplayed else { return [] }
    let cancel = isCancelledByService ? nil : responseID.map { ClientEvent.responseCancel(responseID: $0) }
    if source == .service { return silenceService(cancel, isCancelledByService) }
    if let responseID { responses.interrupt(responseID) }
    hearLead(at: time)
    let cuts = cut()
    return [.clearPlayback] + (cancel.map { [.send($0)] } ?? []) + cuts
  }

  /// The service also clears its buffer by itself if it cancels by itself.
  private func silenceService(_ cancel: ClientEvent?, _ isDoneByService: Bool) -> [InterruptionStep] {
    if isDoneByService { return [] }
    return (cancel.map { [.send($0)] } ?? []) + [.send(.outputAudioBufferClear())]
  }

  /// What has been played since the last mark, but nothing of the parts after the audible one.
  private mutating func hearLead(at time: Duration) {
    guard case .marks(let lead) = source, let part = queue.playingPart else { return }
    let ahead = marks.ahead(at: time, least: lead)
    let byteCount = ahead.wholeNanoseconds / 1_000 * part.encoding.bytesPerSecond / 1_000_000
    queue.play(min(byteCount, part.playingByteCount))
  }

  /// Drops what is unheard, and tells of each part what was heard of it.
  private mutating func cut() -> [InterruptionStep] {
    let steps = queue.parts.filter(\.needsCut).flatMap(Self.steps)
    queue.change(where: \.needsCut) { part in
      part.stop()
      part.isCut = true
    }
    queue.clear()
    generation += 1
    return steps
  }

  private static func steps(cutting part: PlaybackPart) -> [InterruptionStep] {
    guard part.isOfOpenConnection else { return [.cut(part)] }
    let truncation = ClientEvent.conversationItemTruncate(
      part.itemID, contentIndex: part.contentIndex, audioEndMs: part.heardMilliseconds)
    return [.send(truncation), .cut(part)]
  }

  /// A response has ended. If it was interrupted, what came of it since then goes now: what nobody heard is truncated
  /// to nothing, and what has no audio is deleted, because the service would refuse to truncate it.
  private mutating func finish(_ response: RealtimeResponse, at time: Duration) -> [InterruptionStep] {
    let isOfResponse = { (part: PlaybackPart) in part.responseID == response.id && part.isOfOpenConnection }
    queue.change(where: isOfResponse) { $0.isDone = true }
    guard let ended = responses.end(response.id), ended.isInterrupted, ended.isInConversation else {
      return []
    }
    let late = queue.parts.filter { isOfResponse($0) && $0.isCutDue }.flatMap(Self.steps)
    queue.change(where: { isOfResponse($0) && $0.isCutDue }) { part in
      part.isCutDue = false
      part.isCut = true
    }
    let unspoken = (response.output ?? []).compactMap { unspokenItemID($0) }
    return late + unspoken.map { .send(.conversationItemDelete($0)) }
  }

  /// The id of a message that was to be spoken and of which no audio came.
  private func unspokenItemID(_ item: ConversationItem) -> String? {
    guard case .message(let message) = item, message.role == .assistant, let id = message.id,
      message.content.allSatisfy({ [.outputAudio, .audio].contains($0.type) }), !hasAudio(id)
    else { return nil }
    return id
  }

  private func hasAudio(_ itemID: String) -> Bool {
    queue.parts.contains { $0.itemID == itemID && $0.isOfOpenConnection }
  }
}

extension PlaybackPart {
  /// Whether an interruption now cuts it. What was heard to the end is left as it is, and a part is cut once.
  fileprivate var needsCut: Bool { isInConversation && !isCut && !isCutDue && !isHeard }
}
