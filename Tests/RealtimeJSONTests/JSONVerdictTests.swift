import RealtimeJSON
import Testing

/// Documents that RFC 8259 and ECMAScript's JSON.parse take, and documents that they do not.
@Suite struct JSONVerdictTests {
  static let accepted: [String] = [
    // Scalars and white space
    "null", "true", "false", "0", "\"\"", "[]", "{}", " null", "null ", "\t\n\r null \r\n\t", "\"a\"", " [] ",
    " {} ",
    // Numbers
    "-0", "1", "-1", "10", "123456789", "0.5", "-0.5", "1.25", "1e1", "1E1", "1e+1", "1e-1", "1E+01", "0e0",
    "0e+1",
    "0E-5", "1.5e300", "1e999", "-1e999", "1e-999", "123e65", "20e1", "0.000000000000000000000000000000001",
    "9007199254740993", "18446744073709551616", "-9223372036854775809",
    "100000000000000000000000000000000000000000000000000000000000000000000",
    "[123.456789]", "[ 4]", "[-0]", "[-123]", "[0e1]", "[1E-2]", "[1E22]", "-0.0", "-1e-7",
    // Strings
    #""\"""#, #""\\""#, #""\/""#, #""\b\f\n\r\t""#, #""\u0000""#, #""\u0041""#, #""\uABCD""#, #""\uabcd""#,
    #""\uD834\uDD1E""#, #""\uD800""#, #""\uDC00""#, #""\uD800\uD800""#, #""\uD800x""#, #""\uDC00\uD800""#,
    #""\uD800\n""#, #""\uD800\u0041""#, #""\uFFFE\uFFFF""#, #""a\u0022b""#, "\"\u{7F}\"",
    "\"\u{2028}\u{2029}\"",
    "\"é\"", "\"€\"", "\"😀\"", "\"\u{80}\u{FFFF}\u{10FFFF}\"", "\"/\"", "\"asd \"", #""\\u0041""#, #""\\\\""#,
    #""\\\"""#,
    "\"" + String(repeating: "a", count: 61) + #"\n""#, "\"" + String(repeating: "a", count: 62) + #"\n""#,
    "\"" + String(repeating: "a", count: 63) + #"\n""#, "\"" + String(repeating: "a", count: 64) + "\"",
    "\"" + String(repeating: "x", count: 1000) + "\"", "\"{[,:]}\"",
    // Arrays
    "[1]", "[1,2]", "[ 1 , 2 ]", "[null, 1, \"1\", {}]", "[[]]", "[[[[]]]]", "[[],[]]", "[\"\"]", "[false]",
    "[1\n]", "[[]   ]",
    "[1,null,null,null,2]", "[true,false]", "[{}]", "[[1],{\"a\":[2]}]", " [1]", "[2] ",
    // Objects
    #"{"a":1}"#, #"{"a":1,"b":2}"#, #"{ "a" : 1 , "b" : 2 }"#, #"{"":0}"#, #"{"a":{}}"#, #"{"a":[]}"#,
    #"{"a":{"b":{"c":1}}}"#,
    #"{"a":"b","a":"c"}"#, #"{"a":"b","a":"b"}"#, #"{"foo\u0000bar":42}"#, #"{"\u0074ype":"x"}"#,
    #"{"__proto__":1}"#,
    #"{"min":-1.0e+28,"max":1.0e+28}"#, #"{"x":[{"id":"x"}],"id":"y"}"#, "{\n\"a\": \"b\"\n}",
    #"{"title":"\u041f"}"#,
    String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
  ]

