import RealtimeBuffers
import RealtimeJSON
import Foundation
import RealtimeEvents

/// What a value holds, one line a member with its path, in the form the fixtures have.
func members(of value: Any, at path: String = "") -> [String] {
  // An empty array of anything could be cast to an array of bytes.
  if type(of: value) == [UInt8].self, let bytes = value as? [UInt8] {
    return ["\(path) = \(bytes.map { String(format: "%02x", $0) }.joined())"]
  }
  switch value {
  case let value as any FieldState: return value.members(at: path)
  case let value as JSONValue: return ["\(path) = \(sorted(value).jsonText)"]
  case let value as any OpenValue: return ["\(path) = \(JSONValue.string(value.rawValue).jsonText)"]
  case let value as String: return ["\(path) = \(JSONValue.string(value).jsonText)"]
  case let value as Bool: return ["\(path) = \(value)"]
  case let value as Int: return ["\(path) = \(value)"]
  case let value as Double: return ["\(path) = \(value)"]
  case let value as [Any] where value.isEmpty: return ["\(path) = []"]
  default: return children(of: value, at: path)
  }
}

private func sorted(_ value: JSONValue) -> JSONValue {
  switch value {
  case .object(let object):
    .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) }))
  case .array(let array): .array(JSONArray(array.map(sorted)))
  case .null, .bool, .number, .string: value
  }
}

private func children(of value: Any, at path: String) -> [String] {
  if let text = value as? ShortText { return members(of: text.wrappedValue, at: path) }
  let mirror = Mirror(reflecting: value)
  if mirror.displayStyle == .optional {
    return mirror.children.first.map { members(of: $0.value, at: path) } ?? []
  }
  if mirror.displayStyle == .enum && mirror.children.isEmpty { return ["\(path) = .\(value)"] }
  var position = 0
  return mirror.children.flatMap { child in
    defer { position += 1 }
    // What lies in a wrapper is reflected under its name with an underscore in front.
    let label = child.label.map { $0.hasPrefix("_") ? String($0.dropFirst()) : $0 } ?? "\(position)"
    let member = (value as? any HoldsSecrets)?.secrets[label] ?? child.value
    return members(of: member, at: path.isEmpty ? label : "\(path).\(label)")
  }
}

/// What has members that its mirror does not show.
protocol HoldsSecrets {
  var secrets: [String: Any] { get }
}

extension MCPTool: HoldsSecrets {
  var secrets: [String: Any] {
    ["serverURL": serverURL as Any, "authorization": authorization as Any, "headers": headers]
  }
}

extension ClientSecret: HoldsSecrets {
  var secrets: [String: Any] { ["value": value] }
}

protocol FieldState {
  func members(at path: String) -> [String]
}

extension JSONDictionary: FieldState {
  func members(at path: String) -> [String] {
    isEmpty
      ? ["\(path) = {}"] : flatMap { RealtimeEventsTests.members(of: $0.value, at: "\(path).\($0.key)") }
  }
}

extension Field: FieldState {
  func members(at path: String) -> [String] {
    switch self {
    case .absent: []
    case .null: ["\(path) = null"]
    case .value(let value): RealtimeEventsTests.members(of: value, at: path)
    }
  }
}
