internal import RealtimeBuffers
internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// The nonce of an opening handshake, and the server's proof that it read it (RFC 6455 sections 4.1 and 4.2.2).
struct HandshakeKey {
  /// 16 bytes in base64, as `Sec-WebSocket-Key` carries them.
  let text: String

  /// The key of a client, from 16 random bytes.
  init(nonce: [UInt8]) {
    precondition(nonce.count == 16, "the nonce of an opening handshake has 16 bytes")
    text = Base64.string(from: nonce)
  }

  /// The key that a client sent, or `nil` when it is not 16 bytes in base64.
  init?(received text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes[22] == UInt8(ascii: "="), bytes[23] == UInt8(ascii: "=") else { return nil }
    guard bytes[..<22].allSatisfy(Self.isBase64) else { return nil }
    self.text = text
  }

  /// What `Sec-WebSocket-Accept` has to say.
  var accept: String {
    let input = Array((text + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
    var digest = [UInt8](repeating: 0, count: 20)
    rt_keep_openssl_at_exit()
    _ = unsafe EVP_Digest(input, input.count, &digest, nil, EVP_sha1(), nil)
    return Base64.string(from: digest)
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    HeaderSyntax.isLetterOrDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
  }
}
