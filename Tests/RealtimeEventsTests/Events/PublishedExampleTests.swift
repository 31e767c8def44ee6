import RealtimeBuffers
import RealtimeJSON
import Foundation
import RealtimeEvents
import Testing

/// Reads the payloads that the API's reference publishes, where a copy of them lies beside the package.
@Suite struct PublishedExampleTests {
  static let folder = URL(filePath: #filePath).appending(path: "../../../../../shared/spec/examples")
    .standardized

  /// Members that occur in an example and in no description of its event.
  static let undeclared = [
    "beta/response.created.json": "timestamp",
    "beta/conversation.item.retrieved.json": "previous_item_id",
  ]

  static let files: [String] = {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".json") && $0.contains("/") && !$0.hasPrefix("client/") }.sorted()
  }()

  @Test(arguments: files)
  func `no member of a published event is lost`(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: file)))
    let document = try JSONValue.parse(bytes)
    let owned = try ServerEventReader(pool: BlockPool()).read(bytes.span.bytes) { ownedEvent($0) }
    let read = members(of: try #require(owned)).map { $0.prefix(while: { $0 != "=" }).dropLast() }
    let names = Set(read.flatMap { $0.split(separator: ".") }.map { normalised($0) })
    let leaves = wireNames(in: document)
    #expect(!leaves.isEmpty)
    for name in leaves where !names.contains(normalised(name)) && Self.undeclared[file] != String(name) {
      Issue.record("\(file): \(name) was not read")
    }
  }

  /// The names of all members that hold something, but for those a type states instead of storing.
  private func wireNames(in value: JSONValue) -> [Substring] {
    switch value {
    case .object(let object):
      object.flatMap { member -> [Substring] in
        switch member.value {
        case .null: []
        case .object(let inner) where inner.isEmpty: []
        case _ where member.key == "type": []
        case _ where member.key == "delta" && member.value.string?.count ?? 0 > 100: ["audio"]
        case _ where ["parameters", "input_schema"].contains(member.key): [Substring(member.key)]
        default: [Substring(member.key)] + wireNames(in: member.value)
        }
      }
    case .array(let array): array.flatMap(wireNames)
    case .null, .bool, .number, .string: []
    }
  }

  private func normalised(_ name: Substring) -> String {
    name.lowercased().replacingOccurrences(of: "_", with: "")
  }
}
