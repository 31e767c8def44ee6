internal import RealtimeEvents

/// Ids for client events of one's own, so that an error can be told from what others sent.
///
/// They repeat within a process if two have the same prefix, and nowhere else: no randomness is needed, because the
/// service echoes an id only on the connection that sent it.
struct EventIDs: Sendable {
  /// The parts of this package that give ids. Letters that need no escape in JSON.
  enum Giver: String, CaseIterable {
    case approval, mirror, missed, replay, response, settings, tool

    fileprivate var prefix: String { rawValue + "_" }
  }

  private let prefix: String
  private var count = 0

  init(_ giver: Giver) { prefix = giver.prefix }

  /// - Parameter prefix: another one than that of the part, of letters that need no escape in JSON. Ids are at most 24
  ///   characters longer.
  init(prefix: String) { self.prefix = prefix + "_" }

  mutating func next() -> String {
    count += 1
    return prefix + String(count)
  }

  /// Whether this gave the id.
  func gave(_ id: String) -> Bool { id.hasPrefix(prefix) }

  /// Whether a part of this package gave the id.
  static func isOwn(_ id: String) -> Bool { Giver.allCases.contains { id.hasPrefix($0.prefix) } }
}

extension ErrorDetails {
  /// Whether it says how things stand with what the session itself has sent, or that it is time for a new connection.
  var isOfOwnWork: Bool {
    says("session_expired") || benignCode != nil && (eventID.map { EventIDs.isOwn($0) } ?? true)
  }
}