  static let rejected: [(String, JSONError.Kind)] = [
    // Nothing, or not enough
    ("", .unexpectedEnd), (" ", .unexpectedEnd), ("\n", .unexpectedEnd), ("[", .unexpectedEnd),
    ("{", .unexpectedEnd),
    ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd), ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd),
    ("{\"a\":1", .unexpectedEnd), ("{\"a\":1,", .unexpectedEnd), ("\"", .unexpectedEnd),
    ("\"a", .unexpectedEnd),
    ("\"\\", .unexpectedEnd), ("\"\\u", .unexpectedEnd), ("\"\\u00A", .unexpectedEnd),
    ("\"\\uD800\\", .unexpectedEnd),
    ("nul", .unexpectedEnd), ("tru", .unexpectedEnd), ("fals", .unexpectedEnd), ("-", .unexpectedEnd),
    ("1.", .unexpectedEnd),
    ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd), ("[[[", .unexpectedEnd), ("[\"a", .unexpectedEnd),
    ("[{", .unexpectedEnd),
    ("{\"", .unexpectedEnd), ("[1\n", .unexpectedEnd), ("{\"a\" ", .unexpectedEnd),
    // White space and what looks like it
    ("\u{FEFF}null", .unexpectedByte), ("\u{FEFF}", .unexpectedByte), ("\u{A0}null", .unexpectedByte),
    ("\u{C}null", .unexpectedByte),
    ("\u{B}null", .unexpectedByte), ("\0null", .unexpectedByte), ("[\u{2060}]", .unexpectedByte),
    ("[\u{C}]", .unexpectedByte),
    ("null\0", .trailingBytes), ("null\u{A0}", .trailingBytes), ("\u{2028}null", .unexpectedByte),
    ("[1]\u{85}", .trailingBytes),
    // Literals
    ("nULL", .unexpectedByte), ("True", .unexpectedByte), ("NaN", .unexpectedByte),
    ("Infinity", .unexpectedByte),
    ("-Infinity", .unexpectedByte), ("undefined", .unexpectedByte), ("nulll", .trailingBytes),
    ("truefalse", .trailingBytes),
    ("[nan]", .unexpectedByte), ("trux", .unexpectedByte), ("falsy", .unexpectedByte),
    ("nil", .unexpectedByte), ("a", .unexpectedByte),
    // Numbers
    ("+1", .unexpectedByte), ("01", .trailingBytes), ("-01", .trailingBytes), ("00", .trailingBytes),
    (".5", .unexpectedByte),
    ("-.5", .unexpectedByte), ("1.e1", .unexpectedByte), ("[1.]", .unexpectedByte), ("[.1]", .unexpectedByte),
    ("1e+x", .unexpectedByte),
    ("--1", .unexpectedByte), ("-a", .unexpectedByte), ("1_000", .trailingBytes), ("0x10", .trailingBytes),
    ("1a", .trailingBytes),
    ("1 2", .trailingBytes), ("[1 2]", .unexpectedByte), ("1e1.5", .trailingBytes), ("1,000", .trailingBytes),
    ("[-]", .unexpectedByte),
    ("[- 1]", .unexpectedByte), ("[1+2]", .unexpectedByte), ("[0e]", .unexpectedByte),
    ("[0e+]", .unexpectedByte), ("[1eE2]", .unexpectedByte),
    ("[012]", .unexpectedByte), ("[2.e-3]", .unexpectedByte), ("[1.2.3]", .unexpectedByte),
    ("[９]", .unexpectedByte), ("0.e1", .unexpectedByte),
    // Strings
    ("\"\n\"", .controlCharacter), ("\"\t\"", .controlCharacter), ("\"\0\"", .controlCharacter),
    ("\"\u{1F}\"", .controlCharacter),
    ("\"\r\"", .controlCharacter), ("\"a\\u0041\n\"", .controlCharacter), (#""\x41""#, .invalidEscape),
    (#""\a""#, .invalidEscape),
    (#""\u{41}""#, .invalidEscape), (#""\U0041""#, .invalidEscape), (#""\u004G""#, .invalidEscape),
    (#""\u 041""#, .invalidEscape),
    (#""\u004""#, .invalidEscape), (#""\'""#, .invalidEscape), (#""\0""#, .invalidEscape),
    (#""\v""#, .invalidEscape),
    ("\"\\\n\"", .invalidEscape), ("\"\\é\"", .invalidEscape), ("'a'", .unexpectedByte),
    ("\"a\"b", .trailingBytes),
    ("\"a\"\"b\"", .trailingBytes), (#"["a\"]"#, .unexpectedEnd), (#"\n"#, .unexpectedByte),
    ("“a”", .unexpectedByte),
    ("\"" + String(repeating: "a", count: 63) + "\n\"", .controlCharacter),
    ("\"" + String(repeating: "a", count: 200) + "\u{1}\"", .controlCharacter),
    ("\"" + String(repeating: "a", count: 300), .unexpectedEnd),
    // Arrays
    ("[,]", .unexpectedByte), ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte),
    ("[1,,2]", .unexpectedByte), ("]", .unexpectedByte),
    ("[1}", .unexpectedByte), ("[1:2]", .unexpectedByte), ("[]]", .trailingBytes), ("[][]", .trailingBytes),
    ("[1];", .trailingBytes),
    ("[\"a\" \"b\"]", .unexpectedByte), ("[{}", .unexpectedEnd), ("[1]x", .trailingBytes),
    ("[*]", .unexpectedByte), ("[ , \"\"]", .unexpectedByte),
    ("[3[4]]", .unexpectedByte), ("[\"\",]", .unexpectedByte), ("[a]", .unexpectedByte),
    ("[#]", .unexpectedByte), ("(1)", .unexpectedByte),
    // Objects
    ("{,}", .unexpectedByte), ("{\"a\"}", .unexpectedByte), ("{\"a\":}", .unexpectedByte),
    ("{\"a\":1,}", .unexpectedByte),
    ("{\"a\":1 \"b\":2}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("{'a':1}", .unexpectedByte),
    ("{1:1}", .unexpectedByte),
    ("{null:1}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte), ("{\"a\"::1}", .unexpectedByte),
    ("{\"a\",1}", .unexpectedByte),
    ("{\"a\":1]", .unexpectedByte), ("{}}", .trailingBytes), ("}", .unexpectedByte),
    ("{\"a\":1,,\"b\":2}", .unexpectedByte),
    ("{\"a\":1}#", .trailingBytes), ("{\"a\":1}//", .trailingBytes), ("{\"a\":/**/1}", .unexpectedByte),
    ("/**/{}", .unexpectedByte),
    ("{\"a\n\":1}", .controlCharacter), (#"{"\a":1}"#, .invalidEscape), ("{[1]:1}", .unexpectedByte),
    ("{\"a\":1;\"b\":2}", .unexpectedByte),
    ("{\"a\":\"b\"}{}", .trailingBytes), ("{\"a\":\"a\" 123}", .unexpectedByte),
    ("{key: 'value'}", .unexpectedByte), ("<null>", .unexpectedByte),
    ("{\"a\"=1}", .unexpectedByte), (":", .unexpectedByte), (",", .unexpectedByte),
    ("{\"a\":true,}", .unexpectedByte),
  ]

  @Test(arguments: accepted) func `takes what RFC 8259 allows`(document: String) throws {
    let value = try JSONValue.parse(document)
    // What was read can be written and read again without change.
    let text = value.jsonText
    #expect(try JSONValue.parse(text).jsonText == text)
  }

  @Test(arguments: rejected) func `openai-node rule M1, refuses what it does not allow and says why`(
    document: String, kind: JSONError.Kind
  ) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(document) }
    #expect(error?.kind == kind)
    if let offset = error?.offset { #expect((0...document.utf8.count).contains(offset)) }
  }

  @Test func `the tables are as large as they claim`() {
    #expect(Self.accepted.count >= 100)
    #expect(Self.rejected.count >= 150)
  }

  @Test func `every truncation of a document fails at its end`() {
    let documents = Self.accepted.filter { $0.hasSuffix("}") || $0.hasSuffix("]") || $0.hasSuffix("\"") }
    for document in documents {
      let bytes = Array(document.utf8)
      for count in 0..<bytes.count {
        let error = #expect(throws: JSONError.self) {
          _ = try JSONView(validating: bytes.span.bytes.extracting(first: count))
        }
        #expect(error == JSONError(kind: .unexpectedEnd, offset: count))
      }
    }
  }

  @Test func `regression 32: depth is limited at the limit and not before`() throws {
    for depth in [1, 2, 3, 64, 65, 128] {
      let text = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
      _ = try JSONView(validating: text.span.bytes, maximumDepth: depth)
      #expect(throws: JSONError(kind: .depthLimitExceeded, offset: depth - 1)) {
        _ = try JSONView(validating: text.span.bytes, maximumDepth: depth - 1)
      }
    }
    let most = JSONLimits.maximumDepth
    let deepest = Array((String(repeating: "[", count: most) + String(repeating: "]", count: most)).utf8)
    _ = try JSONView(validating: deepest.span.bytes, maximumDepth: .max)
    let tooDeep = [UInt8](repeating: UInt8(ascii: "["), count: most + 1)
    #expect(throws: JSONError(kind: .depthLimitExceeded, offset: most)) {
      _ = try JSONView(validating: tooDeep.span.bytes, maximumDepth: .max)
    }
  }

  @Test func `bytes that are not UTF-8 are refused with their place`() {
    for bytes: [UInt8] in [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
    ] {
      #expect(throws: JSONError(kind: .invalidUTF8, offset: 1)) { try JSONValue.parse(bytes) }
    }
  }

  @Test(arguments: [
    ("[1,x]", JSONError.Kind.unexpectedByte, 3), ("{\"a\":nulx}", .unexpectedByte, 8),
    ("\"ab\u{1}\"", .controlCharacter, 3),
    (#""a\q""#, .invalidEscape, 3), (#""\u12g4""#, .invalidEscape, 5), ("1 1", .trailingBytes, 2),
    ("[1,", .unexpectedEnd, 3),
  ]) func `the offset is the byte that is wrong`(document: String, kind: JSONError.Kind, offset: Int) {
    #expect(throws: JSONError(kind: kind, offset: offset)) { try JSONValue.parse(document) }
  }
}
