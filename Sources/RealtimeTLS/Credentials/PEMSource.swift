internal import RealtimeBuffers

/// PEM text: in a file, or in memory. A file that is replaced is read anew, see `fileCheckInterval`. Prints the file's
/// path, and `***` for text in memory, which may be a private key.
public enum PEMSource: Sendable, Hashable {
  /// A file, which is read again when it was replaced.
  case file(path: String)
  /// PEM text itself.
  case bytes([UInt8])
}

extension PEMSource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The file's path, `***` for text in memory.
  public var description: String {
    switch self {
    case .file(let path): path
    case .bytes: Secret.mask
    }
  }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
