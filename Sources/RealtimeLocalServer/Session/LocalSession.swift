package import RealtimeEvents
import RealtimeBuffers
import RealtimeJSON

/// One session of the Realtime API, conversation or transcription, in either generation's names.
package struct LocalSession: SessionCore {
  /// What a session is made from.
  package struct Configuration {
    /// The session's number, for the script.
    package var number = 1
    package var generation = RealtimeAPI.ga
    package var isTranscription = false
    /// Whether it is a side connection to a call, which has the audio of both sides.
    package var isCall = false
    package var model = LocalRoute.defaultModel
    /// Settings that it begins with, checked already.
    package var parameters: JSONValue?
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
  var conversation: LocalConversation
  var responses: [ResponseRun] = []
  var rateLimits: RateLimits
  var mcp: MCPState
  /// What a call plays. Stays empty on a connection that carries audio.
  var outputBuffer = OutputAudioBuffer()
  /// Counts the responses begun.
  var turn = 0
  /// Set by the first audio of the assistant. From then on the voice cannot change.
  var hasAssistantSpoken = false
  /// A turn ended while a response was in progress that may not be interrupted.
  var owesResponse = false
  /// When a quiet caller is prompted, where turn detection asks for it.
  var idleDeadline: Duration?

  private var queue: EventQueue
  private var isExpired = false

  /// Starts a session: the first event to pull is `session.created`.
  ///
  /// `now` counts from any moment, `unixTime` is the wall clock in seconds, for `expires_at`.
  package init(
    configuration: Configuration, identifiers: IdentifierSource, now: Duration, unixTime: Int
  ) {
    var configuration = configuration
    configuration.limits = configuration.limits.bounded
    self.configuration = configuration
    self.identifiers = identifiers
    startTime = now
    settings = SessionSettings(
      kind: configuration.isTranscription ? .transcription : .realtime,
      generation: configuration.generation,
      id: identifiers.next(.session),
      model: configuration.model,
      expiresAt: unixTime + configuration.limits.sessionSeconds,
      clientSecret: identifiers.next(.clientSecret)
    )
    if let parameters = configuration.parameters { try? settings.update(parameters, isVoiceFixed: false) }
    input = InputAudio(format: settings.inputFormat, turnDetection: settings.turnDetection)
    conversation = LocalConversation(id: identifiers.next(.conversation), limits: configuration.limits)
    rateLimits = RateLimits(now: now)
    mcp = MCPState(maximumWaitingCount: configuration.limits.maximumActiveResponseCount)
    queue = EventQueue(identifiers: identifiers, maximumCount: configuration.limits.maximumQueuedEventCount)
    announceSession()
  }

  // MARK: In

  package mutating func receive(_ message: RawSpan, now: Duration) {
    guard ending == nil else { return }
    var clientEventID: String?
    do throws(ServiceFailure) {
      let event = try CheckedEvent(message, shapes: clientEventShapes) { clientEventID = $0 }
      try perform(event, now: now)
    } catch {
      emitError(error, clientEventID: clientEventID)
    }
  }

  /// Minds the session's age limit, the caller's idle timeout and the end of what a call plays.
  package mutating func advance(to now: Duration) {
    guard ending == nil else { return }
    if now >= expiryTime {
      return expire()
    }
    advanceOutput(to: now)
    if let deadline = idleDeadline, now >= deadline {
      promptIdleCaller(now: now)
    }
  }

  /// Ends the session as the service does when it has grown too old.
  package mutating func expire() {
    guard ending == nil else { return }
    emitError(.sessionExpired(configuration.limits), clientEventID: nil)
    responses = []
    isExpired = true
  }

  // MARK: Out

  package var ending: SessionEnding? {
    if queue.hasOverflowed { return .overflowed }
    return isExpired ? .expired(configuration.limits.expiryMessage) : nil
  }

  package mutating func nextEvent(now: Duration) -> LocalServerEvent? {
    while queue.isEmpty {
      guard let index = responses.firstIndex(where: { ($0.dueTime ?? .zero) <= now }) else { return nil }
      stepResponse(at: index, now: now)
    }
    return queue.popFirst()
  }

  package var wakeUpTime: Duration? {
    guard ending == nil else { return nil }
    let times = responses.compactMap(\.dueTime) + [idleDeadline, outputBuffer.stopTime, expiryTime].compactMap(\.self)
    return times.min()
  }

  private var expiryTime: Duration { startTime + configuration.limits.maximumSessionDuration }

  // MARK: Emitting

  mutating func emit(_ type: String, _ members: KeyValuePairs<String, JSONValue>) {
    queue.append(type, members.map { ($0.key, $0.value) })
  }

  mutating func emit(_ type: String, _ members: [(String, JSONValue)]) {
    queue.append(type, members)
  }

  mutating func emitAudio(_ type: String, _ members: [(String, JSONValue)], audio: ArraySlice<UInt8>) {
    queue.append(type, members, audio: audio)
  }

  mutating func emitError(_ error: ServiceFailure, clientEventID: String?) {
    emit("error", ["error": error.json(eventID: clientEventID)])
  }
}
