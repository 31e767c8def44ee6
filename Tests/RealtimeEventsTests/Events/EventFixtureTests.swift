import RealtimeBuffers
import RealtimeJSON
import Foundation
import RealtimeEvents
import RealtimeTestSupport
import Testing

@Suite struct EventFixtureTests {
  private let reader = ServerEventReader(pool: BlockPool())

  private func read(_ json: String) throws -> [String] {
    let owned = try reader.read(Array(json.utf8).span.bytes) { ownedEvent($0) }
    return members(of: owned as Any).sorted()
  }

  @Test func `the fixtures cover each event in each form`() {
    let forms = ["required", "nulls", "extras", "wrong", "empty", "full 0"]
    let names = Set(EventFixture.all.map(\.name))
    for kind in ServerEventKind.allCases {
      guard let name = kind.wireName else { continue }
      for form in forms { #expect(names.contains("\(name) \(form)")) }
    }
  }

  @Test(arguments: EventFixture.all)
  func `every member of every event is read as the facts say`(_ fixture: EventFixture) throws {
    #expect(try read(fixture.json) == fixture.expected)
  }

  @Test(arguments: [" ", "\t", "\n", "\r\n", " \t\r\n \n"])
  func `white space between tokens changes nothing`(_ space: String) throws {
    for fixture in EventFixture.all {
      #expect(try read(spaced(fixture.json, with: space)) == fixture.expected, "\(fixture.name)")
    }
  }

  @Test func `the order of the members changes nothing`() throws {
    for fixture in EventFixture.all {
      let value = try JSONValue.parse(fixture.json)
      #expect(try read(reversed(value).jsonText) == fixture.expected, "\(fixture.name)")
    }
  }

  @Test func `names written with escapes change nothing`() throws {
    for fixture in EventFixture.all {
      #expect(try read(escapingNames(of: fixture.json)) == fixture.expected, "\(fixture.name)")
    }
  }

  @Test func `an event cut anywhere is malformed and nothing else`() throws {
    for fixture in EventFixture.all where fixture.json.utf8.count < 600 {
      let bytes = Array(fixture.json.utf8)
      let accepted = LongWalk.places(through: bytes.count - 1).filter { end in
        (try? reader.read(bytes.span.bytes.extracting(first: end)) { _ in true }) != nil
      }
      #expect(accepted.isEmpty, "\(fixture.name)")
    }
  }

  private func spaced(_ json: String, with space: String) -> String {
    var text = space
    var isInString = false
    var isEscaped = false
    for character in json.unicodeScalars {
      let isToken = !isInString && "{}[]:,".unicodeScalars.contains(character)
      if isToken { text += space }
      text.unicodeScalars.append(character)
      if isToken { text += space }
      if character == "\"" && !isEscaped { isInString.toggle() }
      isEscaped = character == "\\" && !isEscaped
    }
    return text + space
  }

  private func reversed(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object): .object(JSONObject(object.reversed().map { ($0.key, reversed($0.value)) }))
    case .array(let array): .array(JSONArray(array.map(reversed)))
    case .null, .bool, .number, .string: value
    }
  }

  /// Writes the last letter of each name as an escape.
  private func escapingNames(of json: String) -> String {
    let parts = json.components(separatedBy: "\":")
    return parts.enumerated().map { position, part in
      guard position < parts.count - 1, let letter = part.utf8.last, letter < 0x80 else {
        return part + "\":"
      }
      return part.dropLast() + String(format: "\\u%04x", letter) + "\":"
    }.joined().dropLast(2).description
  }
}
