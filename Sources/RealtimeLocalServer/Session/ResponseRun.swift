import RealtimeAudio

/// One response on its way out: hands out the steps of the service's event order one by one.
///
/// ```text
/// created → rate limits → item added → in conversation → part added → deltas → payload done → transcript done
///         → part done → item done → settled in conversation → … next item … → done
/// ```
///
/// Nothing is computed ahead of what was pulled, so a cancelled response stops exactly where its listener is.
struct ResponseRun {
  /// Why a response ends before its script does.
  enum Interruption: Equatable {
    case clientCancelled
    case turnDetected
    case maximumOutputTokens
  }

  enum Step {
    case created
    case rateLimits
    case itemAdded
    case itemInConversation
    case partAdded
    case delta(ReplyDelta.Payload)
    case payloadDone
    case transcriptDone
    case partDone
    /// A call to an MCP server begins, and has ended.
    case remoteCallBegan
    case remoteCallEnded
    case itemDone
    /// The item, now the last of `finished`, is final in the conversation too.
    case itemSettled
    case done
  }

  /// What comes next.
  private enum Stage {
    case created, rateLimits, itemAdded, itemInConversation, partAdded, deltas, payloadDone, transcriptDone
    case partDone, remoteCallBegan, remoteCallEnded, itemDone, itemSettled, done, finished
  }

  let id: String
  let options: ResponseOptions
  let outcome: Reply.Outcome
  let reportedUsage: Reply.Usage
  private let pace: ReplyPace
  private let start: Duration
  private var pendingItems: ArraySlice<PlannedItem>

  /// The item being streamed; its content so far.
  private(set) var current: OutputItem?
  /// The items that are out.
  private(set) var finished: [OutputItem] = []
  private(set) var usage: TokenUsage
  private(set) var interruption: Interruption?

  private var stage = Stage.created
  private var deltas: ArraySlice<ReplyDelta> = []
  /// How long the response has spoken, at the start of the next part.
  private var spoken: Duration = .zero

  init(
    id: String, options: ResponseOptions, items: [PlannedItem], outcome: Reply.Outcome, usage: TokenUsage,
    reportedUsage: Reply.Usage, pace: ReplyPace, now: Duration
  ) {
    self.id = id
    self.options = options
    self.outcome = outcome
    self.usage = usage
    self.reportedUsage = reportedUsage
    self.pace = pace
    start = now
    pendingItems = items[...]
  }

  var isFinished: Bool { stage == .finished }
  var outputIndex: Int { finished.count }

  /// When the next step may be taken; `nil` for a finished run.
  var dueTime: Duration? {
    switch stage {
    case .finished: return nil
    case .deltas:
      guard pace == .realTime, interruption == nil, let next = deltas.first else { return start }
      return start + next.due
    case .created, .rateLimits, .itemAdded, .itemInConversation, .partAdded, .payloadDone, .transcriptDone,
      .partDone, .remoteCallBegan, .remoteCallEnded, .itemDone, .itemSettled, .done:
      return start
    }
  }

  /// How much longer its audio plays than it took to send.
  func unheardDuration(at now: Duration) -> Duration { max(start + spoken - now, .zero) }

  /// Ends the response early. What was begun is closed in order, nothing new is begun.
  mutating func interrupt(_ reason: Interruption) {
    guard interruption == nil else { return }
    interruption = reason
    pendingItems = []
  }

  /// Takes the next step. `makeID` names a new item or call.
  mutating func step(makeID: (IdentifierKind) -> String) -> Step? {
    switch stage {
    case .created:
      stage = .rateLimits
      return .created
    case .rateLimits:
      stage = pendingItems.isEmpty ? .done : .itemAdded
      return .rateLimits
    case .itemAdded: return beginItem(makeID: makeID)
    case .itemInConversation:
      stage = stageAfterItemBegan
      return options.isInConversation ? .itemInConversation : step(makeID: makeID)
    case .partAdded: return beginPart(makeID: makeID)
    case .deltas: return nextDelta(makeID: makeID)
    case .payloadDone:
      stage = current?.isSpeaking == true ? .transcriptDone : stageAfterPayload
      return .payloadDone
    case .transcriptDone:
      stage = stageAfterPayload
      return .transcriptDone
    case .partDone:
      stage = current?.hasPendingParts == true && interruption == nil ? .partAdded : .itemDone
      return .partDone
    case .remoteCallBegan:
      stage = interruption == nil ? .remoteCallEnded : .itemDone
      return .remoteCallBegan
    case .remoteCallEnded:
      current?.endRemoteCall()
      stage = .itemDone
      return .remoteCallEnded
    case .itemDone: return endItem()
    case .itemSettled:
      settleItem()
      stage = pendingItems.isEmpty ? .done : .itemAdded
      return options.isInConversation ? .itemSettled : step(makeID: makeID)
    case .done:
      stage = .finished
      return .done
    case .finished: return nil
    }
  }

