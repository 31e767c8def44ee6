package import RealtimeBuffers
public import RealtimeJSON

/// Why received bytes are not a server event. Carries none of them.
public enum ServerEventError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not JSON: what is wrong, and where.
  case malformedJSON(JSONError)
  /// JSON, but not an object with a string `type`.
  case missingType

  public var description: String {
    switch self {
    case .malformedJSON: "Could not parse Realtime WebSocket event data as JSON."
    case .missingType: "Realtime WebSocket event must be an object with a string type."
    }
  }
}

/// Reads received messages as server events, one after the other, in memory that it keeps.
///
/// Loop-bound. One reader serves one connection or, since it remembers nothing between events, all of a loop.
///
/// The driver's contract: `read` each message, then ask `takeAudioError`. It returns an error, to be reported
/// once, if a listener asked for audio that could not be decoded.
package final class ServerEventReader {
  private let pool: BlockPool
  private let audio: ByteBuffer
  /// Texts that came with escapes, decoded: see `JSONView.text(in:unescapedInto:)`.
  private let texts: ByteBuffer
  private var isReading = false
  private var isAudioDecoded = false
  private var holdsMemory = false
  private var audioError: JSONError?

  /// - Parameter pool: Where the memory for decoded audio comes from.
  package init(pool: BlockPool) {
    self.pool = pool
    audio = ByteBuffer(pool: pool)
    texts = ByteBuffer(pool: pool)
  }

  /// Validates a message and lends it to `body` as an event.
  ///
  /// - Parameter bytes: The message, validated as UTF-8.
  /// - Throws: why the message is not an event; `body` has not run then.
  @inline(__always)
  package func read<Result>(
    _ bytes: RawSpan, _ body: (borrowing ServerEvent) -> Result
  ) throws(ServerEventError) -> Result {
    // A listener may have another message dispatched before it returns. Its own event must stay as it is.
    isReading ? try ServerEventReader(pool: pool).readAlone(bytes, body) : try readAlone(bytes, body)
  }

  // Inlined, because what `body` uses is then not retained.
  @inline(__always)
  private func readAlone<Result>(
    _ bytes: RawSpan, _ body: (borrowing ServerEvent) -> Result
  ) throws(ServerEventError) -> Result {
    let tape = JSONTape.take()
    defer { tape.give() }
    let kind = try kind(of: bytes, on: tape)
    isReading = true
    isAudioDecoded = false
    defer { isReading = false }
    return body(ServerEvent(bytes: bytes, kind: kind, tape: tape, reader: self))
  }

  /// The error of the last event's audio, once: `nil` if it was decoded, or if nobody asked for it.
  package func takeAudioError() -> JSONError? {
    defer { audioError = nil }
    return audioError
  }

  /// Gives the memory of decoded audio back to the pool, for a connection that has gone quiet.
  package func releaseMemory() {
    guard holdsMemory && !isReading else { return }
    holdsMemory = false
    audio.consume(audio.readableByteCount)
    audio.releaseIfEmpty()
    texts.releaseIfEmpty()
  }

  // MARK: What events ask for

  /// A text of the event that is being read, without its escapes. Stays as it is until the event was read.
  @_lifetime(copy member)
  func text(of member: JSONView, in bytes: RawSpan) -> UTF8Span {
    if member.isEscaped { holdsMemory = true }
    let text = member.text(in: bytes, unescapedInto: texts)
    // The message was validated as UTF-8, and unescaping writes nothing else.
    return unsafe UTF8Span(unchecked: Span<UInt8>(_bytes: text))
  }

  /// Decoded at most once an event, so that an earlier span of it stays as it is.
  @_lifetime(borrow self)
  func decodedAudio(of event: borrowing ServerEvent) -> RawSpan {
    decodeAudio(of: event)
    // Bound: `audio` changes with the next event only, and no view of this one outlives it.
    return unsafe _overrideLifetime(RawSpan(_unsafeBytes: audio.readable), borrowing: self)
  }

  func audioByteCount(of event: borrowing ServerEvent) -> Int {
    decodeAudio(of: event)
    return audio.readableByteCount
  }

  private func decodeAudio(of event: borrowing ServerEvent) {
    guard !isAudioDecoded else { return }
    isAudioDecoded = true
    holdsMemory = true
    decodeAudio(event.audioMember)
  }

  private func decodeAudio(_ member: JSONView) {
    audio.reset(headroom: 0)
    guard member.kind != .absent else { return }
    do { try member.decodeBase64(appendingTo: audio) } catch { audioError = error }
  }

  private func kind(of bytes: RawSpan, on tape: JSONTape) throws(ServerEventError) -> ServerEventKind {
    do { try tape.validate(bytes, names: MemberName.names) } catch { throw .malformedJSON(error) }
    let type = MemberName.type.rawValue
    guard let position = tape.position(of: type, among: ServerEventKind.names, in: bytes) else { throw .missingType }
    return ServerEventKind(position: position)
  }
}
