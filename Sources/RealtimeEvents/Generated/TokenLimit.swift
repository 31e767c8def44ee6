// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// The most tokens an answer may take.
public enum TokenLimit: Sendable, Hashable {
  /// The string `inf`.
  case unlimited
  /// A number.
  case count(Int)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension TokenLimit: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "inf": self = .unlimited
      default: self = .unknown(.string(value))
      }
      return
    }
    if let value = json.int {
      self = .count(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension TokenLimit: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .unlimited: "inf".write(to: &json)
    case .count(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
