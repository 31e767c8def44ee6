import RealtimeJSON
import Testing

/// Names and texts are told apart by their bytes, as ECMAScript does.
@Suite struct JSONNameTests {
  /// Texts that Swift takes for equal.
  static let pairs: [(String, String)] = [
    ("caf\u{E9}", "cafe\u{301}"), ("\u{212A}", "K"), ("\u{1100}\u{1161}", "\u{AC00}"),
    ("a\u{323}\u{307}", "a\u{307}\u{323}"), ("\u{37E}", ";"),
  ]

  @Test(arguments: pairs) func `an object keeps both spellings of a name`(first: String, second: String)
    throws
  {
    #expect(first == second)
    let text = #"{"\#(first)":1,"\#(second)":2}"#
    var value = try JSONValue.parse(text)
    #expect(value.jsonText == text)
    #expect(value[first]?.int == 1)
    #expect(value[second]?.int == 2)
    #expect(value.object?.count == 2)
    value[second] = 3
    value[first] = nil
    #expect(value.jsonText == #"{"\#(second)":3}"#)
    #expect(value[first] == nil)
  }

  @Test(arguments: pairs)
  func `so does an object of many members, and a literal`(first: String, second: String) throws {
    var object: JSONObject = [:]
    for position in 0..<40 { object["name \(position)"] = .number(position) }
    object[first] = 1
    object[second] = 2
    #expect(object.count == 42)
    #expect(object[first] == 1)
    #expect(object[second] == 2)
    object[first] = nil
    #expect(object[second] == 2 && object[first] == nil && object.count == 41)
    let literal: JSONValue = [first: 1, second: 2]
    #expect(literal.object?.keys.count == 2)
  }

  @Test(arguments: pairs) func `values are equal if their bytes are`(first: String, second: String) {
    #expect(JSONValue.string(first) != .string(second))
    #expect(JSONValue.string(first) == .string(first))
    #expect(JSONValue.object([first: 1]) != .object([second: 1]))
    #expect(
      Set<JSONValue>([.string(first), .string(second), .object([first: 1]), .object([second: 1])]).count == 4)
  }

  @Test(arguments: pairs) func `a member is looked up by its bytes`(first: String, second: String) throws {
    try withView(#"{"\#(first)":1,"\#(second)":2}"#) { view in
      let (one, two) = (view[first].int, view[second].int)
      #expect(one == 1 && two == 2)
    }
  }
}
