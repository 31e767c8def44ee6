import RealtimeBuffers
@testable import RealtimeWebSocketProtocol

/// The heads of the opening handshake: a client reads a response, a server a request, and each reads the answer
/// of the other. A client that has asked for no WebSocket reads the response too, with its body.
package enum HandshakeProperties: ByteProperties {
  package static func violation(in input: [UInt8]) -> String? {
    var input = FuzzInput(input)
    let mode = input.byte()
    var limits = WebSocketLimits()
    if mode & 2 != 0 {
      limits.headByteCount = 600
      limits.headLineByteCount = 120
      limits.headerCount = 8
      limits.refusalBodyByteCount = 20
      limits.requestBodyByteCount = 20
    }
    let bytes = input.remainder()
    return mode & 1 == 0
      ? cuttingViolation(bytes, limits) { clientOutcome($0, limits) }
        ?? cuttingViolation(bytes, limits) { exchangeOutcome($0, limits) }
      : cuttingViolation(bytes, limits) { serverOutcome($0, limits, takesPlain: false) }
        ?? cuttingViolation(bytes, limits) { serverOutcome($0, limits, takesPlain: true) }
        ?? answerViolation(bytes, limits)
  }

  private enum Verdict: Equatable {
    case needMoreBytes
    case accepted(HTTPHeaders, subprotocol: String?, DeflateParameters?, rest: [UInt8])
    case refused(HandshakeRefusal)
    case request(HTTPHeaders, path: String, body: [UInt8]?, rest: [UInt8])
    case response(Int, HTTPHeaders, body: [UInt8])
    case failed(WebSocketError)
  }

  /// Whole, byte by byte and in two pieces cut everywhere: one verdict.
  private static func cuttingViolation(
    _ bytes: [UInt8], _ limits: WebSocketLimits, _ verdict: ([ArraySlice<UInt8>]) -> Verdict
  ) -> String? {
    let expected = verdict([bytes[...]])
    if expected == .needMoreBytes && bytes.count > limits.headByteCount + limits.requestBodyByteCount {
      return "a request beyond its limits"
    }
    if case .refused(let refusal) = expected, refusal.body.count > limits.refusalBodyByteCount {
      return "a body beyond its limit"
    }
    if case .response(_, _, let body) = expected, body.count > limits.refusalBodyByteCount {
      return "a body beyond its limit"
    }
    if verdict(bytes.indices.map { bytes[$0...$0] }) != expected {
      return "a head is read otherwise by bytes"
    }
    for split in splits(of: bytes.count, affordable: 40)
    where verdict([bytes[..<split], bytes[split...]]) != expected {
      return "a head cut at \(split) is read otherwise"
    }
    return nil
  }

  private static func clientOutcome(_ pieces: [ArraySlice<UInt8>], _ limits: WebSocketLimits) -> Verdict {
    var deflate = DeflateConfiguration()
    deflate.clientMaxWindowBits = 12
    let request = ClientHandshake.Request(
      host: "example.com", path: "/", subprotocols: ["realtime", "b"], deflate: deflate)
    // The nonce of the example in RFC 6455, section 1.3.
    let nonce = Array("the sample nonce".utf8)
    guard var handshake = try? ClientHandshake(request, nonce: nonce, limits: limits) else {
      return .needMoreBytes
    }
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    var outcome = ClientHandshake.Outcome.needMoreBytes
    for piece in pieces {
      piece.withUnsafeBytes { buffer.append($0) }
      if case .needMoreBytes = outcome { outcome = handshake.receive(buffer) }
    }
    if case .needMoreBytes = outcome, case .refused(let refusal) = handshake.transportEnded() {
      return .refused(refusal)
    }
    switch outcome {
    case .needMoreBytes: return .needMoreBytes
    case .refused(let refusal): return .refused(refusal)
    case .failed(let error): return .failed(error)
    case .accepted(let response):
      return .accepted(
        response.headers, subprotocol: response.subprotocol, response.deflate, rest: Array(buffer.readable))
    }
  }

  private static func exchangeOutcome(_ pieces: [ArraySlice<UInt8>], _ limits: WebSocketLimits) -> Verdict {
    let request = RequestExchange.Request(method: "POST", host: "example.com", path: "/")
    let bodyLimit = limits.refusalBodyByteCount
    guard var exchange = try? RequestExchange(request, limits: limits, bodyLimit: bodyLimit) else {
      return .needMoreBytes
    }
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    for piece in pieces {
      piece.withUnsafeBytes { buffer.append($0) }
      guard case .needMoreBytes = exchange.receive(buffer) else { break }
    }
    // What has come to its end stays what it is.
    switch exchange.transportEnded() {
    case .needMoreBytes: return .needMoreBytes
    case .failed(let error): return .failed(error)
    case .complete(let response): return .response(response.status, response.headers, body: response.body)
    }
  }

  private static func serverOutcome(
    _ pieces: [ArraySlice<UInt8>], _ limits: WebSocketLimits, takesPlain: Bool
  ) -> Verdict {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    var handshake = ServerHandshake(limits: limits, takesPlainRequests: takesPlain)
    switch outcome(of: &handshake, pieces, buffer) {
    case .needMoreBytes, .continueExpected: return .needMoreBytes
    case .failed(let error): return .failed(error)
    case .upgrade(let request):
      return .request(
        request.head.headers, path: request.head.path, body: nil, rest: Array(buffer.readable))
    case .plain(let head, let body):
      return .request(head.headers, path: head.path, body: body, rest: Array(buffer.readable))
    }
  }

  private static func outcome(
    of handshake: inout ServerHandshake, _ pieces: [ArraySlice<UInt8>], _ buffer: ByteBuffer
  ) -> ServerHandshake.Outcome {
    var outcome = ServerHandshake.Outcome.needMoreBytes
    for piece in pieces {
      piece.withUnsafeBytes { buffer.append($0) }
      switch outcome {
      case .needMoreBytes, .continueExpected: outcome = handshake.receive(buffer)
      case .upgrade, .plain, .failed: break
      }
    }
    return outcome
  }

  /// Whatever a server answers is a response of one head that a client understands.
  private static func answerViolation(_ bytes: [UInt8], _ limits: WebSocketLimits) -> String? {
    let answer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
    var handshake = ServerHandshake(limits: limits)
    switch outcome(of: &handshake, [bytes[...]], ByteBuffer(pool: BlockPool(blockByteCount: 64))) {
    case .needMoreBytes, .continueExpected, .plain:
      return nil
    case .failed(let error):
      handshake.refuse(error, into: answer)
      guard case .refused(let refusal) = clientOutcome([Array(answer.readable)[...]], WebSocketLimits())
      else {
        return "a refusal is no response"
      }
      let isWhole = !refusal.isBodyTruncated || bytes.drop { $0 == 13 || $0 == 10 }.starts(with: "HEAD ".utf8)
      return (400...599).contains(refusal.status) && isWhole ? nil : "a refusal is a wrong one"
    case .upgrade(let request):
      do throws(WebSocketError) {
        _ = try ServerHandshake.accept(
          request, subprotocol: request.subprotocols.first, deflate: DeflateConfiguration(), into: answer)
      } catch {
        return "a valid request cannot be accepted"
      }
      var scanner = HTTPHeadScanner(limits: WebSocketLimits())
      // A header that came within the limits of a request may be echoed beyond those of a response.
      guard let byteCount = try? scanner.scan(answer.readable) else { return nil }
      let head = try? HTTPHead(Array(answer.readable.prefix(byteCount)))
      let status = try? head?.status()
      return status == 101 && byteCount == answer.readableByteCount ? nil : "an acceptance is not one head"
    }
  }
}
