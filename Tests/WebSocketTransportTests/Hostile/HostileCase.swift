import RealtimeReactor
import RealtimeTLS
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// How a connection ended, as our side reported it.
enum Verdict: Equatable, Sendable, CustomStringConvertible {
  /// Both Close frames; the code is the peer's.
  case clean(UInt16)
  case broken(WebSocketError.Kind)
  case refused(Int)
  case network(String)
  case tls(TLSError.Kind)
  case timedOut(WebSocketTransportError.Stage)
  case other

  init(_ error: WebSocketTransportError) {
    switch error.cause {
    case .webSocket(let error): self = .broken(error.kind)
    case .refused(let refusal): self = .refused(refusal.status)
    case .network(let error): self = .network(error.code.rawValue)
    case .tls(let error): self = .tls(error.kind)
    case .timedOut: self = .timedOut(error.stage)
    default: self = .other
    }
  }

  init(_ report: WebSocketCloseReport) {
    if let error = report.error { self.init(error) } else { self = .clean(report.code.rawValue) }
  }

  var description: String {
    switch self {
    case .clean(let code): "closed cleanly with \(code)"
    case .broken(let kind): kind.rawValue
    case .refused(let status): "refused with \(status)"
    case .network(let code): code
    case .tls(let kind): "TLS \(kind)"
    case .timedOut(let stage): "time limit of \(stage)"
    case .other: "another error"
    }
  }
}

/// One row: what a raw peer does, and what must come of it.
struct HostileCase: Sendable, CustomTestStringConvertible {
  enum Transport: Sendable {
    case plain, secure
  }

  let name: String
  let script: [Step]
  /// What our side reports.
  let verdict: Verdict
  /// The code of the Close frame that the raw peer gets; `nil` when it gets none.
  let closeCode: UInt16?
  /// The HTTP status that the raw peer gets, where it is a client.
  let status: Int?
  var transport = Transport.plain
  /// A RST that comes together with bytes is told as such or as the end, whichever the system notices first.
  var alternative: Verdict?
  /// Settings of our side.
  let change: @Sendable (inout WebSocketConfiguration) -> Void
  /// How many messages our side gets.
  let messageCount: UInt64?

  init(
    name: String, script: [Step], verdict: Verdict, closeCode: UInt16? = nil, status: Int? = nil,
    messageCount: UInt64? = nil, change: @escaping @Sendable (inout WebSocketConfiguration) -> Void = { _ in }
  ) {
    self.name = name
    self.script = script
    self.verdict = verdict
    self.closeCode = closeCode
    self.status = status
    self.messageCount = messageCount
    self.change = change
  }

  var testDescription: String { name }

  private func allows(_ verdict: Verdict?) -> Bool {
    verdict == self.verdict || (verdict != nil && verdict == alternative)
  }

  /// The bound on memory: the message limit and a mebibyte.
  static func bound(_ configuration: WebSocketConfiguration) -> Int {
    // A large message moves into all of its room when a quarter of it has come.
    configuration.limits.messageByteCount * 5 / 4 + (1 << 20)
  }
}

/// Which side of ours is attacked.
enum Side: Sendable {
  case server, client

  var frame: FrameMaker { FrameMaker(isMasked: self == .server) }
}

extension HostileCase {
  /// A case after a good opening handshake: sends `script`, then waits for the end.
  static func open(
    _ side: Side, _ name: String, _ script: [Step], closes closeCode: UInt16?, _ verdict: Verdict,
    messageCount: UInt64? = nil,
    _ change: @escaping @Sendable (inout WebSocketConfiguration) -> Void = { _ in }
  ) -> HostileCase {
    let opening: [Step] =
      side == .server ? [.bytes(Opening.request()), .awaitHead] : [.respond(Opening.response)]
    return HostileCase(
      name: name, script: opening + script, verdict: verdict, closeCode: closeCode,
      status: side == .server ? 101 : nil, messageCount: messageCount, change: change)
  }

