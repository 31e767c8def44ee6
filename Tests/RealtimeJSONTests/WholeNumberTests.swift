import RealtimeJSON
import Testing

@Suite struct WholeNumberTests {
  static let whole: [(String, Int)] = [
    ("0", 0), ("-0", 0), ("0.0", 0), ("-0.0", 0), ("0e9", 0), ("0e999999999999", 0), ("0e-999999999999", 0),
    ("1234.0", 1_234), ("1e3", 1_000), ("1.5e1", 15), ("-2.50e2", -250), ("1200e-2", 12), ("0.00012e5", 12),
    ("1E+2", 100),
    // Exact in digits alone; else the nearest double.
    ("9007199254740993", 9_007_199_254_740_993), ("9007199254740993.0", 9_007_199_254_740_992),
    ("9223372036854775807", .max), ("-9223372036854775808", .min), ("-9223372036854775808.0", .min),
    ("9000000000000000000000000e-6", 9_000_000_000_000_000_000),
  ]

  @Test(arguments: whole) func `a whole number is read however it is written`(text: String, value: Int) throws {
    try withView(text) { view in
      let int = view.int
      #expect(int == value)
    }
    try withView("[\"\(text)\"]") { view in
      let (int, lenient) = (view[0].int, view[0].intOrText)
      #expect(int == nil)
      #expect(lenient == value)
    }
  }

  @Test(arguments: [
    "1234.5", "0.1", "-0.5", "1e-1", "1e19", "1e999", "9223372036854775808", "9223372036854775808.0",
    "1e999999999999999999999", "-1e999", "12345678901234567890123e-22",
  ]) func `what is not whole, or fits no Int, is none`(text: String) throws {
    for document in ["[\(text)]", "[\"\(text)\"]"] {
      try withView(document) { view in
        let lenient = view[0].intOrText
        #expect(lenient == nil)
      }
    }
  }

  @Test(arguments: [
    #""""#, #"" ""#, #""1 2""#, #""1x""#, #""0x10""#, #""+1""#, #""01""#, #"".5""#, #""1.""#, #""NaN""#,
    #""Infinity""#,
    #""null""#, #""[1]""#, #""\"1\"""#, "true", "null", "[]", "{}", "[1]",
  ]) func `other text, and other kinds, are no numbers`(json: String) throws {
    try withView(json) { view in
      let (int, double) = (view.intOrText, view.doubleOrText)
      #expect(int == nil && double == nil)
    }
  }

  @Test func `a double is finite, and may be text too`() throws {
    for (json, value) in [("1.5", 1.5), (#""1.5""#, 1.5), (#""\u0031e2""#, 100), ("-0", -0.0), ("1e-400", 0)] {
      try withView(json) { view in
        let double = view.doubleOrText
        #expect(double == value)
      }
    }
    for json in ["1e999", "-1e999", #""1e999""#, String(repeating: "9", count: 400)] {
      try withView(json) { view in
        let double = view.doubleOrText
        #expect(double == nil)
      }
    }
  }
}
