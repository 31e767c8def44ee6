import RealtimeTestSupport
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Connections that end at every byte of a handshake and of a frame, by FIN and by RST.
enum CutCases {
  private enum Cut: String, CaseIterable {
    case fin = "FIN"
    case reset = "RST"

    var step: Step {
      switch self {
      case .fin: .fin
      case .reset: .reset
      }
    }

    /// What our side makes of it. A cut in mid-handshake reads like the "socket hang up" of others.
    func verdict(_ kind: WebSocketError.Kind) -> Verdict {
      switch self {
      case .fin: .broken(kind)
      case .reset: .network("ECONNRESET")
      }
    }
  }

  /// Every byte of the request.
  static let requests: [HostileCase] = cuts(Opening.request().count) { cut, count in
    HostileCase(
      name: "\(cut.rawValue) after \(count) bytes of the request",
      script: (count == 0 ? [] : [.bytes(Array(Opening.request()[..<count]))]) + [cut.step],
      verdict: cut.verdict(.transportEndedInHandshake))
  }

  /// Every byte of the response.
  static let responses: [HostileCase] = cuts(Opening.response(String(repeating: "a", count: 28)).count) { cut, count in
    HostileCase(
      name: "\(cut.rawValue) after \(count) bytes of the response",
      script: [count == 0 ? .awaitHead : .respondPart(0..<count, Opening.response), cut.step],
      verdict: cut.verdict(.transportEndedInHandshake))
  }

  /// Every byte of a frame with an extended length.
  static func frames(_ side: Side) -> [HostileCase] {
    let bytes = side.frame(2, [UInt8](repeating: 9, count: 130))
    return cuts(bytes.count, .transportEndedEarly) { cut, count in
      .open(
        side, "\(cut.rawValue) after \(count) bytes of a frame",
        (count == 0 ? [] : [.bytes(Array(bytes[..<count]))]) + [cut.step], closes: nil,
        cut.verdict(.transportEndedEarly), messageCount: 0)
    }
  }

  /// All through the first flight of the TLS handshake. OpenSSL leaves an entry in its queue at some of these, which
  /// others took for an error of the next connection.
  static func flights(_ side: Side) -> [HostileCase] {
    cuts(40) { cut, place in
      let count = place * 6
      var row = HostileCase(
        name: "\(cut.rawValue) after \(count) bytes of a TLS flight",
        script: [.cutFlight(byteCount: count), cut.step],
        verdict: cut.verdict(.transportEndedInHandshake))
      row.transport = .secure
      // A client knows that it was TLS that was cut short.
      if side == .client { row.alternative = .tls(.truncated) }
      return row
    }
  }

  /// At each of the places that this build looks at.
  private static func cuts(
    _ placeCount: Int, _ kind: WebSocketError.Kind = .transportEndedInHandshake,
    _ make: (Cut, Int) -> HostileCase
  ) -> [HostileCase] {
    Cut.allCases.flatMap { cut in
      LongWalk.places(through: placeCount - 1).map { place in
        var row = make(cut, place)
        if cut == .reset, row.alternative == nil { row.alternative = .broken(kind) }
        return row
      }
    }
  }
}

/// What goes wrong in TLS or on its edge.
enum HostileTLSCases {
  static func all(_ side: Side) -> [HostileCase] { shared(side) + (side == .server ? server : client) }

  /// The rows for frames and payloads whose way through TLS differs most.
  static func sampled(_ side: Side) -> [HostileCase] {
    HostileFrameCases.all(side).enumerated().filter { $0.offset % 6 == 0 }.map(\.element.secure)
      + HostilePayloadCases.streams(side).map(\.secure)
  }

  private static func shared(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let violation = Verdict.tls(.protocolViolation)
    return [
      .open(side, "FIN without close_notify", [.fin], closes: nil, .tls(.truncated)).secure,
      .open(
        side, "FIN without close_notify inside a message", [.bytes([0x82]), .fin], closes: nil,
        .tls(.truncated)
      ).secure,
      .open(side, "RST", [.reset], closes: nil, .network("ECONNRESET")).secure.or(.tls(.truncated)),
      .open(side, "close_notify without a Close", [.closeNotify], closes: nil, .broken(.transportEndedEarly))
        .secure,
      .open(
        side, "a Close and close_notify at once", [.bytes(frame.close(1000)), .closeNotify, .fin],
        closes: 1000,
        .clean(1000)
      ).secure,
      .open(
        side, "plain bytes in mid-stream", [.plain(Array("GET / HTTP/1.1\r\n\r\n".utf8))], closes: nil,
        violation
      ).secure,
      .open(
        side, "a record that cannot be decrypted",
        [.plain([0x17, 3, 3, 0, 20] + [UInt8](repeating: 7, count: 20))], closes: nil, violation
      ).secure,
      .open(side, "a record that is too long", [.plain([0x17, 3, 3, 0xFF, 0xFF])], closes: nil, violation)
        .secure,
      .open(side, "a plain alert in mid-stream", [.plain([0x15, 3, 3, 0, 2, 2, 40])], closes: nil, violation)
        .secure,
      // A key update between two writes: the pending write must go on with the same bytes.
      .open(
        side, "key updates in mid-stream",
        [
          .bytes(frame.text("a")), .keyUpdate, .bytes(frame.text("b")), .keyUpdate, .keyUpdate,
          .bytes(frame.close(1000)),
          .awaitFrame(8), .closeNotify, .fin,
        ],
        closes: 1000, .clean(1000), messageCount: 2
      ).secure,
      .open(
        side, "a stall inside a record", [.plain([0x17, 3, 3, 0, 100, 1, 2])], closes: 1011,
        .broken(.keepAliveTimedOut)
      ) {
        $0.keepAlive = KeepAliveConfiguration(
          interval: .milliseconds(20), timeout: HostileFrameCases.shortLimit)
        $0.timeLimits.close = HostileFrameCases.shortLimit
      }.secure,
    ]
  }

  private static let server: [HostileCase] = [
    early("a plain request to a TLS port", [.plain(Opening.request())], .tls(.protocolVersion)),
    early("zeros to a TLS port", [.plain([UInt8](repeating: 0, count: 100))], .tls(.protocolVersion)),
    stalled("half a ClientHello, then nothing", 100),
    stalled("nothing to a TLS port", 0),
  ]

  private static let client: [HostileCase] = [
    early(
      "a plain response from a TLS port", [.plain(Array("HTTP/1.1 400 No\r\n\r\n".utf8))],
      .tls(.protocolVersion)),
    early("a plain 101 from a TLS port", [.plain(Opening.response("a"))], .tls(.protocolVersion)),
    early("a fatal alert", [.plain([0x15, 3, 3, 0, 2, 2, 40])], .tls(.peerAlert(code: 40))),
    stalled("half a ServerHello, then nothing", 50),
    stalled("no ServerHello", 0),
  ]

  private static func early(_ name: String, _ script: [Step], _ verdict: Verdict) -> HostileCase {
    var row = HostileCase(name: name, script: [.cutFlight(byteCount: 0)] + script, verdict: verdict)
    row.transport = .secure
    return row
  }

  private static func stalled(_ name: String, _ byteCount: Int) -> HostileCase {
    var row = HostileCase(name: name, script: [.cutFlight(byteCount: byteCount)], verdict: .timedOut(.tls)) {
      $0.timeLimits.tls = HostileFrameCases.shortLimit
    }
    row.transport = .secure
    return row
  }
}
