import RealtimeJSON
import Testing

/// Lends the root view of a document to `body`.
func withView<Result>(_ document: String, _ body: (borrowing JSONView) throws -> Result) throws -> Result {
  let bytes = Array(document.utf8)
  return try body(JSONView(validating: bytes.span.bytes))
}

@Suite struct JSONViewTests {
  static let decodings: [(String, String)] = [
    (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20AC""#, "Aé€"),
    (#""\ud83d\ude00""#, "😀"), (#""x\uD83D\uDE00y""#, "x😀y"), (#""\ud83d""#, "\u{FFFD}"),
    (#""\ude00""#, "\u{FFFD}"),
    (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\u0000""#, "\0"),
    (#""é\n😀""#, "é\n😀"),
    (#""\uFFFF\uDBFF\uDFFF""#, "\u{FFFF}\u{10FFFF}"),
  ]

  @Test(arguments: decodings) func `decodes strings`(document: String, text: String) throws {
    try withView(document) { view in
      let (kind, string, owned) = (view.kind, view.string, view.owned)
      #expect(kind == .string)
      #expect(string == text)
      #expect(owned == .string(text))
    }
    // The same as a name.
    try withView("{\(document):7}") { view in
      let found = view[text].int
      #expect(found == 7)
    }
  }

  @Test func `openai-node rule M5, the last of several members with one name wins, escaped or not`() throws {
    for document in [
      #"{"type":"a","type":"b"}"#, #"{"type":"a","\u0074ype":"b"}"#, #"{"\u0074ype":"a","type":"b"}"#,
    ] {
      try withView(document) { view in
        let found = view["type"].string
        #expect(found == "b")
      }
    }
  }

  @Test func `compares text without decoding it, escaped or not`() throws {
    try withView(#"{"a":"h\u00e9llo","b":"héllo","c":"héll","d":1,"e":"h\u00e9lloo"}"#) { view in
      let equal = [
        view["a"] == "héllo", view["b"] == "héllo", view["c"] == "héllo", view["d"] == "héllo",
        view["e"] == "héllo",
      ]
      #expect(equal == [true, true, false, false, false])
      let absent = view["z"] == ""
      #expect(!absent)
    }
  }

  @Test func `reads scalars as what they are and as nothing else`() throws {
    try withView(#"{"t":true,"f":false,"n":null,"i":-12,"d":1.5e2,"s":"x","a":[],"o":{}}"#) { view in
      let bools = [view["t"].bool, view["f"].bool, view["n"].bool, view["i"].bool, view["z"].bool]
      #expect(bools == [true, false, nil, nil, nil])
      let ints = [view["i"].int, view["d"].int, view["s"].int, view["t"].int, view["z"].int]
      #expect(ints == [-12, 150, nil, nil, nil])
      let doubles = [view["i"].double, view["d"].double, view["s"].double]
      #expect(doubles == [-12, 150, nil])
      let strings = [view["s"].string, view["i"].string, view["a"].string, view["z"].string]
      #expect(strings == ["x", nil, nil, nil])
      let nulls = [view["n"].isNull, view["z"].isNull, view["z"].isAbsent, view["n"].isAbsent]
      #expect(nulls == [true, false, true, false])
      let kinds = [
        view["a"].kind, view["o"].kind, view["a"]["x"].kind, view["o"][0].kind, view["s"]["x"]["y"][3].kind,
      ]
      #expect(kinds == [.array, .object, .absent, .absent, .absent])
    }
  }

  @Test func `steps through elements and members in order`() throws {
    try withView(#" { "a" : [ 1 , "]" , { "x" : [ 2 ] } , [ ] , null ] , "b\n":{}, "a" : "last" } "#) {
      view in
      var names: [String] = []
      var texts: [String] = []
      var members = view.members
      while let member = members.next() {
        names.append(member.key)
        texts.append(member.value.owned.jsonText)
      }
      #expect(names == ["a", "b\n", "a"])
      #expect(texts == [#"[1,"]",{"x":[2]},[],null]"#, "{}", #""last""#])
      let last = view["a"].string
      #expect(last == "last")
    }
    try withView("[10,[20,21],30]") { view in
      let numbers = [view[0].int, view[1][1].int, view[2].int, view[3].int, view[-1].int]
      #expect(numbers == [10, 21, 30, nil, nil])
      var elements = view.elements
      var count = 0
      while let element = elements.next() { count += element.isAbsent ? 0 : 1 }
      let isOver = elements.next() == nil
      #expect(count == 3 && isOver)
      var none = view.members
      let hasNone = none.next() == nil
      #expect(hasNone)
    }
  }

  @Test func `raw bytes are the value alone`() throws {
    try withView(#"  {"a" :  [ 1, 2 ]  , "b":"x\ny"} "#) { view in
      let array = view["a"].rawBytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      let string = view["b"].rawBytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      let absentByteCount = view["c"].rawBytes.byteCount
      #expect(array == "[ 1, 2 ]")
      #expect(string == #""x\ny""#)
      #expect(absentByteCount == 0)
    }
  }

  @Test func `decodes base64 whether its slashes are escaped or not`() throws {
    for document in [#"{"d":"//8A/w=="}"#, #"{"d":"\/\u002f8A\/w=="}"#] {
      try withView(document) { view in
        let delta = view["d"]
        var bytes = [UInt8](repeating: 0, count: delta.base64ByteCountLimit)
        let count = try bytes.withUnsafeMutableBytes { try delta.decodeBase64(into: $0) }
        #expect(Array(bytes.prefix(count)) == [0xFF, 0xFF, 0x00, 0xFF])
      }
    }
    try withView("[1]") { view in
      let number = view[0]
      let error = #expect(throws: JSONError.self) {
        _ = try number.decodeBase64(into: .init(start: nil, count: 0))
      }
      #expect(error?.kind == .wrongType)
    }
  }

  @Test(arguments: [
    "0.1", "0.3", "123456789012345678", "9007199254740993", "1.7976931348623157e308",
    "1.7976931348623159e308", "5e-324",
    "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072014e-308",
    "2.2250738585072011e-308", "1e22", "1e23",
    "8.5e15", "123456789.123456", "0.000001", "1e-7", "9.999999999999999e22",
    "1.00000000000000011102230246251565404",
    "100000000000000000000000000000000000000000000000000", "179769313486231580793728971405301e276",
    "0.000000000000001",
    "999999999999999", "9999999999999999", "-0.0", "-1.5", "4.35", "0.500", "72057594037927945",
  ]) func `doubles are the nearest`(text: String) throws {
    let double = try withView(text) { $0.double }
    #expect(double?.bitPattern == Double(text)?.bitPattern)
  }
}
