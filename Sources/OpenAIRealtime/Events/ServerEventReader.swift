package import ByteBuffers
public import EventJSON

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

/// Makes server events of received messages, one after the other, in memory that it keeps.
///
/// Loop-bound. One reader serves one connection or, since it remembers nothing between events, all of a loop.
///
/// The driver's contract: `read` each message; after it returned, `takeAudioError` says whether a listener asked for
/// audio that could not be decoded, which is one error to report.
package final class ServerEventReader {
  private let pool: BlockPool
  private let audio: ByteBuffer
  private let index = JSONMemberIndex()
  private var isReading = false
  private var isAudioDecoded = false
  private var audioError: JSONError?

  /// - Parameter pool: Where the memory for decoded audio comes from.
  package init(pool: BlockPool) {
    self.pool = pool
    audio = ByteBuffer(pool: pool)
  }

  /// Validates a message and lends it to `body` as an event.
  ///
  /// - Parameter bytes: The message, validated as UTF-8.
  /// - Throws: why the message is not an event; `body` has not run then.
  package func read<Result>(
    _ bytes: RawSpan,
    _ body: (borrowing ServerEvent) -> Result
  ) throws(ServerEventError) -> Result {
    // A listener may get another message dispatched before it returns; its own event must stay as it is.
    if isReading { return try ServerEventReader(pool: pool).read(bytes, body) }
    let kind = try note(bytes)
    isReading = true
    isAudioDecoded = false
    defer { isReading = false }
    return body(ServerEvent(bytes: bytes, kind: kind, reader: self))
  }

  /// The error of the last event's audio, once: nil if it was decoded, or if nobody asked for it.
  package func takeAudioError() -> JSONError? {
    defer { audioError = nil }
    return audioError
  }

  /// Gives the memory of decoded audio back to the pool, for a connection that has gone quiet.
  package func releaseMemory() {
    guard !isReading else { return }
    audio.consume(audio.readableByteCount)
    audio.releaseIfEmpty()
  }

  // MARK: What events ask for

  @_lifetime(copy bytes)
  func root(in bytes: RawSpan) -> JSONView {
    index.root(in: bytes)
  }

  @_lifetime(copy bytes)
  func member(named name: String, in bytes: RawSpan) -> JSONView {
    index.value(named: name, in: bytes)
  }

  @_lifetime(copy bytes)
  func member(_ name: StaticString, in bytes: RawSpan) -> JSONView {
    index.value(name, in: bytes)
  }

  @_lifetime(copy bytes)
  func absentMember(in bytes: RawSpan) -> JSONView {
    JSONView(absentIn: bytes)
  }

  /// Decoded at most once an event, so that an earlier span of it stays as it is.
  @_lifetime(borrow self)
  func decodedAudio(of event: borrowing ServerEvent) -> RawSpan {
    if !isAudioDecoded {
      isAudioDecoded = true
      decodeAudio(event.audioMember)
    }
    return _overrideLifetime(RawSpan(_unsafeBytes: audio.readable), borrowing: self)
  }

  private func decodeAudio(_ member: JSONView) {
    audio.reset(headroom: 0)
    guard member.kind != .absent else { return }
    do {
      try member.decodeBase64(appendingTo: audio)
    } catch {
      audioError = error
    }
  }

  private func note(_ bytes: RawSpan) throws(ServerEventError) -> ServerEventKind {
    do {
      try index.validate(bytes)
    } catch {
      throw .malformedJSON(error)
    }
    let type = index.value("type", in: bytes)
    guard type.kind == .string else { throw .missingType }
    let kind = ServerEventKind.find(type.text)
    // Escapes hide a known name only from the bytes.
    return kind == .unknown ? ServerEventKind(type: type.string ?? "") : kind
  }
}
