import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Faults of comparable software that no table of rows can show. Each test says what went wrong elsewhere.
@Suite struct WoundTests {
  /// Clients dropped or repeated the frames that came in the segment, or in the TLS record, of the 101.
  @Test(arguments: [false, true], [false, true])
  func `frames that come with the 101 are delivered once`(isSecure: Bool, isBytewise: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    try arena.serve()
    let frame = Side.client.frame
    let frames = frame.text("a") + frame.text("b") + frame(2, [1, 2, 3])
    let first: [Step] =
      isBytewise
      ? [.respond(Opening.response), .bytewise(frames)] : [.respond { Opening.response($0) + frames }]
    let port = try arena.ambush(first + [.bytes(frame.close(1000)), .awaitFrame(8), .closeNotify, .fin])
    let client = try arena.client(port: port)
    var texts: [String] = []
    client.on(.message) { texts.append($0.text) }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    arena.run("the client") { report != nil }
    #expect(texts == ["a", "b", "\u{1}\u{2}\u{3}"])
    #expect(report.map { Verdict($0) } == .clean(1000))
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// The same on the other side: frames in the segment of the request, before any answer.
  @Test(arguments: [false, true])
  func `frames that come with the request are delivered once`(isSecure: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    try arena.serve()
    let frame = Side.server.frame
    let bytes = Opening.request() + frame.text("a") + frame.text("b") + frame.close(1000)
    let peer = try arena.attack([.bytes(bytes)])
    arena.run("the server") { peer.isClosed && arena.reports.count == 1 }
    #expect(peer.frames.filter { $0.opcode == 1 }.map(\.payload) == [[97], [98]])
    #expect(peer.closeCode == 1000 && arena.reports[0].messagesReceived == 2)
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// A head in tiny reads was parsed from its start with every one of them (tungstenite).
  @Test(arguments: [false, true])
  func `a good head that comes byte by byte is accepted`(isSecure: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    try arena.serve()
    let padding = (0..<100).map { "X-\($0): \(String(repeating: "a", count: 40))" }
    let peer = try arena.attack([
      .bytewise(Opening.request(adding: padding)), .awaitHead, .bytes(Side.server.frame.close(1000)),
    ])
    arena.run("the server") { peer.isClosed && arena.reports.count == 1 }
    #expect(peer.status == 101 && peer.closeCode == 1000)
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// ws once answered a Ping with memory that was not the Ping's.
  @Test(arguments: [0, 1, 7, 124, 125])
  func `a Pong carries exactly the bytes of its Ping, alone and between fragments`(byteCount: Int) throws {
    let arena = try Arena(isSecure: false)
    try arena.serve()
    let frame = Side.server.frame
    let payload = (0..<byteCount).map { UInt8($0) }
    let peer = try arena.attack([
      .bytes(Opening.request()), .awaitHead, .bytes(frame(9, payload)), .awaitFrame(10),
      .bytes(frame.text("a", isFinal: false) + frame(9, payload.reversed()) + frame(0, [98])), .awaitFrame(1),
      .bytes(frame.close(1000)),
    ])
    arena.run("the server") { peer.isClosed && arena.reports.count == 1 }
    #expect(peer.frames.filter { $0.opcode == 10 }.map(\.payload) == [payload, payload.reversed()])
    #expect(peer.frames.filter { $0.opcode == 1 }.map(\.payload) == [[97, 98]])
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// uWebSockets wrote the end of the deflate stream after the payload, into the header of the next frame; cowboy
  /// unmasked by the inflated length when a frame was split between two reads.
  @Test func `compressed fragments stay whole at every split, and so does the frame after them`() throws {
    let frame = Side.server.frame
    let compressed = Zeros.compressed(Array("a voice, a voice, a voice".utf8))
    for cut in 0...compressed.count {
      let arena = try Arena(isSecure: false)
      try arena.serve { $0.connection.compression = DeflateConfiguration() }
      let bytes =
        frame(1, Array(compressed[..<cut]), isFinal: false, reserved: 0x40)
        + frame(0, Array(compressed[cut...]))
        + frame.text("next") + frame.close(1000)
      let send: [Step] = cut % 2 == 0 ? [.bytes(bytes)] : [.bytewise(bytes)]
      let opening: [Step] = [.bytes(Opening.request(adding: [Opening.deflateOffer])), .awaitHead]
      let peer = try arena.attack(opening + send)
      arena.run("cut \(cut)") { peer.isClosed && arena.reports.count == 1 }
      #expect(
        peer.frames.filter { $0.opcode == 1 }.map(\.payload)
          == ["a voice, a voice, a voice", "next"].map { Array($0.utf8) })
      #expect(peer.closeCode == 1000)
      arena.finish()
    }
  }

  /// undici's process ended at window bits that nobody may ask for. An offer of such is declined, and a compressed
  /// frame that follows all the same breaks a rule.
  @Test(arguments: ["7", "16", "0", "99", "4294967304", "-8"])
  func `window bits out of range are not agreed on`(bits: String) throws {
    let arena = try Arena(isSecure: false)
    try arena.serve { $0.connection.compression = DeflateConfiguration() }
    let offer = "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\(bits)"
    let peer = try arena.attack([
      .bytes(Opening.request(adding: [offer])), .awaitHead,
      .bytes(Side.server.frame(1, Zeros.compressed([97]), reserved: 0x40)),
    ])
    arena.run("the server") { peer.isClosed && arena.reports.count == 1 }
    #expect(peer.status == 101 && !peer.head.contains("permessage-deflate"))
    #expect(peer.closeCode == 1002 && arena.reports.map { Verdict($0) } == [.broken(.reservedBits)])
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// libsoup read out of bounds when no maximum was set: there is always one here.
  @Test func `no limit is not a setting`() {
    #expect(
      WebSocketLimits(messageByteCount: .max).messageByteCount == WebSocketLimits.maximumMessageByteCount)
    #expect(WebSocketLimits(messageByteCount: 0).messageByteCount == 1)
    var limits = WebSocketLimits()
    limits.messageByteCount = -1
    #expect(limits.messageByteCount == 1)
  }

  /// Regression 23: the error queue of OpenSSL belongs to the thread: what one connection left in it was taken for an
  /// error of another (h2o and others).
  @Test func `failing TLS connections do no harm to healthy ones beside them`() throws {
    let arena = try Arena(isSecure: true)
    try arena.serve()
    let count = 100
    var clients: [WebSocket] = []
    var openCount = 0
    var echoCount = 0
    var errors: [WebSocketTransportError] = []
    for _ in 0..<count {
      let client = try arena.client(port: arena.serverPort)
      client.on(.open) { openCount += 1 }.on(.message) { _ in echoCount += 1 }.on(.error) {
        errors.append($0)
      }
      clients.append(client)
    }
    arena.run("the clients") { openCount == count }
    for round in 1...3 {
      let garbage: [[Step]] = [
        [.cutFlight(byteCount: 0), .plain(Array("GET / HTTP/1.1\r\n\r\n".utf8))],
        [.cutFlight(byteCount: 60), .fin],
        [.bytes([1, 2, 3]), .plain([0x17, 3, 3, 0, 3, 1, 2, 3])], [.cutFlight(byteCount: 30), .reset],
      ]
      let peers = try garbage.map { try arena.attack($0) }
      for client in clients { client.send("hi") }
      arena.run("round \(round)") { echoCount == round * count && peers.allSatisfy(\.isClosed) }
    }
    #expect(errors.isEmpty)
    #expect(arena.openingErrors.count == 12)
    for client in clients { try client.close() }
    arena.run("the closing") { arena.reports.count == count }
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// Regression 28: in TLS 1.3 the client believes itself connected when the server's demand for a certificate is not
  /// met; the alert comes later, and hung clients of others.
  @Test func `a client certificate demanded and not given is an error, not a hang`() throws {
    let arena = try Arena(isSecure: true)
    try arena.serve { $0.connection.tls.clientCertificateRequest = .required }
    let client = try arena.client(port: arena.serverPort)
    var error: WebSocketTransportError?
    var report: WebSocketCloseReport?
    client.on(.error) { error = $0 }.on(.close) { report = $0 }
    arena.run("the client") { report != nil && arena.openingErrors.count == 1 }
    guard case .tls(let cause)? = error?.cause else {
      Issue.record("not a TLS error: \(String(describing: error))")
      return
    }
    #expect(cause.kind == .peerAlert(code: 116))
    arena.finish()
  }

  /// Regression 31: where a library let a handle be closed twice, or called back after the close, processes ended.
  @Test(arguments: [false, true], ["open", "message", "ping", "close"])
  func `closing and cutting twice in any listener ends once`(isSecure: Bool, place: String) throws {
    let arena = try Arena(isSecure: isSecure)
    try arena.serve()
    let frame = Side.client.frame
    let frames = frame(9) + frame.text("a") + frame.text("b") + frame.close(1000)
    let port = try arena.ambush([.respond { Opening.response($0) + frames }])
    let client = try arena.client(port: port)
    var closeCount = 0
    func end(_ here: String) {
      guard here == place else { return }
      for _ in 0..<2 {
        try? client.close()
        client.terminate()
        client.pauseReading()
        client.resumeReading()
      }
    }
    client.on(.open) { end("open") }
    client.on(.message) { _ in end("message") }
    client.on(.ping) { _ in end("ping") }
    client.on(.close) { _ in
      closeCount += 1
      end("close")
    }
    arena.run("the client") { closeCount > 0 }
    try arena.expectHealthyEcho()
    #expect(closeCount == 1 && client.readyState == .closed)
    arena.finish()
  }

  /// A peer that ends its half with its request reads on. The rest of a long answer used to be dropped here.
  @Test(arguments: [false, true])
  func `a refusal arrives whole at a peer that has ended its half`(isSecure: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    let body = [UInt8](repeating: 7, count: 8 << 20)
    try arena.serve(decide: { $0.path == "/voice" ? .refuse(status: 503, body: body) : .accept() })
    let peer = try arena.attack([.bytes(Opening.request()), .fin])
    arena.run("the refusal") { peer.isClosed }
    #expect(peer.status == 503)
    #expect(peer.receivedByteCount == peer.head.utf8.count + body.count)
    try arena.expectHealthyEcho()
    arena.finish()
  }

  /// A listener that cut the connection went on getting the messages of the same read.
  @Test(arguments: [false, true])
  func `nothing is delivered after a terminate`(isSecure: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    try arena.serve()
    let frame = Side.client.frame
    let port = try arena.ambush([
      .respond { Opening.response($0) + frame.text("a") + frame.text("b") + frame.close(1000) }
    ])
    let client = try arena.client(port: port)
    var texts: [String] = []
    var report: WebSocketCloseReport?
    client.on(.message) { message in
      texts.append(message.text)
      client.terminate()
      #expect(client.readyState == .closing && client.send("late") == .refused(.notOpen))
    }
    client.on(.close) { report = $0 }
    arena.run("the client") { report != nil }
    #expect(texts == ["a"])
    #expect(report?.code == .abnormalClosure && report.map { Verdict($0) } == .broken(.transportEndedEarly))
    try arena.expectHealthyEcho()
    arena.finish()
  }

  @Test(arguments: [-1, .min, 0, .max])
  func `any limit on a refusal's body is harmless`(limit: Int) throws {
    let arena = try Arena(isSecure: false)
    try arena.serve()
    let answer = "HTTP/1.1 500 No\r\nContent-Length: 5\r\n\r\nsorry"
    let port = try arena.ambush([.awaitHead, .bytes(Array(answer.utf8))])
    let client = try arena.client(port: port) { $0.limits.refusalBodyByteCount = limit }
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    arena.run("the client") { error != nil }
    #expect(error?.refusal?.status == 500)
    try arena.expectHealthyEcho()
    arena.finish()
  }

  @Test(arguments: ["ws://a:+80/", "ws://a:-1/", "ws://a:0x50/", "ws://a:65536/", "ws://a:0/", "ws://a:8 0/"])
  func `a port is digits from 1 to 65535`(url: String) {
    #expect(throws: WebSocketTransportError.self) { try WebSocketEndpoint(url) }
  }
}
