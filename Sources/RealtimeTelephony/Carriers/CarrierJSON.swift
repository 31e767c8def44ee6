public import RealtimeJSON

/// A message of a carrier as JSON, read in place: what a codec reads text with.
public enum CarrierJSON {
  /// What a tape looks names up in. Carriers' objects are small, so their members are found by comparing.
  private static let names = JSONNames(["event"])

  /// Lends a message that is a JSON object to `body`; reports `malformed` for any other. Allocates nothing.
  ///
  /// - Parameter message: UTF-8, as text messages of a WebSocket are.
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
