@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Answers to our opening handshake that no client may take for a WebSocket.
enum HostileResponseCases {
  static let all = statusLines + fields + negotiation + heads + floods + interim + silence

  /// Answers with the lines that `lines` makes of a good response's.
  private static func answer(
    _ name: String, _ verdict: Verdict,
    _ change: @escaping @Sendable (inout WebSocketConfiguration) -> Void = { _ in },
    _ lines: @escaping @Sendable ([String]) -> [String]
  ) -> HostileCase {
    let response: Step = .respond { Opening.head(lines(Opening.responseLines($0))) }
    return HostileCase(name: name, script: [response], verdict: verdict, change: change)
  }

  private static func raw(_ name: String, _ kind: WebSocketError.Kind, _ bytes: [UInt8]) -> HostileCase {
    HostileCase(name: name, script: [.awaitHead, .bytes(bytes)], verdict: .broken(kind))
  }

  // MARK: Status line

  private static let statusLines: [HostileCase] = [
    line("HTTP/1.0 101 Switching Protocols", .unsupportedHTTPVersion),
    line("HTTP/2.0 101 Switching Protocols", .unsupportedHTTPVersion),
    line("HTTP/1.10 101 Switching Protocols", .unsupportedHTTPVersion),
    line("http/1.1 101 Switching Protocols", .malformedHead),
    line("HTTP/1.1 1O1 Switching Protocols", .malformedHead),
    line("HTTP/1.1 +101 Switching Protocols", .malformedHead),
    line("HTTP/1.1 10 Switching Protocols", .malformedHead),
    line("HTTP/1.1 1010 Switching Protocols", .malformedHead),
    line("HTTP/1.1 099 Switching Protocols", .malformedHead),
    line("HTTP/1.1 600 Switching Protocols", .malformedHead),
    line("HTTP/1.1  101 Switching Protocols", .malformedHead),
    line("HTTP/1.1\t101\tSwitching", .malformedHead),
    line("HTTP/1.1", .malformedHead),
    line(" HTTP/1.1 101 Switching", .malformedHead),
    line("101 Switching Protocols", .malformedHead),
    raw("a banner of SSH", .malformedHead, Array("SSH-2.0-OpenSSH_9.2\r\n\r\n".utf8)),
    raw("a TLS alert", .malformedHead, [0x15, 3, 1, 0, 2, 2, 40, 13, 10, 13, 10]),
    raw("a page without a head", .malformedHead, Array("<html>\r\n\r\n".utf8)),
    raw("an empty line before the status", .malformedHead, Array("\r\nHTTP/1.1 101 OK\r\n\r\n".utf8)),
    raw("a frame", .malformedHead, [0x81, 1, 97, 13, 10, 13, 10]),
    raw("LF only", .malformedHead, Array("HTTP/1.1 101 OK\nUpgrade: websocket\n\n".utf8)),
    HostileCase(
      name: "FIN without a byte", script: [.awaitHead, .fin], verdict: .broken(.transportEndedInHandshake)),
    HostileCase(name: "RST without a byte", script: [.awaitHead, .reset], verdict: .network("ECONNRESET")),
    HostileCase(name: "FIN before the request", script: [.fin], verdict: .broken(.transportEndedInHandshake)),
  ]

  private static func line(_ line: String, _ kind: WebSocketError.Kind) -> HostileCase {
    answer("the status line '\(line)'", .broken(kind)) { [line] + $0.dropFirst() }
  }

  // MARK: The three fields

