import RealtimeBuffers
import RealtimeJSON
import Testing

@Suite struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 256))
    var writer = JSONWriter(buffer)
    body(&writer)
    return String(decoding: buffer.readable, as: UTF8.self)
  }

  @Test func `places commas and writes every kind of value`() {
    let text = written { writer in
      writer.beginObject()
      writer.key("type")
      writer.value("response.create")
      writer.key("n")
      writer.beginArray()
      writer.value(0)
      writer.value(Int.min)
      writer.value(Int.max)
      writer.value(0.8)
      writer.value(true)
      writer.null()
      writer.beginObject()
      writer.endObject()
      writer.beginArray()
      writer.endArray()
      writer.endArray()
      writer.key("raw")
      writer.value(raw: [UInt8]("[1]".utf8).span.bytes)
      writer.key("audio")
      writer.value(base64: [UInt8]("foobar".utf8).span.bytes)
      writer.key("value")
      writer.value(["x": [1, "y"]] as JSONValue)
      writer.endObject()
    }
    #expect(
      text
        == #"{"type":"response.create","n":[0,-9223372036854775808,9223372036854775807,0.8,true,null,{},[]],"#
        + #""raw":[1],"audio":"Zm9vYmFy","value":{"x":[1,"y"]}}"#
    )
  }

  @Test func `escapes what JSON.stringify escapes and nothing else`() {
    let control = String(decoding: 0..<0x20 as Range<UInt8>, as: UTF8.self)
    #expect(
      written { $0.value(control) }
        == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012"#
        + #"\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f""#
    )
    #expect(
      written { $0.value("\"\\/<>&'\u{7F}\u{2028}\u{2029}é😀") } == "\"\\\"\\\\/<>&'\u{7F}\u{2028}\u{2029}é😀\""
    )
  }

  @Test func `long strings are written whole whatever they need escaped`() throws {
    for count in [1023, 1024, 1025, 5000] {
      for unit in ["a", "\n", "\u{1}", "😀"] {
        let string = String(repeating: unit, count: count)
        #expect(try JSONValue.parse(written { $0.value(string) }) == .string(string))
      }
    }
  }
}
