import RealtimeBuffers
import Testing

@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("", ""), ("a", "a"), ("%41", "A"), ("%2f%2F", "//"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"),
    ("%g4", "%g4"), ("%%41", "%A"), ("%25%34%31", "%41"), ("a%20b%", "a b%"), ("%+1", "%+1"),
  ])
  func `escapes are decoded once, and what is none stays`(text: String, decoded: String) {
    #expect(String(decoding: PercentEncoding.decode(text.utf8), as: UTF8.self) == decoded)
  }

  @Test func `every byte is written with capital digits and read again`() {
    for byte in UInt8.min...UInt8.max {
      var text: [UInt8] = []
      PercentEncoding.append(byte, to: &text)
      #expect(text.count == 3 && text.allSatisfy { !(0x61...0x7A).contains($0) })
      #expect(PercentEncoding.decode(text) == [byte])
    }
  }
}
