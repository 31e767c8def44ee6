import RealtimeTelephony
import Testing

@Suite struct CarrierJSONTests {
  private static func media(_ payload: String) -> [SeenEvent] {
    var stream = CarrierStream()
    _ = stream.begin("s")
    var seen: [SeenEvent] = []
    let message = Array(#"{"payload":\#(payload)}"#.utf8)
    CarrierJSON.read(message.span.bytes, { seen.append(SeenEvent($0)) }) { json in
      stream.readMedia(json) { seen.append(SeenEvent($0)) }
    }
    return seen
  }

  @Test func `base64 with escapes is lent without them`() {
    for payload in [#""\/w==""#, #""\u002fw=\u003D""#] {
      #expect(Self.media(payload) == [.audio(Array("/w==".utf8), isBase64: true, position: nil, number: nil)])
    }
  }

  @Test func `escapes of what would end the text that base64 is put into are a fault`() {
    for payload in [#""AA\",\"type\":\"x""#, #""AA\\""#, #""\n""#, #""\u00e9""#] {
      #expect(Self.media(payload) == [.fault(.malformed)])
    }
  }

  @Test func `numbers are read as numbers and as text, up to 18 digits`() {
    let cases: [(String, Int?)] = [
      ("7", 7), (#""7""#, 7), ("7.0", 7), (#""007""#, 7), ("999999999999999999", 999_999_999_999_999_999),
      (#""999999999999999999""#, 999_999_999_999_999_999), ("1000000000000000000", nil),
      (#""1000000000000000000""#, nil), ("-1", nil), (#""-1""#, nil), (#""""#, nil), (#""7.0""#, nil), (#"" 7""#, nil),
      ("1e300", nil), ("null", nil), ("[7]", nil),
    ]
    for (text, number) in cases {
      let message = Array("{\"n\":\(text)}".utf8)
      CarrierJSON.read(message.span.bytes, { _ in Issue.record("no JSON") }) { json in
        #expect(json["n"].carrierNumber == number, "\(text)")
      }
    }
  }

  @Test func `of parameters is kept what fits, and no text that is too long`() {
    let text = String(repeating: "x", count: 1_000)
    let members = (0..<20).map { #""p\#($0)":"\#(text)""# }.joined(separator: ",")
    let message = Array(#"{"at":"\#(text)\#(text)","all":{"none":7,\#(members)}}"#.utf8)
    CarrierJSON.read(message.span.bytes, { _ in Issue.record("no JSON") }) { json in
      #expect(json["at"].carrierText == nil && json["all"].carrierText == nil)
      #expect(json["all"].carrierTexts.keys.sorted() == (0..<8).map { "p\($0)" })
    }
  }
}
