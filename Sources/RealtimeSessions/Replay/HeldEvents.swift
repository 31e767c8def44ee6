public import OpenAIRealtime
public import RealtimeAudio

/// What this side sends while no session is there, each kind in its way.
///
/// ```swift
/// func keep(_ event: ClientEvent, in held: inout HeldEvents, _ mirror: inout ConversationMirror) {
///   switch held.hold(event) {
///   case .mirrored: mirror.sent(event)
///   case .refused(let reason): log("not taken: \(reason)")
///   case .settings, .held, .applied, .dropped: break  // Settings are for the first update of the next session.
///   }
/// }
/// // When a session is there and has the conversation:
/// func send(_ held: inout HeldEvents, over channel: any RealtimeChannel) -> Bool {
///   held.drain(audio: { channel.appendAudio($0, eventID: nil).isAccepted }, event: { channel.send($0).isAccepted })
/// }
/// ```
///
/// A value. `drain` calls out while it changes: take the value out of where others reach it first.
public struct HeldEvents: Sendable {
  /// How much is held.
  public struct Limits: Sendable, Hashable {
    /// Bytes of JSON of all events but audio and settings.
    public var maximumByteCount = 1 << 20
    /// How many such events.
    public var maximumEventCount = 4_096
    /// Milliseconds of audio; 0 holds none.
    public var maximumAudioMilliseconds = 2_000

    /// The defaults.
    public init() {}
  }

  private struct Held: Sendable {
    let event: ClientEvent
    let byteCount: Int
    /// Whether the replay sends it.
    var isMirrored = false
    /// Whether it asks for a response in the conversation, of which there is one at a time.
    var isResponse = false
  }

  private let limits: Limits
  private let isReplayed: Bool
  private var events: [Held] = []
  private var responses: [Held] = []
  private var input: HeldInput
  private var translates = false
  private var counts = DroppedEvents()

  /// - Parameters:
  ///   - encoding: of the audio that this side appends.
  ///   - limits: how much is held.
  ///   - isReplayed: whether a replay gives the next session what changes in the conversation. If not, as with a side
  ///     connection, whose call keeps its conversation, changes wait like other events.
  public init(encoding: AudioEncoding, limits: Limits = Limits(), isReplayed: Bool = true) {
    self.limits = limits
    self.isReplayed = isReplayed
    input = HeldInput(encoding: encoding, maximumMilliseconds: limits.maximumAudioMilliseconds)
  }

  /// What was dropped so far.
  public var dropped: DroppedEvents {
    var counts = counts
    counts.audioByteCount += input.audio.droppedByteCount
    return counts
  }

  /// The audio that waits.
  public var audio: HeldAudio { input.audio }

  // MARK: What this side sends

  /// Takes an event, or says what is to be done with it.
  public mutating func hold(_ event: ClientEvent) -> HeldOutcome {
    switch event {
    case .sessionUpdate, .transcriptionSessionUpdate: .settings
    case .conversationItemCreate, .conversationItemDelete, .conversationItemTruncate:
      keep(event, isMirrored: isReplayed) ? isReplayed ? .mirrored : .held : .refused(.full)
    case .conversationItemRetrieve, .sessionClose: .refused(.needsSession)
    case .inputAudioBufferAppend(let audio, _): unsafe holdAudio(audio.span.bytes)
    case .sessionInputAudioBufferAppend(let audio, _): unsafe holdAudio(audio.span.bytes, translates: true)
    case .inputAudioBufferCommit: commit(event)
    case .inputAudioBufferClear: clear()
    case .responseCreate(let response, _):
      ask(event, isResponse: response?.conversation != .outOfBand)
    case .betaResponseCreate(let response, _):
      ask(event, isResponse: response.conversation != .outOfBand)
    case .responseCancel(let responseID, _): cancel(responseID)
    case .outputAudioBufferClear: drop(\.outputClearCount, .nothingPlays)
    case .raw: keep(event) ? .held : .refused(.full)
    }
  }

