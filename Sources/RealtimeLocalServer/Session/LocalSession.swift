import ByteBuffers
import EventJSON

/// One Realtime session without a socket, a clock or randomness: client events and time in, server events out.
///
/// Driver contract:
/// 1. After `init`, and after each `receive` or `advance`, call `nextEvent(now:)` until it gives nil. A response is
///    made event by event as it is pulled, so a driver whose connection is full simply pulls later.
/// 2. Call `advance(to:)` when `wakeUpTime` has come; ask again after every call.
/// 3. Once `isFinished`, what `nextEvent` still gives is the last; then close the connection.
///
/// `receive` never throws: what is wrong with a client event is told to the client in an `error` event.
package struct LocalSession {
  /// What a session is made from.
  package struct Configuration {
    package var generation = APIGeneration.general
    package var isTranscription = false
    package var model = "gpt-realtime"
    package var script = ReplyScript.parrot
    package var pace = ReplyPace.asFastAsPossible
    package var limits = LocalSessionLimits()

    package init() {}
  }

  let configuration: Configuration
  let identifiers: IdentifierSource
  let startTime: Duration

  var settings: SessionSettings
  var input: InputAudio
  var conversation: Conversation
  var responses: [ResponseRun] = []
  var rateLimits: RateLimits
  /// Counts the responses begun.
  var turn = 0
  /// A turn ended while a response was in progress that may not be interrupted.
  var owesResponse = false
  /// When a quiet caller is prompted, where turn detection asks for it.
  var idleDeadline: Duration?

  private var queue: [ServerEvent] = []
  private var queueHead = 0
  package private(set) var isFinished = false

  /// Starts a session: the first event to pull is `session.created`.
  ///
  /// `now` counts from any moment, `unixTime` is the wall clock in seconds, for `expires_at`.
  package init(
    configuration: Configuration, identifiers: IdentifierSource, now: Duration, unixTime: Int
  ) {
    self.configuration = configuration
    self.identifiers = identifiers
    startTime = now
    settings = SessionSettings(
      kind: configuration.isTranscription ? .transcription : .realtime,
      generation: configuration.generation,
      id: identifiers.next(.session),
      model: configuration.model,
      expiresAt: unixTime + Int(configuration.limits.maximumSessionDuration / .seconds(1))
    )
    input = InputAudio(format: settings.inputFormat, turnDetection: settings.turnDetection)
    conversation = Conversation(id: identifiers.next(.conversation), limits: configuration.limits)
    rateLimits = RateLimits(now: now)
    announceSession()
  }

  // MARK: In

  /// Takes one text message of the client. The bytes are not kept.
  package mutating func receive(_ message: RawSpan, now: Duration) {
    guard !isFinished else { return }
    var clientEventID: String?
    do throws(ServiceError) {
      let event = try ClientEvent(message, shapes: clientEventShapes, limits: configuration.limits) {
        clientEventID = $0
      }
      try perform(event, now: now)
    } catch {
      emitError(error, clientEventID: clientEventID)
    }
  }

  /// Lets time pass: the session's age limit and the caller's idle timeout.
  package mutating func advance(to now: Duration) {
    guard !isFinished else { return }
    if now >= expiryTime {
      emitError(.sessionExpired, clientEventID: nil)
      responses = []
      isFinished = true
    } else if let deadline = idleDeadline, now >= deadline {
      promptIdleCaller(now: now)
    }
  }

  // MARK: Out

  /// The next event for the client, or nil when there is nothing to say before `wakeUpTime`.
  package mutating func nextEvent(now: Duration) -> ServerEvent? {
    while queueHead == queue.count {
      guard let index = responses.firstIndex(where: { ($0.dueTime ?? .zero) <= now }) else { return nil }
      stepResponse(at: index, now: now)
    }
    defer { popQueue() }
    return queue[queueHead]
  }

  /// When `advance` or `nextEvent` has something to do without a client event; nil once finished.
  package var wakeUpTime: Duration? {
    if isFinished { return nil }
    let times = responses.compactMap(\.dueTime) + [idleDeadline, expiryTime].compactMap(\.self)
    return times.min()
  }

  private var expiryTime: Duration { startTime + configuration.limits.maximumSessionDuration }

  private mutating func popQueue() {
    queueHead += 1
    if queueHead == queue.count {
      queue.removeAll(keepingCapacity: true)
      queueHead = 0
    }
  }

  // MARK: Emitting

  mutating func emit(_ type: String, _ members: KeyValuePairs<String, JSONValue>) {
    enqueue(
      ServerEvent(type: type, id: identifiers.next(.event), members: members.map { ($0.key, $0.value) }))
  }

  mutating func emitAudio(_ type: String, _ members: [(String, JSONValue)], audio: ArraySlice<UInt8>) {
    enqueue(ServerEvent(type: type, id: identifiers.next(.event), members: members, audioDelta: audio))
  }

  mutating func emit(_ type: String, _ members: [(String, JSONValue)]) {
    enqueue(ServerEvent(type: type, id: identifiers.next(.event), members: members))
  }

  mutating func emitError(_ error: ServiceError, clientEventID: String?) {
    emit("error", ["error": error.json(clientEventID: clientEventID)])
  }

  /// A driver that breaks the contract and never drains costs the client its session, not the server its memory.
  private mutating func enqueue(_ event: ServerEvent) {
    guard queue.count - queueHead < configuration.limits.maximumQueuedEventCount else {
      isFinished = true
      return
    }
    queue.append(event)
  }
}

extension ServiceError {
  func json(clientEventID: String?) -> JSONValue {
    [
      "type": .string(type),
      "code": .string(code),
      "message": .string(message),
      "param": param.map { .string($0) } ?? .null,
      "event_id": clientEventID.map { .string($0) } ?? .null,
    ]
  }
}
