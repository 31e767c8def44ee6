import Foundation
import RealtimeBuffers
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// The project's table of the protocol, as a judge of the events that the server sends: no member that the table does
/// not have, none missing, each of its kind.
struct EventFacts {
  enum API: String {
    case ga, beta, translation
  }

  private struct Member {
    var name: String
    var type: String
    var isOptional: Bool
    var isForBeta: Bool
  }

  private struct Variant {
    var kind: String
    var words: [String]
  }

  private var values: [String: Set<String>] = [:]
  private var objects: [String: [Member]] = [:]
  private var constants: [String: String] = [:]
  private var unions: [String: [Variant]] = [:]
  private var events: [String: (apis: Set<String>, members: String)] = [:]

  static let shared = try? EventFacts()

  init() throws {
    let file = URL(filePath: #filePath)
      .appending(path: "../../../Sources/RealtimeEvents/Generator/events.facts").standardized
    var current: (kind: String, name: String) = ("", "")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      guard !line.hasPrefix("#"), !line.hasPrefix("doc ") else { continue }
      if line.hasPrefix("  ") {
        readMember(line.split(separator: " ").map(String.init), of: current)
      } else {
        let words = line.split(separator: "|")[0].split(separator: " ").map(String.init)
        current = (words[0], words[1])
        if words[0] == "server" { events[words[1]] = (Set(words[2...]), "event \(words[1])") }
        if words[0] == "object" { objects[words[1]] = [] }
      }
    }
  }

  private mutating func readMember(_ words: [String], of parent: (kind: String, name: String)) {
    switch parent.kind {
    case "values": values[parent.name, default: []].insert(words[0])
    case "union": unions[parent.name, default: []].append(Variant(kind: words[0], words: Array(words[1...])))
    case "object" where words[1] == "=": constants[parent.name] = words[2]
    case "object": objects[parent.name, default: []].append(Self.member(words))
    case "server" where words[0] == "=": events[parent.name]?.members = "event \(words[1])"
    case "server": objects["event \(parent.name)", default: []].append(Self.member(words))
    default: break
    }
  }

  private static func member(_ words: [String]) -> Member {
    // Its limits are those of what a client sends.
    let type = words[1].replacing(/\(.*\)/, with: "")
    let isOptional = type.hasSuffix("?") || type.hasSuffix("~")
    return Member(
      name: words[0], type: isOptional ? String(type.dropLast()) : type, isOptional: isOptional,
      isForBeta: words.contains { $0.hasPrefix("(beta)") })
  }

  /// The types of the events that this API has.
  func types(of api: API) -> Set<String> { Set(events.filter { $0.value.apis.contains(api.rawValue) }.keys) }

  /// What is wrong with an event; nothing when it is right.
  func problems(of event: JSONValue, in api: API) -> [String] {
    let type = event["type"]?.string ?? ""
    guard let facts = events[type] else { return ["'\(type)' is no event"] }
    // The specification has it in both, the SDKs' beta not.
    let isInBoth = type == "input_audio_buffer.timeout_triggered" && api == .beta
    guard facts.apis.contains(api.rawValue) || isInBoth else { return ["'\(type)' is no event of \(api)"] }
    return problems(of: event, asObject: facts.members, hasType: true, path: type, api)
  }

  // MARK: Values

  private static let onlyGeneral: Set<String> = ["audio", "output_modalities"]

  private func problems(
    of value: JSONValue, asObject name: String, hasType: Bool, path: String, _ api: API
  ) -> [String] {
    guard let object = value.object else { return ["\(path) is no object"] }
    let members = objects[name] ?? []
    var problems: [String] = []
    for (key, member) in object {
      guard let fact = members.first(where: { $0.name == key }) else {
        if key != "type" || !hasType { problems.append("\(path).\(key) is unknown") }
        continue
      }
      let isResponse = name == "RealtimeResponse"
      let isForeign = api == .beta ? isResponse && Self.onlyGeneral.contains(key) : fact.isForBeta
      if isForeign { problems.append("\(path).\(key) is a member of the other generation") }
      if fact.isOptional && member.isNull { continue }
      problems += self.problems(of: member, as: fact.type, path: "\(path).\(key)", api)
    }
    if let constant = constants[name], object["type"]?.string != constant {
      problems.append("\(path).type is not \(constant)")
    }
    return problems
      + members.filter { !$0.isOptional && object[$0.name] == nil }.map { "\(path).\($0.name) is missing" }
  }

  private func problems(of value: JSONValue, as type: String, path: String, _ api: API) -> [String] {
    if type.hasPrefix("[") {
      guard let elements = value.array else { return ["\(path) is no array"] }
      return elements.enumerated().flatMap { index, element in
        problems(of: element, as: String(type.dropFirst().dropLast()), path: "\(path)[\(index)]", api)
      }
    }
    if type.hasPrefix("{") {
      guard let object = value.object else { return ["\(path) is no object"] }
      return object.flatMap { key, member in
        problems(of: member, as: String(type.dropFirst().dropLast()), path: "\(path).\(key)", api)
      }
    }
    switch type {
    case "String": return value.string == nil ? ["\(path) is no string"] : []
    case "Int", "Index": return value.int == nil ? ["\(path) is no integer"] : []
    case "Double": return value.double == nil ? ["\(path) is no number"] : []
    case "Bool": return value.bool == nil ? ["\(path) is no boolean"] : []
    case "Audio": return value.string.flatMap(Base64.bytes(from:)) == nil ? ["\(path) is no audio"] : []
    case "JSON": return []
    default: break
    }
    if let known = values[type] {
      guard let text = value.string else { return ["\(path) is no string"] }
      // A customer's deployment has a name of its own.
      return known.contains(text) || type == "RealtimeModel" ? [] : ["\(path) is '\(text)'"]
    }
    if unions[type] != nil { return problems(of: value, asUnion: type, path: path, api) }
    return problems(of: value, asObject: type, hasType: constants[type] != nil, path: path, api)
  }

  private func problems(of value: JSONValue, asUnion name: String, path: String, _ api: API) -> [String] {
    let tag = value["type"]?.string
    for variant in unions[name] ?? [] {
      switch variant.kind {
      case "string" where value.string == variant.words[1]: return []
      case "text" where value.string != nil:
        return problems(of: value, as: variant.words[1], path: path, api)
      case "integer" where value.int != nil: return []
      case "strings" where value.array != nil: return []
      case "object" where value.isObject:
        let wanted = variant.words[1]
        let isTagged = tag != nil && (wanted == tag || wanted == "\(tag ?? "")-")
        guard wanted == "*" || isTagged || (tag == nil && wanted.hasSuffix("-")) else { continue }
        return problems(of: value, asObject: variant.words[2], hasType: tag != nil, path: path, api)
      default: continue
      }
    }
    return ["\(path) is no \(name)"]
  }
}
