/// Text that must not appear in a log: it prints as `***`, whichever way it is printed.
///
/// Whatever holds a secret keeps it as one of these, or, where its type is public and has to stay a `String`, gives a
/// mirror with `Secret.mask` in its place.
package struct Secret: Sendable, Hashable {
  /// What stands where a secret is.
  package static let mask = "***"

  /// The text itself, for the one place that puts it on the wire.
  package let value: String

  package init(_ value: String) {
    self.value = value
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { Secret.mask }
  package var debugDescription: String { Secret.mask }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