  // MARK: Transitions

  private mutating func beginItem(makeID: (IdentifierKind) -> String) -> Step? {
    guard interruption == nil, let item = pendingItems.popFirst() else {
      stage = .done
      return step(makeID: makeID)
    }
    current = OutputItem(item, makeID: makeID)
    stage = .itemInConversation
    return .itemAdded
  }

  private var stageAfterItemBegan: Stage {
    guard interruption == nil, let current else { return .itemDone }
    if current.hasArguments { return .deltas }
    return current.hasPendingParts ? .partAdded : .itemDone
  }

  /// A call has no content part to close.
  private var stageAfterPayload: Stage {
    guard let current, current.hasArguments else { return .partDone }
    return current.isRemoteCall && interruption == nil ? .remoteCallBegan : .itemDone
  }

  private mutating func beginPart(makeID: (IdentifierKind) -> String) -> Step? {
    guard interruption == nil, let part = current?.beginPart() else {
      stage = .itemDone
      return step(makeID: makeID)
    }
    deltas = deltas(of: part)[...]
    spoken = end(of: part)
    stage = .deltas
    return .partAdded
  }

  private mutating func nextDelta(makeID: (IdentifierKind) -> String) -> Step? {
    if let call = current?.unsentArguments {
      deltas = ReplyDelta.arguments(call, at: spoken)[...]
      current?.unsentArguments = nil
    }
    guard interruption == nil, let delta = deltas.first, fitsTokenLimit(delta.payload) else {
      deltas = []
      stage = .payloadDone
      return step(makeID: makeID)
    }
    deltas.removeFirst()
    count(delta.payload)
    current?.append(delta.payload)
    return .delta(delta.payload)
  }

  private mutating func endItem() -> Step {
    if var item = current {
      item.status = interruption == nil ? .completed : .incomplete
      current = item
    }
    stage = .itemSettled
    return .itemDone
  }

  private mutating func settleItem() {
    guard let item = current else { return }
    finished.append(item)
    current = nil
  }

  // MARK: Time and tokens

  private func deltas(of part: Reply.Part) -> [ReplyDelta] {
    switch part {
    case .text(let text): ReplyDelta.text(text, from: spoken)
    case .audio(let bytes, let transcript):
      ReplyDelta.speech(byteCount: bytes.count, format: options.outputFormat, transcript: transcript, from: spoken)
    }
  }

  private func end(of part: Reply.Part) -> Duration {
    switch part {
    case .text(let text): spoken + ReplyDelta.wordDuration * ReplyDelta.words(of: text).count
    case .audio(let bytes, _): spoken + .milliseconds(options.outputFormat.milliseconds(inByteCount: bytes.count))
    }
  }

  /// Whether the limit leaves room for this delta; if not, the response ends here as incomplete.
  private mutating func fitsTokenLimit(_ payload: ReplyDelta.Payload) -> Bool {
    guard let maximum = options.maximumOutputTokenCount else { return true }
    var next = usage
    next.addOutput(payload, format: options.outputFormat)
    if next.output > maximum { interrupt(.maximumOutputTokens) }
    return next.output <= maximum
  }

  private mutating func count(_ payload: ReplyDelta.Payload) { usage.addOutput(payload, format: options.outputFormat) }
}

extension TokenUsage {
  fileprivate mutating func addOutput(_ payload: ReplyDelta.Payload, format: AudioEncoding) {
    switch payload {
    case .text(let text), .transcript(let text), .arguments(let text): outputText += Self.textTokens(text)
    case .audio(let range):
      outputAudio += Self.outputAudioTokens(milliseconds: format.milliseconds(inByteCount: range.count))
    }
  }
}
