/// Ids for client events of one's own, so that an error can be told from what others sent.
///
/// They repeat within a process if two have the same prefix, and nowhere else: no randomness is needed, because the service
/// echoes an id only on the connection that sent it.
struct EventIDs: Sendable {
  private let prefix: String
  private var count = 0

  /// - Parameter prefix: of letters that need no escape in JSON. Ids are at most 24 characters longer.
  init(prefix: String) { self.prefix = prefix }

  mutating func next() -> String {
    count += 1
    return "\(prefix)_\(count)"
  }

  /// Whether a part of this package gave the id.
  static func isOwn(_ id: String) -> Bool { ownPrefixes.contains { id.hasPrefix($0) } }

  private static let ownPrefixes = ["approval_", "mirror_", "replay_", "response_", "settings", "tool_"]
}
