import RealtimeBuffers
import Testing
@testable import RealtimeTLS

@Suite struct HMACTests {
  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// RFC 4231 for SHA-256, and RFC 2202 for SHA-1: test cases 1, 2 and 6.
  private static let vectors: [(HMAC.Hash, key: [UInt8], message: String, code: String)] = [
    (
      .sha256, [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      .sha256, Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      .sha256, [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (.sha1, [UInt8](repeating: 0x0B, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
    (.sha1, Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    (
      .sha1, [UInt8](repeating: 0xAA, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
      "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    ),
  ]

  @Test(arguments: vectors.indices) func `the codes are those of the RFCs`(_ index: Int) {
    let (hash, key, message, code) = Self.vectors[index]
    #expect(HMAC.code(of: Array(message.utf8), key: key, using: hash) == Self.bytes(code))
  }

  @Test func `an empty key and an empty message have a code too`() {
    let code = Self.bytes("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    #expect(HMAC.code(of: [], key: [], using: .sha256) == code)
  }

  @Test func `a code with one bit changed, cut short, made longer or of another hash is none`() throws {
    let (key, message) = (Array("key".utf8), Array("message".utf8))
    for hash in [HMAC.Hash.sha1, .sha256] {
      let code = try #require(HMAC.code(of: message, key: key, using: hash))
      #expect(HMAC.isCode(code, of: message, key: key, using: hash))
      for index in code.indices {
        var changed = code
        changed[index] ^= 1 << (index % 8)
        #expect(!HMAC.isCode(changed, of: message, key: key, using: hash))
      }
      #expect(!HMAC.isCode(Array(code.dropLast()), of: message, key: key, using: hash))
      #expect(!HMAC.isCode(code + [0], of: message, key: key, using: hash))
      #expect(!HMAC.isCode([], of: message, key: key, using: hash))
      #expect(!HMAC.isCode(code, of: message + [0], key: key, using: hash))
      #expect(!HMAC.isCode(code, of: message, key: key, using: hash == .sha1 ? .sha256 : .sha1))
    }
  }
}
