import RealtimeJSON
import Testing

@Suite struct JSONMemberIndexTests {
  private func index(_ document: String) throws -> (JSONMemberIndex, [UInt8]) {
    let bytes = Array(document.utf8)
    return (try JSONMemberIndex(validating: bytes.span.bytes), bytes)
  }

  private func string(_ name: String, in document: String) throws -> String? {
    let (index, bytes) = try index(document)
    return index.value(named: name, in: bytes.span.bytes).string
  }

  @Test func `finds members by name wherever they are`() throws {
    let (index, bytes) = try index(#" { "a" : [1,{"type":"no"}] , "type":"yes","n":null } "#)
    let document = bytes.span.bytes
    #expect(index.kind == .object)
    #expect(index.memberCount == 3)
    let type = index.value("type", in: document)
    let nested = index.value("a", in: document)[1]["type"]
    let (equalsType, equalsNested) = (type == "yes", nested == "no")
    #expect(equalsType && equalsNested)
    let kinds = (index.value("n", in: document).kind, index.value("missing", in: document).kind)
    #expect(kinds == (.null, .absent))
    let viaRoot = index.root(in: document)["type"].string
    #expect(viaRoot == "yes")
  }

  @Test func `openai-node rule M5, the last of several members with one name wins, escaped or not`() throws {
    #expect(try string("type", in: #"{"type":"a","type":"b"}"#) == "b")
    #expect(try string("type", in: #"{"type":"a","\u0074ype":"b"}"#) == "b")
    #expect(try string("type", in: #"{"\u0074ype":"a","type":"b"}"#) == "b")
    #expect(try string("tyPe", in: #"{"type":"a"}"#) == nil)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 40]) func `any number of members is found`(count: Int) throws {
    let members = (0..<count).map { #""k\#($0)" : "v\#($0)""# } + [#""k0":"last""#]
    let document = " {" + members.joined(separator: ", ") + "}"
    for key in 1..<max(count, 1) { #expect(try string("k\(key)", in: document) == "v\(key)") }
    #expect(try string("k0", in: document) == "last")
    #expect(try string("k", in: document) == nil)
  }

  @Test func `regression 32: depth is limited at the limit and not before`() throws {
    for depth in [1, 2, 3, 64, 65, 128] {
      let text = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
      _ = try JSONMemberIndex(validating: text.span.bytes, maximumDepth: depth)
      #expect(throws: JSONError(kind: .depthLimitExceeded, offset: depth - 1)) {
        _ = try JSONMemberIndex(validating: text.span.bytes, maximumDepth: depth - 1)
      }
    }
    let most = JSONLimits.maximumDepth
    let deepest = Array((String(repeating: "[", count: most) + String(repeating: "]", count: most)).utf8)
    _ = try JSONMemberIndex(validating: deepest.span.bytes, maximumDepth: .max)
    let tooDeep = [UInt8](repeating: UInt8(ascii: "["), count: most + 1)
    #expect(throws: JSONError(kind: .depthLimitExceeded, offset: most)) {
      _ = try JSONMemberIndex(validating: tooDeep.span.bytes, maximumDepth: .max)
    }
  }
}
