// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// How the service finds the end of a turn.
public enum TurnDetection: Sendable, Hashable {
  /// An object of type `server_vad`.
  case serverVAD(ServerVAD)
  /// An object of type `semantic_vad`.
  case semanticVAD(SemanticVAD)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension TurnDetection: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("server_vad") || type.isAbsent, let value = ServerVAD(reading: json) {
      self = .serverVAD(value)
      return
    }
    if type.equals("semantic_vad"), let value = SemanticVAD(reading: json) {
      self = .semanticVAD(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension TurnDetection: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .serverVAD(let value): value.write(to: &json)
    case .semanticVAD(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == TurnDetection {
  /// An object of type `server_vad`.
  public static func serverVAD(_ value: ServerVAD) -> Self { .value(.serverVAD(value)) }
  /// An object of type `semantic_vad`.
  public static func semanticVAD(_ value: SemanticVAD) -> Self { .value(.semanticVAD(value)) }
}
