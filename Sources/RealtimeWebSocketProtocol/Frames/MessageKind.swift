/// What a message is made of.
public enum MessageKind: Sendable, Hashable {
  /// UTF-8, validated before it is delivered.
  case text
  /// Any bytes.
  case binary

  var opcode: Opcode {
    switch self {
    case .text: return .text
    case .binary: return .binary
    }
  }
}
