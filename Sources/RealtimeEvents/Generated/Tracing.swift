// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// Whether the session is traced.
public enum Tracing: Sendable, Hashable {
  /// The string `auto`.
  case auto
  /// An object.
  case configured(TracingConfiguration)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Tracing: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "auto": self = .auto
      default: self = .unknown(.string(value))
      }
      return
    }
    if let value = TracingConfiguration(reading: json) {
      self = .configured(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Tracing: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .auto: "auto".write(to: &json)
    case .configured(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == Tracing {
  /// The string `auto`.
  public static var auto: Self { .value(.auto) }
  /// An object.
  public static func configured(_ value: TracingConfiguration) -> Self { .value(.configured(value)) }
}
