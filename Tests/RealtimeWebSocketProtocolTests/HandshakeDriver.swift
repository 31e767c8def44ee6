import RealtimeBuffers
@testable import RealtimeWebSocketProtocol

/// Feeds a handshake the way a transport does, in pieces, until it has an outcome or the bytes are used up.
enum HandshakeDriver {
  static let nonce = Array("the sample nonce".utf8)
  /// RFC 6455, section 1.3: the answer to the nonce above.
  static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  static func client(
    subprotocols: [String] = [], deflate: DeflateConfiguration? = nil, limits: WebSocketLimits = .init()
  ) throws -> ClientHandshake {
    try ClientHandshake(
      ClientHandshake.Request(host: "example.com", path: "/", subprotocols: subprotocols, deflate: deflate),
      nonce: nonce, limits: limits)
  }

  /// A valid 101 response with lines added, replaced (by name) or left out (empty value).
  static func response(
    _ changes: [(String, String)] = [], status: String = "HTTP/1.1 101 Switching Protocols"
  )
    -> [UInt8]
  {
    head(
      status,
      [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)], changes)
  }

  static func request(_ changes: [(String, String)] = [], line: String = "GET /chat?x=1 HTTP/1.1") -> [UInt8] {
    head(
      line,
      [
        ("Host", "example.com"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13"),
      ], changes)
  }

  private static func head(_ line: String, _ base: [(String, String)], _ changes: [(String, String)])
    -> [UInt8]
  {
    let changed = Set(changes.map { $0.0 })
    let fields = base.filter { !changed.contains($0.0) } + changes.filter { !$0.1.isEmpty }
    return Array((line + "\r\n" + fields.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n").utf8)
  }

  /// The outcome, and what stays in the buffer.
  static func run(
    _ handshake: inout ClientHandshake, _ bytes: [UInt8], pieceByteCount: Int = .max
  ) -> (outcome: ClientHandshake.Outcome, rest: [UInt8]) {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10))
    var outcome = ClientHandshake.Outcome.needMoreBytes
    feed(bytes, pieceByteCount, buffer) { outcome = handshake.receive(buffer) }
    return (outcome, Array(buffer.readable))
  }

  static func run(
    _ handshake: inout ServerHandshake, _ bytes: [UInt8], pieceByteCount: Int = .max
  ) -> (outcome: ServerHandshake.Outcome, rest: [UInt8]) {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10))
    var outcome = ServerHandshake.Outcome.needMoreBytes
    feed(bytes, pieceByteCount, buffer) { outcome = handshake.receive(buffer) }
    return (outcome, Array(buffer.readable))
  }

  private static func feed(_ bytes: [UInt8], _ pieceByteCount: Int, _ buffer: ByteBuffer, _ after: () -> Void) {
    var offset = 0
    while offset < bytes.count {
      let end = offset + min(pieceByteCount, bytes.count - offset)
      bytes[offset..<end].withUnsafeBytes { buffer.append($0) }
      offset = end
      after()
    }
  }
}

extension ClientHandshake.Outcome {
  var error: WebSocketError.Kind? { if case .failed(let error) = self { error.kind } else { nil } }
  var refusal: HandshakeRefusal? { if case .refused(let refusal) = self { refusal } else { nil } }
  var response: HandshakeResponse? { if case .accepted(let response) = self { response } else { nil } }
}

extension ServerHandshake.Outcome {
  var error: WebSocketError.Kind? { if case .failed(let error) = self { error.kind } else { nil } }
  var request: HandshakeRequest? { if case .upgrade(let request) = self { request } else { nil } }
  var plain: (head: RequestHead, body: [UInt8])? {
    if case .plain(let head, let body) = self { (head, body) } else { nil }
  }
}
