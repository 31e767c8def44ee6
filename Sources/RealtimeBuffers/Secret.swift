/// Text that must not appear in a log: it prints as `***`, whichever way it is printed.
///
/// Whatever holds a secret keeps it as one of these. A public type whose secret has to stay a `String` shows
/// `Secret.mask` in its place, in its description and its mirror.
package struct Secret: Sendable, Hashable {
  /// What stands where a secret is.
  package static let mask = "***"

  /// The text itself, for the one place that puts it on the wire.
  package let value: String

  package init(_ value: String) { self.value = value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { Secret.mask }
  package var debugDescription: String { Secret.mask }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