  /// The same over TLS.
  var secure: HostileCase {
    var copy = HostileCase(
      name: name + ", over TLS", script: script, verdict: verdict, closeCode: closeCode, status: status,
      messageCount: messageCount, change: change)
    copy.transport = .secure
    copy.alternative = alternative
    return copy
  }
}

extension HostileCase {
  /// The same where `alternative` is right too.
  func or(_ alternative: Verdict) -> HostileCase {
    var copy = self
    copy.alternative = alternative
    return copy
  }
}

/// Good opening handshakes, for changing them.
enum Opening {
  static let requestLine = "GET /voice HTTP/1.1"
  static let requestFields = [
    "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
  ]

  /// A request with some fields replaced by name, dropped where the new value is empty, and others added.
  static func request(_ line: String = requestLine, _ changes: [String: String] = [:], adding: [String] = [])
    -> [UInt8]
  {
    let fields = requestFields.compactMap { field -> String? in
      let name = String(field.prefix { $0 != ":" })
      guard let value = changes[name] else { return field }
      return value.isEmpty ? nil : "\(name): \(value)"
    }
    return head([line] + fields + adding)
  }

  static func head(_ lines: [String]) -> [UInt8] {
    Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  static let deflateOffer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"

  @Sendable static func response(_ accept: String) -> [UInt8] {
    head(responseLines(accept))
  }

  static func responseLines(_ accept: String) -> [String] {
    [
      "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Accept: \(accept)",
    ]
  }

  /// A good response with further lines.
  static func response(adding lines: [String]) -> @Sendable (String) -> [UInt8] {
    { accept in head(responseLines(accept) + lines) }
  }
}

// MARK: - Playing a case

extension HostileCase {
  /// Plays the case against our server, then has the server serve a healthy client.
  func playAgainstServer(by clock: HandClock? = nil) throws {
    let arena = try Arena(isSecure: transport == .secure, clock: clock)
    var bound = 0
    try arena.serve { configuration in
      change(&configuration.connection)
      bound = Self.bound(configuration.connection)
    }
    let peer = try arena.attack(script)
    arena.run(name) { peer.isDone && arena.reports.count + arena.openingErrors.count > 0 }
    let report = arena.reports.first
    let verdict = report.map { Verdict($0) } ?? arena.openingErrors.first.map { Verdict($0) }
    #expect(allows(verdict), "reported: \(String(describing: verdict)), expected: \(self.verdict)")
    #expect(peer.status == status)
    #expect(peer.closeCode == closeCode)
    #expect(arena.peakByteCount <= bound)
    if let messageCount { #expect(report?.messagesReceived == messageCount) }
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// Plays the case against our client, then has the same loop serve a healthy pair.
  func playAgainstClient(by clock: HandClock? = nil) throws {
    let arena = try Arena(isSecure: transport == .secure, clock: clock)
    try arena.serve()
    var peer: RawPeer?
    let port = try arena.ambush(script) { peer = $0 }
    var bound = 0
    let client = try arena.client(port: port) { configuration in
      change(&configuration)
      bound = Self.bound(configuration)
    }
    var report: WebSocketCloseReport?
    var errors: [WebSocketTransportError] = []
    client.on(.error) { errors.append($0) }.on(.close) { report = $0 }
    arena.run(name) { report != nil && peer?.isDone ?? false }
    let verdict = report.map { Verdict($0) }
    #expect(allows(verdict), "reported: \(String(describing: verdict)), expected: \(self.verdict)")
    #expect(errors.count <= 1)
    if let error = errors.first { #expect(allows(Verdict(error))) }
    #expect(peer?.closeCode == closeCode)
    #expect(arena.peakByteCount <= bound)
    if let messageCount { #expect(report?.messagesReceived == messageCount) }
    try arena.expectHealthyEcho()
    arena.finish()
  }
}
