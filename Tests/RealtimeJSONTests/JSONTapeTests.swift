import RealtimeJSON
import Testing

@Suite struct JSONTapeTests {
  private let names = JSONNames(["type", "delta", "a_name_of_more_than_sixteen_bytes"])

  /// Lends the tape of a document, and the document.
  private func withTape<Result>(_ document: String, _ body: (JSONTape, RawSpan) throws -> Result) throws
    -> Result
  {
    let bytes = Array(document.utf8)
    let tape = JSONTape.take()
    defer { tape.give() }
    try tape.validate(bytes.span.bytes, names: names)
    return try body(tape, bytes.span.bytes)
  }

  @Test func `members are found by the position of their name, the last of several`() throws {
    let document = #" { "delta" : "x" , "other" : {"type":1} , "type" : "a" , "t\u0079pe" : "b" } "#
    try withTape(document) { tape, bytes in
      let type = tape.value(0, in: bytes).string
      let delta = tape.value(1, in: bytes).string
      let isAbsent = tape.value(2, in: bytes).isAbsent
      let nested = tape.value(named: "other", in: bytes)["type"].int
      #expect(type == "b" && delta == "x" && isAbsent && nested == 1)
    }
  }

  @Test func `names that are like a known one are not it`() throws {
    for name in [
      "typ", "typf", "types", "a_name_of_more_than_sixteen_bytez", "a_name_of_more_than_sixteen_byte", "",
    ] {
      let document = #"{"type":0,"\#(name)":1,"x":"long enough to read on behind the name"}"#
      try withTape(document) { tape, bytes in
        let type = tape.value(0, in: bytes).int
        let other = tape.value(2, in: bytes).isAbsent
        let found = tape.value(named: name, in: bytes).int
        #expect(type == 0 && other && found == 1, "\(name)")
      }
    }
  }

  /// The order of names is learned from one document and used for the next.
  @Test func `members in another order than before are found`() throws {
    for document in [#"{"type":1,"delta":2}"#, #"{"delta":2,"type":1}"#, #"{"delta":3,"delta":2,"type":1}"#] {
      try withTape(document) { tape, bytes in
        let found = (tape.value(0, in: bytes).int, tape.value(1, in: bytes).int)
        #expect(found == (1, 2), "\(document)")
      }
    }
  }

  @Test(arguments: [1022, 1023, 1024, 1025, 3000]) func `more values than are remembered are read`(count: Int)
    throws
  {
    let elements = (0..<count).map { "\($0)" }.joined(separator: ",")
    try withTape(#"{"list":[\#(elements)],"type":"t","o":{"type":"u"}}"#) { tape, bytes in
      let list = tape.value(named: "list", in: bytes)
      let last = list[count - 1].int
      let beyond = list[count].isAbsent
      let type = tape.value(0, in: bytes).string
      let nested = tape.value(named: "o", in: bytes)["type"].string
      #expect(last == count - 1 && beyond && type == "t" && nested == "u")
    }
  }

  @Test(arguments: [1, 30, 31, 32, 33, 34, 64, 65]) func `documents deeper than is remembered are read`(
    depth: Int
  ) throws {
    let text = String(repeating: "[", count: depth) + "7" + String(repeating: "]", count: depth)
    try withTape(#"{"deep":\#(text),"type":"t"}"#) { tape, bytes in
      var view = tape.value(named: "deep", in: bytes)
      for _ in 0..<depth { view = view[0] }
      let (value, type) = (view.int, tape.value(0, in: bytes).string)
      #expect(value == 7 && type == "t")
    }
  }

  @Test func `a tape taken while another is lent is another`() throws {
    try withTape(#"{"type":"outer","delta":[1,2]}"#) { outer, bytes in
      try withTape(#"{"type":"inner"}"#) { inner, bytes in
        let type = inner.value(0, in: bytes).string
        #expect(type == "inner")
      }
      let (type, second) = (outer.value(0, in: bytes).string, outer.value(1, in: bytes)[1].int)
      #expect(type == "outer" && second == 2)
    }
  }
}
