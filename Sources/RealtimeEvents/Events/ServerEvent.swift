internal import RealtimeBuffers
public import RealtimeJSON

/// Any server event, in the bytes it arrived in.
///
/// Valid until the listener it was given to returns; `owned()` is the copy for whoever keeps it. The bytes
/// have been validated as JSON once, and the places of the members noted, so that reading one walks nothing.
// Safe: the reader that an event refers to is alive while the event can be used, which is during its `read`.
@safe
public struct ServerEvent: ~Escapable {
  /// The event's JSON as it was received.
  public let bytes: RawSpan
  /// What the event is, `unknown` if this package has no type for it.
  public let kind: ServerEventKind
  private let tape: JSONTape
  private let reader: Unmanaged<ServerEventReader>

  @_lifetime(copy bytes)
  init(bytes: RawSpan, kind: ServerEventKind, tape: JSONTape, reader: ServerEventReader) {
    self.bytes = bytes
    self.kind = kind
    self.tape = tape
    unsafe self.reader = unsafe .passUnretained(reader)
  }

  /// The event's type as it came, `response.done` for example.
  public var type: String { kind.wireName ?? self["type"].string ?? "" }

  /// The server's id of this event; `nil` for the few events that have none.
  public var eventID: String? { optional(.eventID) }

  /// The whole event as JSON.
  public var json: JSONView {
    @_lifetime(copy self) get { tape.root(in: bytes) }
  }

  /// The member with this name, absent if there is none; the last one where a name occurs twice.
  public subscript(name: String) -> JSONView {
    @_lifetime(copy self) get { tape.value(named: name, in: bytes) }
  }

  /// Copies the event out of the received bytes.
  public func owned() -> OwnedServerEvent {
    unsafe OwnedServerEvent(type: type, kind: kind, json: bytes.withUnsafeBytes { unsafe Array($0) })
  }

  // MARK: Audio

  /// The audio of an audio delta, decoded once into memory that is reused: valid until the listener returns.
  ///
  /// Empty for other events, and for malformed base64, which the connection reports as one error.
  public var audio: RawSpan {
    @_lifetime(copy self) get {
      unsafe _overrideLifetime(reader.takeUnretainedValue().decodedAudio(of: self), copying: self)
    }
  }

  /// How many bytes `audio` has. Decodes them, which `audio` then does not do again; zero for other events.
  public var audioByteCount: Int { unsafe reader._withUnsafeGuaranteedRef { $0.audioByteCount(of: self) } }

  /// Decodes the audio of an audio delta after what `output` already holds.
  ///
  /// - Throws: `wrongType` if the event holds no audio, `outputTooSmall` if it does not fit, otherwise the
  ///   place where its base64 is malformed. `output` is unchanged then.
  public func decodeAudio(into output: inout OutputRawSpan) throws(JSONError) {
    try audioMember.decodeBase64(into: &output)
  }

  /// The audio of an audio delta, decoded into an array of its own; empty where `audio` is.
  func audioBytes() -> [UInt8] { unsafe audio.withUnsafeBytes { unsafe Array($0) } }

  var audioMember: JSONView {
    @_lifetime(copy self)
    get {
      guard let name = kind.audioMember else { return JSONView(absentIn: bytes) }
      return member(name)
    }
  }

  // MARK: Members of known names

  // The message was validated as UTF-8 before it became an event: what its texts are is not checked again.

  @_lifetime(copy self)
  func member(_ name: MemberName) -> JSONView { tape.value(name.rawValue, in: bytes) }

  /// The id of the item as it is written, with its quotes; empty if it cannot be compared so.
  package var writtenItemID: RawSpan {
    @_lifetime(copy self) get { tape.written(MemberName.itemID.rawValue, in: bytes) }
  }

  /// The position in the item's content as it is written; empty if it cannot be compared so.
  package var writtenContentIndex: RawSpan {
    @_lifetime(copy self) get { tape.written(MemberName.contentIndex.rawValue, in: bytes) }
  }

  /// A member that every event of a type has; its empty value if this event has none.
  func required<Value: JSONReadable>(_ name: MemberName) -> Value { Value(reading: member(name)) ?? .missing }

  func optional<Value: JSONReadable>(_ name: MemberName) -> Value? { Value(reading: member(name)) }

  /// The text of a member that every event of a type has; empty if this event has none.
  func required(_ name: MemberName) -> String {
    guard let text = tape.plainText(name.rawValue, in: bytes) else { return optional(name) ?? "" }
    return unsafe String(copying: UTF8Span(unchecked: Span<UInt8>(_bytes: text)))
  }

  /// A place in a list; the first if the server leaves it out.
  func required(_ name: MemberName) -> Int { tape.int(name.rawValue, in: bytes) ?? optional(name) ?? 0 }

  func required(_ name: MemberName) -> ShortText {
    guard let text = tape.plainText(name.rawValue, in: bytes) else { return optional(name) ?? .missing }
    return ShortText(copying: text)
  }

  /// A text in place, empty if it is missing.
  @_lifetime(copy self)
  func requiredText(_ name: MemberName) -> UTF8Span {
    guard let text = tape.plainText(name.rawValue, in: bytes) else { return unescapedText(of: member(name)) }
    return unsafe UTF8Span(unchecked: Span<UInt8>(_bytes: text))
  }

  @_lifetime(copy self)
  func optionalText(_ name: MemberName) -> UTF8Span? {
    let member = self.member(name)
    guard member.kind == .string else { return nil }
    return unescapedText(of: member)
  }

  @_lifetime(copy self)
  private func unescapedText(of member: JSONView) -> UTF8Span {
    unsafe _overrideLifetime(reader.takeUnretainedValue().text(of: member, in: bytes), copying: self)
  }
}

extension ServerEvent: RealtimeServerEvent {
  @_lifetime(copy event)
  public init(_ event: ServerEvent) { self = event }

  public var raw: ServerEvent {
    @_lifetime(copy self) get { self }
  }
}

/// A server event that may be kept: its type and its JSON.
public struct OwnedServerEvent: Sendable, Hashable {
  /// The event's type as it came.
  public let type: String
  /// What the event is, `unknown` if this package has no type for it.
  public let kind: ServerEventKind
  /// The event's JSON as it was received.
  public let json: [UInt8]

  /// Lends the event as the view it was, for reading its members.
  ///
  /// - Returns: what `body` returns, `nil` if `json` is not an event (it always is when it comes from `owned()`).
  public func withEvent<Result>(_ body: (borrowing ServerEvent) -> Result) -> Result? {
    unsafe try? ServerEventReader(pool: BlockPool()).read(json.span.bytes, body)
  }
}
