// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// What happens when a conversation outgrows the model.
public enum Truncation: Sendable, Hashable {
  /// The string `auto`.
  case auto
  /// The string `disabled`.
  case disabled
  /// An object of type `retention_ratio`.
  case retentionRatio(RetentionRatio)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Truncation: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "auto": self = .auto
      case "disabled": self = .disabled
      default: self = .unknown(.string(value))
      }
      return
    }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("retention_ratio"), let value = RetentionRatio(reading: json) {
      self = .retentionRatio(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Truncation: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .auto: "auto".write(to: &json)
    case .disabled: "disabled".write(to: &json)
    case .retentionRatio(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
