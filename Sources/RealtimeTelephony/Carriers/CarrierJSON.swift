public import RealtimeJSON

/// A message of a carrier as JSON, read in place: what a codec reads text with.
public enum CarrierJSON {
  /// The members of each message of audio, by their places among `names`.
  enum Name: UInt8 {
    case event, media, track, timestamp, chunk, payload
  }

  /// What a tape looks names up in once. All other members are found by comparing: they are of what comes seldom.
  static let names = JSONNames(["event", "media", "track", "timestamp", "chunk", "payload"])

  /// Lends a message that is a JSON object to `body`; reports `malformed` for any other. Allocates nothing.
  ///
  /// - Parameters:
  ///   - message: UTF-8, as text messages of a WebSocket are.
  ///   - event: What `decode` was given.
  ///   - body: Gets the object, borrowed for the call.
  public static func read(
    _ message: RawSpan, _ event: (borrowing CarrierEvent) -> Void, _ body: (borrowing JSONView) -> Void
  ) {
    if !read(message, body) { event(.fault(.malformed)) }
  }

  /// - Returns: `false` where it is no JSON object; `body` has not run then.
  static func read(_ text: RawSpan, _ body: (borrowing JSONView) -> Void) -> Bool {
    let tape = JSONTape.take()
    defer { tape.give() }
    guard (try? tape.validate(text, names: names)) != nil else { return false }
    let root = tape.root(in: text)
    guard root.kind == .object else { return false }
    body(root)
    return true
  }
}

extension JSONView {
  /// A member of an object in a message that `CarrierJSON` reads.
  subscript(name: CarrierJSON.Name) -> JSONView {
    @_lifetime(copy self)
    get { value(name.rawValue, named: CarrierJSON.names) }
  }
}
