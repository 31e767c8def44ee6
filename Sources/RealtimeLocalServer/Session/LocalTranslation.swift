import RealtimeAudio
internal import RealtimeBuffers
import RealtimeJSON

/// One translation session: audio streams in and out at once, without turns, items or responses.
///
/// The translator is a parrot too: each append comes back as it was, and every second of audio is put into words by
/// the script's transcription. `session.close` ends it, after everything has been said.
package struct LocalTranslation: SessionCore {
  private let limits: LocalSessionLimits
  private let script: ReplyScript
  private let expiryTime: Duration
  private var session: JSONValue
  private var queue: EventQueue
  /// Audio that has not been put into words.
  private var unwritten: [UInt8] = []
  private var elapsedByteCount = 0
  private var endingWithoutOverflow: SessionEnding?

  private static let format = AudioEncoding.pcm16
  private static let transcriptByteCount = 1_000 * format.bytesPerMillisecond

  package init(configuration: LocalSession.Configuration, identifiers: IdentifierSource, now: Duration, unixTime: Int) {
    limits = configuration.limits.bounded
    script = configuration.script
    expiryTime = now + limits.maximumSessionDuration
    session = SessionDefaults.translation(
      id: identifiers.next(.session), model: configuration.model, expiresAt: unixTime + limits.sessionSeconds)
    queue = EventQueue(identifiers: identifiers, maximumCount: limits.maximumQueuedEventCount)
    queue.append("session.created", [("session", session)])
  }

  package var ending: SessionEnding? { queue.hasOverflowed ? .overflowed : endingWithoutOverflow }
  package var wakeUpTime: Duration? { ending == nil ? expiryTime : nil }

  package mutating func nextEvent(now: Duration) -> LocalServerEvent? { queue.popFirst() }

  package mutating func advance(to now: Duration) {
    if now >= expiryTime { expire() }
  }

  /// A translation has no turns.
  package mutating func takeTurn(now: Duration) {}

  package mutating func expire() {
    guard ending == nil else { return }
    emitError(.sessionExpired(limits), clientEventID: nil)
    endingWithoutOverflow = .expired(limits.expiryMessage)
  }

  package mutating func receive(_ message: RawSpan, now: Duration) {
    guard ending == nil else { return }
    var clientEventID: String?
    do throws(ServiceFailure) {
      let event = try CheckedEvent(message, shapes: .translation) { clientEventID = $0 }
      try perform(event)
    } catch {
      emitError(error, clientEventID: clientEventID)
    }
  }

  private mutating func perform(_ event: CheckedEvent) throws(ServiceFailure) {
    switch event.type {
    case "session.update": try update(event.object("session"))
    case "session.input_audio_buffer.append": try translate(event)
    case "session.close": close()
    default: throw .unknownType(event.type, supported: ClientEventShapes.translation.types)
    }
  }

  private mutating func update(_ update: JSONValue) throws(ServiceFailure) {
    try Shape.translationSessionParameters.check(update, path: "session")
    session.merge(update, atDepthOf: [["audio"], ["audio", "input"], ["audio", "output"]])
    queue.append("session.updated", [("session", session)])
  }

  private mutating func translate(_ event: CheckedEvent) throws(ServiceFailure) {
    guard let audio = Base64.canonicalBytes(from: event.text("audio") ?? "") else {
      throw .invalidAudio(param: "audio")
    }
    guard audio.count <= limits.maximumAppendByteCount else {
      throw .audioTooLarge(maximumByteCount: limits.maximumAppendByteCount)
    }
    unwritten += audio
    var members = elapsed
    members += [
      ("sample_rate", .number(Self.format.sampleRate)), ("channels", 1),
      ("format", .string(Self.format.codecName)),
    ]
    queue.append("session.output_audio.delta", members, audio: audio[...])
    elapsedByteCount += audio.count
    if unwritten.count >= Self.transcriptByteCount { write() }
  }

  private mutating func close() {
    if !unwritten.isEmpty { write() }
    queue.append("session.closed", [])
    endingWithoutOverflow = .closedByClient
  }

  /// Puts what was heard since the last time into words, in both languages.
  private mutating func write() {
    let words = script.transcribe(unwritten, Self.format)
    unwritten = []
    guard let words else { return }
    let members = [("delta", .string(" " + words))] + elapsed
    let isTranscribed = session.value(at: ["audio", "input", "transcription"])?.isNull == false
    if isTranscribed { queue.append("session.input_transcript.delta", members) }
    queue.append("session.output_transcript.delta", members)
  }

  private var elapsed: [(String, JSONValue)] {
    [("elapsed_ms", .number(Self.format.milliseconds(inByteCount: elapsedByteCount)))]
  }

  private mutating func emitError(_ error: ServiceFailure, clientEventID: String?) {
    queue.append("error", [("error", error.json(eventID: clientEventID))])
  }
}
