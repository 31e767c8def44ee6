// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// Whether calls to an MCP server need approval.
public enum ApprovalPolicy: Sendable, Hashable {
  /// The string `always`.
  case always
  /// The string `never`.
  case never
  /// An object.
  case filtered(ApprovalFilter)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension ApprovalPolicy: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "always": self = .always
      case "never": self = .never
      default: self = .unknown(.string(value))
      }
      return
    }
    if let value = ApprovalFilter(reading: json) {
      self = .filtered(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension ApprovalPolicy: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .always: "always".write(to: &json)
    case .never: "never".write(to: &json)
    case .filtered(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == ApprovalPolicy {
  /// The string `always`.
  public static var always: Self { .value(.always) }
  /// The string `never`.
  public static var never: Self { .value(.never) }
  /// An object.
  public static func filtered(_ value: ApprovalFilter) -> Self { .value(.filtered(value)) }
}