  /// Takes appended audio. The oldest beyond the limit is dropped.
  ///
  /// - Parameters:
  ///   - audio: in the encoding that this side appends.
  ///   - translates: whether a translation session is to have it.
  public mutating func holdAudio(_ audio: RawSpan, translates: Bool = false) -> HeldOutcome {
    self.translates = translates
    counts.commitCount += input.append(audio)
    return limits.maximumAudioMilliseconds > 0 ? .held : .dropped(.audioNotHeld)
  }

  private mutating func commit(_ event: ClientEvent) -> HeldOutcome {
    input.commit(event) ? .held : drop(\.commitCount, .tooLittleAudio)
  }

  private mutating func clear() -> HeldOutcome {
    input.clear()
    return .applied
  }

  private mutating func ask(_ event: ClientEvent, isResponse: Bool) -> HeldOutcome {
    let held = Held(event: event, byteCount: event.jsonByteCount, isResponse: isResponse)
    let replaced = isResponse ? responses.firstIndex(where: \.isResponse) : nil
    guard hasRoom(for: held, replacing: replaced.map { responses[$0] }) else { return .refused(.full) }
    if let replaced {
      responses.remove(at: replaced)
      counts.responseCreateCount += 1
    }
    responses.append(held)
    return .held
  }

  /// A response with an id is one of the session that has gone.
  private mutating func cancel(_ responseID: String?) -> HeldOutcome {
    guard responseID == nil, let index = responses.firstIndex(where: \.isResponse) else {
      return drop(\.responseCancelCount, .nothingToCancel)
    }
    responses.remove(at: index)
    return .applied
  }

  private mutating func drop(
    _ count: WritableKeyPath<DroppedEvents, Int>, _ reason: HeldOutcome.DropReason
  ) -> HeldOutcome {
    counts[keyPath: count] += 1
    return .dropped(reason)
  }

  // MARK: Limits

  private mutating func keep(_ event: ClientEvent, isMirrored: Bool = false) -> Bool {
    let held = Held(event: event, byteCount: event.jsonByteCount, isMirrored: isMirrored)
    guard hasRoom(for: held) else { return false }
    events.append(held)
    return true
  }

  private func hasRoom(for held: Held, replacing replaced: Held? = nil) -> Bool {
    let count = events.count + responses.count - (replaced == nil ? 0 : 1)
    let byteCount = Self.byteCount(events) + Self.byteCount(responses) - (replaced?.byteCount ?? 0)
    return count < limits.maximumEventCount && byteCount + held.byteCount <= limits.maximumByteCount
  }

  private static func byteCount(_ events: [Held]) -> Int { events.reduce(0) { $0 + $1.byteCount } }

  // MARK: What is sent after all

  /// Gives everything that waits, in the order in which it is to be sent after the replay: other events, audio with its
  /// commits, requests for responses. What the replay sends is not among it.
  ///
  /// - Parameters:
  ///   - audio: is given at most 100 ms of audio, borrowed for the call.
  ///   - event: is given an event. Like the other it says whether it was taken; if not, it stays, with all after it.
  /// - Returns: whether all was taken.
  public mutating func drain(audio: (RawSpan) -> Bool, event: (ClientEvent) -> Bool) -> Bool {
    Self.drain(&events, event) && input.drain(audio: audio, event: event) && Self.drain(&responses, event)
  }

  private static func drain(_ events: inout [Held], _ give: (ClientEvent) -> Bool) -> Bool {
    let count = events.firstIndex { !$0.isMirrored && !give($0.event) } ?? events.count
    events.removeFirst(count)
    return events.isEmpty
  }

  /// What was not sent, in order, for whoever wants it back when no session comes any more. Changes of the conversation
  /// are among it, and audio in events of at most 100 ms.
  public var unsent: [ClientEvent] {
    var copy = self
    var unsent = copy.events.map(\.event)
    copy.events = []
    _ = copy.drain(
      audio: { audio in
        let bytes = unsafe audio.withUnsafeBytes { unsafe Array($0) }
        unsent.append(translates ? .sessionInputAudioBufferAppend(bytes) : .inputAudioBufferAppend(bytes))
        return true
      },
      event: { event in
        unsent.append(event)
        return true
      })
    return unsent
  }
}
