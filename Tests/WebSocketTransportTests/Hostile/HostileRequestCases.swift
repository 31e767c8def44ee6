@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Opening handshakes that no server may accept.
enum HostileRequestCases {
  static let all = requestLines + fields + values + heads + floods + silence

  /// A request that is answered with `status` and reported as `kind`.
  private static func refused(
    _ name: String, _ request: [UInt8], _ status: Int, _ kind: WebSocketError.Kind
  ) -> HostileCase {
    HostileCase(name: name, script: [.bytes(request)], verdict: .broken(kind), status: status)
  }

  private static let requestLines: [HostileCase] = [
    refused("POST", Opening.request("POST / HTTP/1.1"), 405, .methodNotGet),
    refused("HEAD", Opening.request("HEAD / HTTP/1.1"), 405, .methodNotGet),
    refused("a method in lower case", Opening.request("get / HTTP/1.1"), 405, .methodNotGet),
    refused("an empty method", Opening.request(" / HTTP/1.1"), 400, .malformedHead),
    refused("a method like a header", Opening.request("GET: / HTTP/1.1"), 400, .malformedHead),
    refused("a tunnel", Opening.request("CONNECT a:443 HTTP/1.1"), 405, .methodNotGet),
    refused("HTTP/1.0", Opening.request("GET / HTTP/1.0"), 426, .notAnUpgrade),
    refused("HTTP/2.0", Opening.request("GET / HTTP/2.0"), 505, .unsupportedHTTPVersion),
    refused("HTTP/1.10", Opening.request("GET / HTTP/1.10"), 505, .unsupportedHTTPVersion),
    refused("HTTP/0.9", Opening.request("GET /"), 400, .malformedHead),
    refused("a version in lower case", Opening.request("GET / http/1.1"), 400, .malformedHead),
    refused("a space after the version", Opening.request("GET / HTTP/1.1 "), 505, .unsupportedHTTPVersion),
    refused("two spaces", Opening.request("GET  / HTTP/1.1"), 400, .malformedHead),
    refused("a target of FTP", Opening.request("GET ftp://a/ HTTP/1.1"), 400, .requestTargetInvalid),
    refused("a target with a user", Opening.request("GET ws://u@a/ HTTP/1.1"), 400, .requestTargetInvalid),
    refused("a target without a host", Opening.request("GET ws:///a HTTP/1.1"), 400, .requestTargetInvalid),
    refused("the target *", Opening.request("GET * HTTP/1.1"), 400, .requestTargetInvalid),
    refused("a target without a slash", Opening.request("GET voice HTTP/1.1"), 400, .requestTargetInvalid),
    refused("a fragment in the target", Opening.request("GET /#a HTTP/1.1"), 400, .requestTargetInvalid),
    refused("a target that is not ASCII", Opening.request("GET /ä HTTP/1.1"), 400, .requestTargetInvalid),
    refused("a tab for a space", Opening.request("GET\t/\tHTTP/1.1"), 400, .malformedHead),
    refused(
      "the preface of HTTP/2", Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), 505, .unsupportedHTTPVersion),
    refused("a TLS ClientHello", [0x16, 3, 1, 0, 4, 1, 0, 0, 0, 13, 10, 13, 10], 400, .malformedHead),
    refused(
      "five empty lines", Array(repeatElement([13, 10], count: 5).joined()) + Opening.request(), 400,
      .malformedHead),
    refused("empty lines of LF alone", [10, 10], 400, .malformedHead),
    refused("zeros", [UInt8](repeating: 0, count: 64), 400, .malformedHead),
  ]

  private static let fields: [HostileCase] = [
    changed("no Host", ["Host": ""], 400, .hostMissing),
    changed("two Hosts", [:], adding: ["Host: b"], 400, .hostMissing),
    changed("a Host with a slash", ["Host": "a/b"], 400, .hostMissing),
    changed("a Host with a user", ["Host": "u@b"], 400, .hostMissing),
    changed("no Upgrade", ["Upgrade": ""], 426, .notAnUpgrade),
    changed("Upgrade: h2c", ["Upgrade": "h2c"], 426, .notAnUpgrade),
    changed("Upgrade: websockets", ["Upgrade": "websockets"], 426, .notAnUpgrade),
    changed("no Connection", ["Connection": ""], 426, .notAnUpgrade),
    changed("Connection: keep-alive", ["Connection": "keep-alive"], 426, .notAnUpgrade),
    changed("Connection: close", ["Connection": "close"], 426, .notAnUpgrade),
    changed("no version", ["Sec-WebSocket-Version": ""], 426, .versionUnsupported),
    changed("version 8", ["Sec-WebSocket-Version": "8"], 426, .versionUnsupported),
    changed("version 013", ["Sec-WebSocket-Version": "013"], 426, .versionUnsupported),
    changed("versions 13, 8", ["Sec-WebSocket-Version": "13, 8"], 426, .versionUnsupported),
    changed("two versions", [:], adding: ["Sec-WebSocket-Version: 13"], 426, .versionUnsupported),
    changed("no key", ["Sec-WebSocket-Key": ""], 400, .keyInvalid),
    changed("a short key", ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25j"], 400, .keyInvalid),
    changed("a long key", ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZTEyMzQ="], 400, .keyInvalid),
    changed("a key that is no base64", ["Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZ!=="], 400, .keyInvalid),
    changed("two keys", [:], adding: ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="], 400, .keyInvalid),
    changed("a body with a length", [:], adding: ["Content-Length: 5"], 400, .bodyNotAllowed),
    changed("a body in chunks", [:], adding: ["Transfer-Encoding: chunked"], 400, .bodyNotAllowed),
    changed(
      "both kinds of body", [:], adding: ["Content-Length: 0", "Transfer-Encoding: chunked"], 400,
      .transferEncodingInvalid),
    changed(
      "two lengths", [:], adding: ["Content-Length: 0", "Content-Length: 0"], 400, .contentLengthInvalid),
    changed(
      "two lengths that differ", [:], adding: ["Content-Length: 0", "Content-Length: 7"], 400,
      .contentLengthInvalid),
    changed("a length with a sign", [:], adding: ["Content-Length: +0"], 400, .contentLengthInvalid),
    changed("a body in gzip", [:], adding: ["Transfer-Encoding: gzip"], 400, .transferEncodingInvalid),
    changed(
      "a body in gzip and chunks", [:], adding: ["Transfer-Encoding: gzip, chunked"], 501,
      .transferEncodingUnsupported),
  ]

  private static func changed(
    _ name: String, _ changes: [String: String], adding: [String] = [], _ status: Int,
    _ kind: WebSocketError.Kind
  ) -> HostileCase {
    refused(name, Opening.request(Opening.requestLine, changes, adding: adding), status, kind)
  }

  /// Lists that made others slow or confused: spaces without end, quotes that are never closed.
  private static let values: [HostileCase] = [
    changed(
      "a subprotocol with a space", [:], adding: ["Sec-WebSocket-Protocol: a b"], 400, .malformedSubprotocols),
    // ws split this header with an expression that took quadratic time.
    changed(
      "spaces without end between subprotocols", [:],
      adding: ["Sec-WebSocket-Protocol: b\(String(repeating: " ", count: 8000))x"], 400,
      .malformedSubprotocols),
    // websocket-extensions took quadratic time for an unclosed string of escapes.
    changed(
      "an unclosed string of escapes", [:],
      adding: ["Sec-WebSocket-Extensions: a; b=\"\(String(repeating: "\\c", count: 4000))"], 400,
      .malformedExtensions),
    changed(
      "an extension without a name", [:], adding: ["Sec-WebSocket-Extensions: ; a"], 400, .malformedExtensions
    ),
    changed(
      "an extension with a comma alone", [:], adding: ["Sec-WebSocket-Extensions: ,"], 400,
      .malformedExtensions),
    changed(
      "a parameter without a value", [:], adding: ["Sec-WebSocket-Extensions: a; b="], 400,
      .malformedExtensions),
    changed(
      "a quoted value that is no token", [:], adding: ["Sec-WebSocket-Extensions: a; b=\"c d\""], 400,
      .malformedExtensions),
  ]

  private static let heads: [HostileCase] = [
    added("a folded line with a space", "X-A: b\r\n c", .foldedHeader),
    added("a folded line with a tab", "X-A: b\r\n\tc", .foldedHeader),
    added("a folded first header", " X-A: b", .foldedHeader),
    added("a space before the colon", "X-A : b", .malformedHead),
    added("no colon", "X-A", .malformedHead),
    added("no name", ": b", .malformedHead),
    added("a name that is not ASCII", "Ä: b", .malformedHead),
    added("a LF without CR", "X-A: b\nX-B: c", .malformedHead),
    added("a CR without LF", "X-A: b\rX-B: c", .malformedHead),
    added("two CRs", "X-A: b\r\r\nX-B: c", .malformedHead),
    added("a NUL in a value", "X-A: b\0c", .malformedHead),
    added("a NUL in a name", "X\0A: b", .malformedHead),
    added("a control character in a value", "X-A: b\u{1}c", .malformedHead),
    added("a DEL in a value", "X-A: b\u{7F}c", .malformedHead),
  ]

  private static func added(_ name: String, _ line: String, _ kind: WebSocketError.Kind) -> HostileCase {
    changed(name, [:], adding: [line], 400, kind)
  }

  // MARK: Too much

  /// SwiftNIO and others had no bound on the count and the sum of header lines; ws crashed when a line beyond the
  /// bound had been the Upgrade header.
  private static let floods: [HostileCase] = [
    refused(
      "2000 headers before the Upgrade", Opening.head([Opening.requestLine] + many + Opening.requestFields),
      431, .tooManyHeaders),
    refused("2000 headers after the Upgrade", Opening.request(adding: many), 431, .tooManyHeaders),
    refused("one header more than allowed", Opening.request(adding: lines(124)), 431, .tooManyHeaders),
    refused("a line beyond its limit", Opening.request(adding: ["X: \(text(8192))"]), 431, .headLineTooLong),
    refused(
      "a head beyond its limit", Opening.request(adding: (0..<9).map { "X-\($0): \(text(7800))" }), 431,
      .headTooLarge),
    endless("headers without end", Opening.requestLine + "\r\n", "X-A: b\r\n", .tooManyHeaders),
    endless("a header line without end", Opening.requestLine + "\r\nX: ", "aaaa", .headLineTooLong),
    endless("a request line without end", "GET /", "aaaa", .headLineTooLong),
    endless("large headers without end", Opening.requestLine + "\r\n", "X: \(text(4000))\r\n", .headTooLarge),
  ]

  private static let many = lines(2000)

  private static func lines(_ count: Int) -> [String] { (0..<count).map { "X-\($0): b" } }

  private static func text(_ count: Int) -> String { String(repeating: "a", count: count) }

  private static func endless(
    _ name: String, _ start: String, _ rest: String, _ kind: WebSocketError.Kind
  ) -> HostileCase {
    let script: [Step] = [.bytes(Array(start.utf8)), .flood(Array(rest.utf8), count: .max)]
    return HostileCase(name: name, script: script, verdict: .broken(kind), status: 431)
  }

  // MARK: Too slow

  /// Regression 34: elsewhere the limit was started anew by every byte, so that a slow drip stayed for ever.
  private static let silence: [HostileCase] = [
    slow("nothing at all", []),
    slow("half a request, then nothing", [.bytes(Array(Opening.request().dropLast(3)))]),
    slow(
      "a byte a millisecond",
      [.drip(Array("GET / HTTP/1.1\r\n".utf8)), .drip([UInt8](repeating: 97, count: 8000))]),
  ]

  private static func slow(_ name: String, _ script: [Step]) -> HostileCase {
    HostileCase(name: name, script: script, verdict: .timedOut(.upgrade)) {
      $0.timeLimits.upgrade = HostileFrameCases.shortLimit
    }
  }
}