  private static let fields: [HostileCase] = [
    field("no Upgrade", 1, nil, .upgradeMissing),
    field("Upgrade: h2c", 1, "Upgrade: h2c", .upgradeMissing),
    field("an empty Upgrade", 1, "Upgrade:", .upgradeMissing),
    field("Upgrade to more than websocket", 1, "Upgrade: websocket, h2c", .upgradeMissing),
    field("Upgrade: websockets", 1, "Upgrade: websockets", .upgradeMissing),
    field("two Upgrades", 1, "Upgrade: websocket\r\nUpgrade: websocket", .upgradeMissing),
    field("no Connection", 2, nil, .connectionUpgradeMissing),
    field("Connection: close", 2, "Connection: close", .connectionUpgradeMissing),
    field("Connection: upgraded", 2, "Connection: upgraded", .connectionUpgradeMissing),
    field("no accept", 3, nil, .acceptMismatch),
    field("an empty accept", 3, "Sec-WebSocket-Accept:", .acceptMismatch),
    field(
      "the accept of another key", 3, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", .acceptMismatch),
    accept("two accepts") { [$0, $0] },
    accept("a right and a wrong accept") { [$0, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="] },
    accept("the accept in upper case") { [$0.uppercased()] },
    accept("the accept without its padding") { [String($0.dropLast())] },
    accept("the accept twice in a line") { ["\($0), \($0)"] },
    accept("the accept in quotes") { ["\"\($0)\""] },
    accept("the accept with a byte more") { [$0 + "="] },
  ]

  private static func field(
    _ name: String, _ index: Int, _ value: String?, _ kind: WebSocketError.Kind
  ) -> HostileCase {
    answer(name, .broken(kind)) { lines in
      Array(lines[..<index]) + (value.map { [$0] } ?? []) + Array(lines[(index + 1)...])
    }
  }

  private static func accept(_ name: String, _ values: @escaping @Sendable (String) -> [String])
    -> HostileCase
  {
    let response: Step = .respond { accept in
      Opening.head(
        Opening.responseLines(accept).dropLast() + values(accept).map { "Sec-WebSocket-Accept: \($0)" })
    }
    return HostileCase(name: name, script: [response], verdict: .broken(.acceptMismatch))
  }

  // MARK: Subprotocols and extensions

  private static let negotiation: [HostileCase] =
    [
      adding("Sec-WebSocket-Protocol: chat", .subprotocolNotOffered),
      adding("Sec-WebSocket-Protocol:", .subprotocolNotOffered),
      adding("Sec-WebSocket-Protocol: realtime2", .subprotocolNotOffered) { $0.subprotocols = ["realtime"] },
      adding("Sec-WebSocket-Protocol: Realtime", .subprotocolNotOffered) { $0.subprotocols = ["realtime"] },
      adding("Sec-WebSocket-Protocol: a, b", .subprotocolNotOffered) { $0.subprotocols = ["a", "b"] },
      adding("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: a", .subprotocolNotOffered) {
        $0.subprotocols = ["a"]
      },
      // ws took quadratic time for such a value.
      adding("Sec-WebSocket-Protocol: b\(String(repeating: " ", count: 8000))x", .subprotocolNotOffered) {
        $0.subprotocols = ["b"]
      },
      adding("Sec-WebSocket-Extensions: permessage-deflate", .extensionNotOffered),
      adding("Sec-WebSocket-Extensions: x-compress", .extensionNotOffered, deflate),
      adding(
        "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate", .extensionNotOffered, deflate),
      adding("Sec-WebSocket-Extensions: permessage-deflate, x-more", .extensionNotOffered, deflate),
      adding("Sec-WebSocket-Extensions: permessage-deflate; unknown", .extensionParameterInvalid, deflate),
      adding(
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits", .extensionParameterInvalid,
        deflate),
      adding(
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        .extensionParameterInvalid, deflate),
      adding(
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover=1",
        .extensionParameterInvalid, deflate),
      adding("Sec-WebSocket-Extensions: ;", .malformedExtensions),
      adding("Sec-WebSocket-Extensions: a b", .malformedExtensions),
      // websocket-extensions took quadratic time for this one.
      adding(
        "Sec-WebSocket-Extensions: a; b=\"\(String(repeating: "\\c", count: 4000))", .malformedExtensions),
    ] + windowBits + tooLargeWindow

  private static let deflate: @Sendable (inout WebSocketConfiguration) -> Void = {
    $0.compression = DeflateConfiguration()
  }

  /// undici's process ended at window bits out of range, when a compressed frame followed.
  private static let windowBits: [HostileCase] = ["7", "16", "0", "-8", "08", "256", "4294967304", "8.0"]
    .flatMap { bits in
      ["server", "client"].map { side in
        let line = "Sec-WebSocket-Extensions: permessage-deflate; \(side)_max_window_bits=\(bits)"
        let frame = FrameMaker(isMasked: false)(1, [0xAA, 0x00, 0x04, 0x00], reserved: 0x40)
        return HostileCase(
          name: "\(side) window bits \(bits), then a compressed frame",
          script: [.respond { Opening.response(adding: [line])($0) + frame }],
          verdict: .broken(.extensionParameterInvalid), change: deflate)
      }
    }

  private static let tooLargeWindow: [HostileCase] = [
    adding(
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=12", .extensionParameterInvalid
    ) {
      $0.compression = DeflateConfiguration()
      $0.compression?.clientMaxWindowBits = 10
    },
    adding("Sec-WebSocket-Extensions: permessage-deflate", .extensionParameterInvalid) {
      $0.compression = DeflateConfiguration()
      $0.compression?.serverMaxWindowBits = 10
    },
    adding("Sec-WebSocket-Extensions: permessage-deflate ", .extensionParameterInvalid) {
      $0.compression = DeflateConfiguration()
      $0.compression?.serverNoContextTakeover = true
    },
  ]

  private static func adding(
    _ line: String, _ kind: WebSocketError.Kind,
    _ change: @escaping @Sendable (inout WebSocketConfiguration) -> Void = { _ in }
  ) -> HostileCase {
    answer(String(line.prefix(100)), .broken(kind), change) { $0 + [line] }
  }

  // MARK: Malformed heads

  private static let heads: [HostileCase] = [
    adding("X-A: b\r\n c", .foldedHeader), adding("X-A: b\r\n\tc", .foldedHeader),
    adding("X-A : b", .malformedHead),
    adding("X-A", .malformedHead), adding(": b", .malformedHead), adding("Ä: b", .malformedHead),
    adding("X-A: b\nX-B: c", .malformedHead), adding("X-A: b\rX-B: c", .malformedHead),
    adding("X-A: b\0c", .malformedHead), adding("X-A: b\u{1}c", .malformedHead),
    adding("X-A: b\u{7F}", .malformedHead),
  ]

  // MARK: Too much

  private static let floods: [HostileCase] = [
    answer("2000 headers before the Upgrade", .broken(.tooManyHeaders)) { lines in
      [lines[0]] + (0..<2000).map { "X-\($0): b" } + lines.dropFirst()
    },
    answer("2000 headers after the Upgrade", .broken(.tooManyHeaders)) {
      $0 + (0..<2000).map { "X-\($0): b" }
    },
    answer("one header more than allowed", .broken(.tooManyHeaders)) { $0 + (0..<126).map { "X-\($0): b" } },
    answer("a line beyond its limit", .broken(.headLineTooLong)) {
      $0 + ["X: \(String(repeating: "a", count: 8192))"]
    },
    answer("a head beyond its limit", .broken(.headTooLarge)) {
      $0 + (0..<9).map { "X-\($0): \(String(repeating: "a", count: 7800))" }
    },
    endless("headers without end", "HTTP/1.1 101 OK\r\n", "X-A: b\r\n", .tooManyHeaders),
    endless("a header line without end", "HTTP/1.1 101 OK\r\nX: ", "aaaa", .headLineTooLong),
    endless("a status line without end", "HTTP/1.1 101 ", "aaaa", .headLineTooLong),
    endless(
      "large headers of a refusal without end", "HTTP/1.1 404 No\r\n",
      "X: \(String(repeating: "a", count: 4000))\r\n", .headTooLarge),
    endless("interim responses without end", "", "HTTP/1.1 100 Continue\r\n\r\n", .tooManyInterimResponses),
    endless("empty lines without end", "", "\r\n", .malformedHead),
  ]

  private static func endless(
    _ name: String, _ start: String, _ rest: String, _ kind: WebSocketError.Kind
  ) -> HostileCase {
    let script: [Step] = [.awaitHead] + (start.isEmpty ? [] : [.bytes(Array(start.utf8))])
    return HostileCase(
      name: name, script: script + [.flood(Array(rest.utf8), count: .max)], verdict: .broken(kind))
  }

  private static let interim: [HostileCase] = [
    raw(
      "nine interim responses", .tooManyInterimResponses,
      Array(String(repeating: "HTTP/1.1 103 Early\r\n\r\n", count: 9).utf8)),
    raw(
      "an interim response, then nonsense", .malformedHead,
      Array("HTTP/1.1 100 Continue\r\n\r\nnonsense\r\n\r\n".utf8)),
  ]

  // MARK: Too slow

  private static let silence: [HostileCase] = [
    slow("no answer", [], .timedOut(.upgrade)),
    slow("half an answer, then nothing", [.respondPart(0..<40, Opening.response)], .timedOut(.upgrade)),
    slow(
      "a byte a millisecond",
      [.awaitHead, .drip(Array("HTTP/1.1 101 ".utf8)), .drip([UInt8](repeating: 97, count: 8000))],
      .timedOut(.upgrade)),
    slow(
      "a refusal with a body a byte a millisecond",
      [
        .awaitHead, .bytes(Array("HTTP/1.1 503 Busy\r\n\r\n".utf8)),
        .drip([UInt8](repeating: 97, count: 8000)),
      ], .refused(503)),
    slow(
      "a refusal that announces a body and stalls",
      [.awaitHead, .bytes(Array("HTTP/1.1 429 Slow\r\nContent-Length: 100\r\n\r\nhalf".utf8))], .refused(429)),
  ]

  private static func slow(_ name: String, _ script: [Step], _ verdict: Verdict) -> HostileCase {
    HostileCase(name: name, script: script, verdict: verdict) {
      $0.timeLimits.upgrade = HostileFrameCases.shortLimit
    }
  }
}

/// Refusals: every status, and every way to send a body.
enum HostileRefusalCases {
  static let statuses: [HostileCase] = Array(300...599).flatMap { status in
    [
      refusal("\(status) without a body", status, "Content-Length: 0\r\n\r\n"),
      refusal("\(status) with a body", status, "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nsorry"),
    ]
  }

  static let bodies: [HostileCase] = [
    refusal("a success that is no upgrade", 200, "Content-Length: 2\r\n\r\nok"),
    refusal("204 with a body all the same", 204, "Content-Length: 2\r\n\r\nok"),
    refusal("304 that announces a body", 304, "Content-Length: 200\r\n\r\n"),
    refusal("a body until FIN", 500, "\r\nsorry", then: [.fin]),
    refusal("a body that FIN cuts", 500, "Content-Length: 500\r\n\r\nsorry", then: [.fin]),
    refusal("a body that RST cuts", 500, "Content-Length: 500\r\n\r\nsorry", then: [.reset]),
    refusal("a body without end", 500, "\r\n", then: [.flood(Array("sorry".utf8), count: .max)]),
    refusal("chunks", 500, "Transfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n"),
    refusal(
      "chunks without end", 500, "Transfer-Encoding: chunked\r\n\r\n",
      then: [.flood(Array("1\r\na\r\n".utf8), count: .max)]),
    refusal("a chunk of 2^64 bytes", 500, "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nsorry"),
    refusal(
      "a chunk size without end", 500, "Transfer-Encoding: chunked\r\n\r\n",
      then: [.flood([0x30], count: .max)]),
    refusal(
      "a chunk extension without end", 500, "Transfer-Encoding: chunked\r\n\r\n1;",
      then: [.flood([0x61], count: .max)]),
    refusal("a chunk without a size", 500, "Transfer-Encoding: chunked\r\n\r\n\r\nsorry"),
    refusal("a length of 2^64", 500, "Content-Length: 18446744073709551616\r\n\r\nsorry", then: [.fin]),
    refusal("a negative length", 500, "Content-Length: -5\r\n\r\nsorry", then: [.fin]),
    refusal(
      "a length and chunks", 500,
      "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n"),
    refusal(
      "a redirect to a crafted place", 302, "Location: ws://evil/%0d%0aX: y\r\nContent-Length: 0\r\n\r\n"),
  ]

  private static func refusal(_ name: String, _ status: Int, _ rest: String, then: [Step] = []) -> HostileCase {
    let text = "HTTP/1.1 \(status) Refused\r\n\(rest)"
    return HostileCase(
      name: name, script: [.awaitHead, .bytes(Array(text.utf8))] + then, verdict: .refused(status))
  }
}
