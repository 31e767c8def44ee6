// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// The voice the model speaks with.
public enum Voice: Sendable, Hashable {
  /// A string.
  case named(VoiceName)
  /// An object.
  case custom(CustomVoice)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Voice: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      self = .named(VoiceName(rawValue: value))
      return
    }
    if let value = CustomVoice(reading: json) {
      self = .custom(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Voice: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .named(let value): value.write(to: &json)
    case .custom(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
