/// Text that must not appear in a log: every way of printing it shows `***`.
struct Secret: Sendable, Hashable {
  static let mask = "***"

  /// The text itself, for the one place that puts it on the wire.
  let value: String

  init(_ value: String) {
    self.value = value
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String { Self.mask }
  var debugDescription: String { Self.mask }
  var customMirror: Mirror { Mirror(self, children: []) }
}
