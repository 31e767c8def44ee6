import Foundation
import RealtimeBuffers
import RealtimeJSON
import RealtimeTestSupport
import Testing

/// Base64 as servers of one's own write it.
@Suite struct LenientBase64Tests {
  private func decode(_ text: String, capacity: Int? = nil) throws -> [UInt8] {
    let encoded = Array(text.utf8)
    var memory = [UInt8](repeating: 0, count: capacity ?? Base64.decodedByteCount(forEncoded: encoded.count))
    let count = try memory.withUnsafeMutableBytes { try Base64.decode(encoded.span.bytes, into: $0) }
    return Array(memory.prefix(count))
  }

  /// One encoding in each of the forms that are read.
  static func forms(of canonical: String) -> [String] {
    let urlSafe = canonical.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    let bare = canonical.replacingOccurrences(of: "=", with: "")
    var lines = ""
    for (position, letter) in canonical.enumerated() {
      if position > 0 && position % 76 == 0 { lines += "\r\n" }
      lines.append(letter)
    }
    return [
      canonical, urlSafe, bare, urlSafe.replacingOccurrences(of: "=", with: ""), lines, lines + "\n",
      bare + "\n",
      " \t\n\u{C}\r" + canonical.map { "\($0) " }.joined(),
    ]
  }

  @Test func `every length is read in every form, into as much room as its bytes need`() throws {
    var random = SeededGenerator(seed: 11)
    for count in Array(0...200) + [4_800] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      for form in Self.forms(of: Data(bytes).base64EncodedString()) {
        #expect(try decode(form) == bytes)
        #expect(try decode(form, capacity: count) == bytes)
        guard count > 0 else { continue }
        let error = #expect(throws: JSONError.self) { try decode(form, capacity: count - 1) }
        #expect(error?.kind == .outputTooSmall)
      }
    }
  }

  @Test func `bytes that need the last two letters tell the alphabets apart`() throws {
    let bytes: [UInt8] = [0xFB, 0xFF, 0xBF]
    #expect(try decode("+/+/") == bytes)
    #expect(try decode("-_-_") == bytes)
    #expect(throws: JSONError(kind: .invalidBase64, offset: 2)) { try decode("+/-_") }
    #expect(throws: JSONError(kind: .invalidBase64, offset: 4)) { try decode("AA-_+/==") }
  }

  @Test func `text of white space alone is no bytes`() throws {
    for text in ["", " ", "\n", "\r\n \t"] { #expect(try decode(text) == []) }
  }
}
