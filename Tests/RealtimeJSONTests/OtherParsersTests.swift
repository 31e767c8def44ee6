import RealtimeJSON
import Foundation
import RealtimeTestSupport
import Testing

/// What other readers and writers of JSON make of the same documents.
@Suite struct OtherParsersTests {
  @Test func `random documents read as Foundation reads them`() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<LongWalk.steps(2000) {
      let text = RandomDocument.text(using: &random)
      let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
      let ours = try JSONValue.parse(text)
      #expect(Self.isSame(ours, theirs), "\(text)")
    }
  }

  @Test(.enabled(if: Node.isInstalled)) func `damaged documents get Node's verdict`() throws {
    var random = SeededGenerator(seed: 5)
    let bytes = Array("{}[],:\"\\01.eE+-tfn ua\n".utf8)
    var texts = JSONVerdictTests.accepted + JSONVerdictTests.rejected.map(\.0)
    for _ in 0..<LongWalk.steps(4000) {
      var text = Array(RandomDocument.text(using: &random).utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        text[Int.random(in: 0..<text.count, using: &random)] =
          bytes[Int.random(in: 0..<bytes.count, using: &random)]
      }
      if let string = String(validating: text, as: UTF8.self) { texts.append(string) }
    }
    let verdict = "(t => { try { JSON.parse(t); return 1 } catch { return 0 } })"
    let script = "console.log(JSON.parse(require('fs').readFileSync(0, 'utf8')).map(\(verdict)).join(''))"
    let verdicts = try Node.run(
      script, input: JSONValue.array(JSONArray(texts.map(JSONValue.string))).jsonText)
    try #require(verdicts.utf8.count == texts.count + 1)
    for (text, verdict) in zip(texts, verdicts.utf8) {
      #expect(((try? JSONValue.parse(text)) != nil) == (verdict == UInt8(ascii: "1")), "\(text)")
    }
  }

  private static func isSame(_ ours: JSONValue, _ theirs: Any) -> Bool {
    switch ours {
    case .null: theirs is NSNull
    case .bool(let value): (theirs as? Bool) == value
    case .number(let value): (theirs as? NSNumber)?.doubleValue == value.double
    case .string(let value): (theirs as? String) == value
    case .array(let value):
      if let theirs = theirs as? [Any], theirs.count == value.count {
        zip(value, theirs).allSatisfy { isSame($0, $1) }
      } else {
        false
      }
    case .object(let value):
      if let theirs = theirs as? [String: Any], theirs.count == value.count {
        value.allSatisfy { member in theirs[member.key].map { isSame(member.value, $0) } ?? false }
      } else {
        false
      }
    }
  }

  /// Seen from JSON.stringify(JSON.parse(text)) in Node 18 and later.
  static let stringified: [(String, String)] = [
    ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("1.0", "1"), ("1.50", "1.5"), ("1e21", "1e+21"),
    ("1234567890123456800000", "1.2345678901234568e+21"), ("0.0001", "0.0001"),
    ("1e999", "null"), ("-1e999", "null"),
    ("5e-324", "5e-324"), ("1.7976931348623157e308", "1.7976931348623157e+308"), ("0.1", "0.1"),
    ("100", "100"), ("1e2", "100"),
    ("123e-20", "1.23e-18"), ("4.35", "4.35"), ("-1.5", "-1.5"), ("1E400", "null"),
    ("9007199254740991", "9007199254740991"),
    ("1e300", "1e+300"), ("12345.678e3", "12345678"),
    (#""\u0000\u001f\u007f\u0080""#, "\"\\u0000\\u001f\u{7F}\u{80}\""),
    (#""\u2028\/<>&'""#, "\"\u{2028}/<>&'\""),
    (#""\b\f\n\r\t\u000b\"\\""#, #""\b\f\n\r\t\u000b\"\\""#), (#""\ud83d\ude00""#, "\"😀\""),
    (#"{"a":1,"b":2,"a":3}"#, #"{"a":3,"b":2}"#),
    (" { \"x\" : [ 1 , { } , [ ] , null , true ] } ", #"{"x":[1,{},[],null,true]}"#),
    (#"{"":""}"#, #"{"":""}"#), ("[]", "[]"), ("{}", "{}"),
    (#"{"__proto__":1}"#, #"{"__proto__":1}"#),
  ]

  @Test(arguments: stringified) func `writes as JSON.stringify writes`(text: String, expected: String) throws {
    #expect(try JSONValue.parse(text).jsonText == expected)
  }

  /// Integers above 2^53 are left out: they keep their digits here and lose them in ECMAScript.
  @Test(.enabled(if: Node.isInstalled))
  func `random doubles and the table above say what Node writes`() throws {
    var random = SeededGenerator(seed: 19)
    var texts = Self.stringified.map(\.0)
    for _ in 0..<LongWalk.steps(3000) {
      let double = Double(bitPattern: random.next())
      if double.isFinite && double.magnitude < 1e18 && Int(exactly: double) == nil {
        texts.append("\(double)")
      }
      texts.append("\(Double.random(in: -1e6...1e6, using: &random))")
    }
    for _ in 0..<300 { texts.append(RandomDocument.text(using: &random)) }
    let script =
      "for (const t of JSON.parse(require('fs').readFileSync(0, 'utf8'))) console.log(JSON.stringify(JSON.parse(t)))"
    let input = JSONValue.array(JSONArray(texts.map(JSONValue.string))).jsonText
    let lines = try Node.run(script, input: input).split(separator: "\n")
    try #require(lines.count == texts.count)
    for (text, line) in zip(texts, lines) where !Self.hasIntegerName(text) {
      #expect(try JSONValue.parse(JSONValue.parse(text).jsonText) == JSONValue.parse(String(line)))
    }
  }

  /// ECMAScript moves members whose names are integers to the front; here all stay where they were written.
  private static func hasIntegerName(_ text: String) -> Bool {
    text.contains(/"[0-9]+"\s*:/)
  }
}

/// The ECMAScript engine, where the machine has one.
enum Node {
  private static let paths = ["/usr/bin/node", "/usr/local/bin/node"]
  private static let path = paths.first { FileManager.default.isExecutableFile(atPath: $0) }
  static let isInstalled = path != nil

  static func run(_ script: String, input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = ["-e", script]
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    try process.run()
    // Written from another thread, because a pipe holds less than either side writes.
    let writer = standardInput.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: Data(input.utf8))
      try? writer.close()
    }
    let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
