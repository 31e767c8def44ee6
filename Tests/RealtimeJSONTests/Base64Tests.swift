import RealtimeBuffers
import RealtimeJSON
import Foundation
import RealtimeTestSupport
import Testing

@Suite struct Base64Tests {
  private func decode(_ text: String, capacity: Int? = nil) throws -> [UInt8] {
    let encoded = Array(text.utf8)
    var memory = [UInt8](repeating: 0, count: capacity ?? Base64.decodedByteCount(forEncoded: encoded.count))
    let count = try memory.withUnsafeMutableBytes { try Base64.decode(encoded.span.bytes, into: $0) }
    return Array(memory.prefix(count))
  }

  private func encode(_ bytes: [UInt8]) -> String {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    Base64.encode(bytes.span.bytes, into: buffer)
    return String(decoding: buffer.readable, as: UTF8.self)
  }

  @Test func `agrees with the vectors of RFC 4648 section 10`() throws {
    let vectors = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    for (plain, encoded) in vectors {
      #expect(encode(Array(plain.utf8)) == encoded)
      #expect(try decode(encoded) == Array(plain.utf8))
    }
  }

  @Test func `agrees with Foundation on every length up to 300`() throws {
    var random = SeededGenerator(seed: 7)
    for count in 0...300 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let encoded = Data(bytes).base64EncodedString()
      #expect(encode(bytes) == encoded)
      #expect(try decode(encoded) == bytes)
      // Exactly as much room as the bytes need.
      #expect(try decode(encoded, capacity: count) == bytes)
      if count > 0 {
        let error = #expect(throws: JSONError.self) { try decode(encoded, capacity: count - 1) }
        #expect(error?.kind == .outputTooSmall)
      }
    }
  }

  @Test(arguments: [
    ("A", JSONError.Kind.invalidBase64Padding, 1), (" A\n", .invalidBase64Padding, 3),
    ("AAAAA", .invalidBase64Padding, 5), ("AAAA=", .invalidBase64, 4), ("A===", .invalidBase64, 1),
    ("====", .invalidBase64, 0), ("AA=", .invalidBase64Padding, 3), ("AA===", .invalidBase64, 4),
    ("AA==\n=", .invalidBase64, 5), ("AB", .invalidBase64Padding, 1), ("AAB", .invalidBase64Padding, 2),
    ("AB==", .invalidBase64Padding, 1), ("AAB=", .invalidBase64Padding, 2), ("AA=A", .invalidBase64, 3),
    ("AA==AAAA", .invalidBase64, 4),
    ("AAA=AAAA", .invalidBase64, 4), ("AAAA.AAA", .invalidBase64, 4), ("AAA\0", .invalidBase64, 3),
    ("A+-_", .invalidBase64, 2), ("-A+_", .invalidBase64, 2), ("AAé", .invalidBase64, 2),
    ("AA\u{A0}A", .invalidBase64, 2),
  ]) func `refuses what is not base64 and says where`(
    text: String, kind: JSONError.Kind, offset: Int
  ) {
    #expect(throws: JSONError(kind: kind, offset: offset)) { try decode(text) }
  }

  @Test func `finds a bad byte at any place of a long text`() throws {
    let good = [UInt8](repeating: UInt8(ascii: "Q"), count: 400)
    for offset in 0..<400 {
      for bad in [UInt8(ascii: "="), UInt8(ascii: "-"), 0, 0x80, 0xFF, UInt8(ascii: "\"")] {
        if bad == UInt8(ascii: "=") && offset >= 398 { continue }
        // The other alphabet is wrong where both are.
        if bad == UInt8(ascii: "-") && offset < 2 { continue }
        var text = good
        text[offset] = bad
        if bad == UInt8(ascii: "-") { text[0] = UInt8(ascii: "+") }
        var memory = [UInt8](repeating: 0, count: 300)
        let error = #expect(throws: JSONError.self) {
          try memory.withUnsafeMutableBytes { _ = try Base64.decode(text.span.bytes, into: $0) }
        }
        // Padding is where it may be at the end of a group, and the letter after it is wrong.
        let isPadding = bad == UInt8(ascii: "=") && offset % 4 >= 2
        #expect(error == JSONError(kind: .invalidBase64, offset: isPadding ? offset + 1 : offset))
      }
    }
  }
}
