import RealtimeJSON
import Testing

@Suite struct JSONValueTests {
  @Test func `literals, subscripts and text agree`() throws {
    var value: JSONValue = ["type": "session.update", "n": [1, 2.5, true, .null], "deep": ["a": ["b": "c"]]]
    #expect(value["deep"]?["a"]?["b"]?.string == "c")
    #expect(value["n"]?[1]?.double == 2.5)
    #expect(value["n"]?[4] == nil)
    #expect(value["type"]?[0] == nil)
    value["type"] = "x"
    value["n"] = nil
    #expect(value.jsonText == #"{"type":"x","deep":{"a":{"b":"c"}}}"#)
    value["new"] = 3
    #expect(try JSONValue.parse(value.jsonText) == value)
  }

  @Test func `a copy does not see a later change of the original`() {
    var original: JSONValue = ["a": 1]
    let copy = original
    original["a"] = 2
    #expect(copy["a"] == 1)
    #expect(original["a"] == 2)
  }

  @Test func `a name that occurs twice keeps its first place and its last value`() throws {
    #expect(try JSONValue.parse(#"{"a":1,"b":2,"a":3}"#).jsonText == #"{"a":3,"b":2}"#)
    #expect(try JSONValue.parse(#"{"a":1,"b":2,"\u0061":3}"#).jsonText == #"{"a":3,"b":2}"#)
  }

  @Test func `objects are equal and hash alike whatever the order of their members`() throws {
    let left = try JSONValue.parse(#"{"a":1,"b":[{"c":2,"d":null}]}"#)
    let right = try JSONValue.parse(#"{"b":[{"d":null,"c":2.0}],"a":1}"#)
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(left != (try JSONValue.parse(#"{"b":[{"d":null,"c":3}],"a":1}"#)))
    #expect(try JSONValue.parse("-0") == 0)
    #expect(try JSONValue.parse("-0").hashValue == JSONValue.number(0).hashValue)
  }

  @Test
  func `openai-node rule M5, values nested 100 000 deep are parsed, copied, compared, written and released`()
    throws
  {
    let text = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let value = try JSONValue.parse(text)
    #expect(value.jsonText == text)
    #expect(value == (try JSONValue.parse(text)))
    let objects = String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000)
    #expect(try JSONValue.parse(objects).jsonText == objects)
  }

  @Test func `an object with very many members is built in linear time and looked up by name`() throws {
    let count = 20_000
    let text = "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    var value = try JSONValue.parse(text)
    #expect(value["k19999"] == 19_999)
    #expect(value.object?.count == count)
    value["k0"] = nil
    #expect(value["k19999"] == 19_999)
    #expect(value["k0"] == nil)
  }

  @Test func `integers keep every digit up to 64 bits and are doubles beyond`() throws {
    #expect(try JSONValue.parse("9223372036854775807").int == .max)
    #expect(try JSONValue.parse("-9223372036854775808").int == .min)
    #expect(try JSONValue.parse("9223372036854775807").jsonText == "9223372036854775807")
    #expect(try JSONValue.parse("9223372036854775808").int == nil)
    #expect(try JSONValue.parse("9223372036854775808").jsonText == "9.223372036854776e+18")
    #expect(try JSONValue.parse("9007199254740993").double == 9_007_199_254_740_992)
    #expect(try JSONValue.parse("1e999").double == .infinity)
    #expect(try JSONValue.parse("1e999").jsonText == "null")
    #expect(try JSONValue.parse("-1e999").double == -.infinity)
    #expect(try JSONValue.parse("1e-999").double == 0)
    #expect(try JSONValue.parse("1e3").int == 1000)
    #expect(try JSONValue.parse("1.5").int == nil)
    #expect(try JSONValue.parse("-0").double?.sign == .minus)
  }
}
