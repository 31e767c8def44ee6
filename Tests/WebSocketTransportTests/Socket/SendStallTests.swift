import RealtimeReactor
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Peers that read nothing, and peers that read slowly.
@Suite struct SendStallTests {
  /// More than the kernel takes for a peer that does not read.
  private static let message = [UInt8](repeating: 7, count: 32 << 10)
  private static let messageCount = 480

  private static func fill(_ socket: WebSocket) {
    for _ in 0..<messageCount where socket.send(.binary, message.span.bytes).isAccepted {}
  }

  private static func isStalled(_ report: WebSocketCloseReport?) -> Bool {
    guard case .webSocket(let error) = report?.error?.cause else { return false }
    return error.kind == .sendStalled
  }

  @Test(arguments: [false, true], [false, true])
  func `a server cuts a client that reads nothing, also while it does not read itself`(
    isSecure: Bool, pausesReading: Bool
  ) throws {
    for keepAlive in [KeepAliveConfiguration(), .off] {
      let arena = try Arena(isSecure: isSecure)
      var hasFilled = false
      try arena.serve { configuration in
        configuration.connection.timeLimits.sendStall = .milliseconds(200)
        configuration.connection.keepAlive = keepAlive
      } accept: { socket in
        guard !hasFilled else { return }
        hasFilled = true
        Self.fill(socket)
        if pausesReading { socket.pauseReading() }
      }
      _ = try arena.attack([.bytes(Opening.request()), .awaitHead, .stopReading])
      arena.run("the cut") { arena.reports.count == 1 }
      #expect(Self.isStalled(arena.reports.first))
      #expect(arena.reports.first?.unsentByteCount ?? 0 > 0)
      try arena.expectHealthyEcho()
      arena.finish()
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `a client cuts a server that reads nothing, also while it does not read itself`(
    isSecure: Bool, pausesReading: Bool
  ) throws {
    let arena = try Arena(isSecure: isSecure)
    let port = try arena.ambush([.awaitHead, .respond(Opening.response), .stopReading])
    let client = try arena.client(port: port) { $0.timeLimits.sendStall = .milliseconds(200) }
    client.on(.error) { _ in }
    client.on(.open) {
      Self.fill(client)
      if pausesReading { client.pauseReading() }
    }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    arena.run("the cut") { report != nil }
    #expect(Self.isStalled(report))
    arena.finish()
  }

  @Test(arguments: [false, true], [0, 64 << 10])
  func `a full queue keeps nobody from answering, nor from opening`(isSecure: Bool, limit: Int) throws {
    let loopback = try Loopback(isSecure: isSecure)
    var timer: LoopTimer?
    var accepted: WebSocket?
    try loopback.serve { socket in
      accepted = socket
      socket.pauseReading()
      timer = loopback.loop.schedule(every: .milliseconds(1)) { _ in
        socket.ping([UInt8](repeating: 1, count: 125).span.bytes)
      }
    }
    let client = try loopback.connect { $0.maximumBufferedByteCount = limit }
    let message = [UInt8](repeating: 7, count: 64)
    var pingsAtFull = 0
    client.on(.ping) { _ in
      while client.send(.binary, message.span.bytes).isAccepted {}
      // The kernel takes no more of what the server does not read.
      if limit == 0 || client.bufferedByteCount > limit / 2 { pingsAtFull += 1 }
      if pingsAtFull == 100 { client.terminate() }
    }
    client.on(.error) { Issue.record($0) }
    client.on(.close) { _ in
      timer?.cancel()
      accepted?.terminate()
    }
    loopback.run(until: client)
    #expect(pingsAtFull == 100)
  }

  @Test func `the closing handshake has the same limit where its own is off`() throws {
    let arena = try Arena(isSecure: false)
    try arena.serve { configuration in
      configuration.connection.timeLimits.sendStall = .milliseconds(200)
      configuration.connection.timeLimits.close = nil
    } accept: { socket in
      Self.fill(socket)
      #expect(throws: Never.self) { try socket.close() }
    }
    _ = try arena.attack([.bytes(Opening.request()), .awaitHead, .stopReading])
    arena.run("the cut") { arena.reports.count == 1 }
    #expect(Self.isStalled(arena.reports.first))
    arena.finish()
  }

  /// Reads a few kilobytes at a time.
  private final class SlowReader: TCPConnectionOwner {
    private(set) var byteCount = 0
    private(set) var isClosed = false

    func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
      byteCount += bytes.byteCount
      connection.pauseReading()
      connection.loop.schedule(after: .milliseconds(2)) { connection.resumeReading() }
    }

    func didReceiveEnd(_ connection: TCPConnection) { connection.close() }
    func didClose(_ connection: TCPConnection, error: ReactorError?) { isClosed = true }
  }

  @Test func `a peer that reads slowly and steadily is never cut, though its queue stays full`() throws {
    var settings = EventLoop.Configuration()
    settings.receiveBlockByteCount = 4 << 10
    let theirs = try EventLoop(configuration: settings)
    let ours = try EventLoop()
    var configuration = WebSocketServer.Configuration()
    configuration.connection.timeLimits.sendStall = .seconds(1)
    configuration.connection.keepAlive = KeepAliveConfiguration(
      interval: .milliseconds(50), timeout: .milliseconds(300))
    var accepted: WebSocket?
    let server = try WebSocketServer(configuration: configuration, on: ours) { socket, _ in
      accepted = socket
      socket.on(.error) { Issue.record("\($0)") }
      socket.on(.open) { Self.fill(socket) }
    }
    var options = TCPConnection.Options()
    options.receiveBufferByteCount = 16 << 10
    let reader = SlowReader()
    let connection = try TCPConnection.connect(
      to: server.localAddress, on: theirs, options: options, owner: reader)
    let request = Opening.request()
    _ = connection.write(request.span.bytes)
    HandClock.turned { clock in
      let end = ours.now + .milliseconds(2500)
      while ours.now < end {
        ours.runOnce()
        theirs.runOnce()
        clock.wait(for: ours, theirs)
      }
    }
    #expect(accepted?.readyState == .open && !reader.isClosed)
    #expect(accepted?.bufferedByteCount ?? 0 > 1 << 20, "the queue never came to its low watermark")
    #expect(reader.byteCount > 100 << 10)
    ours.close()
    theirs.close()
  }

  @Test(arguments: [SocketAddress.loopback(port: 0), nil])
  func `progress is what the peer has taken`(address: SocketAddress?) throws {
    let loop = try EventLoop()
    let path = "/tmp/send-progress-\(UInt64.random(in: 0...UInt64.max))"
    let place = try #require(address ?? SocketAddress(unixPath: path))
    let reader = SlowReader()
    var accepted: TCPConnection?
    let listener = try TCPListener.bind(to: place, on: loop) {
      accepted = $0
      $0.owner = reader
      $0.pauseReading()
    }
    let writer = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: SlowReader())
    let written = Self.message.count * 250
    for _ in 0..<250 { _ = writer.write(Self.message.span.bytes) }
    while accepted == nil || writer.bytesSent == 0 { loop.runOnce() }
    let before = writer.sendProgress
    #expect(before.waitingByteCount > writer.queuedByteCount)
    #expect(before.acknowledgedByteCount < written)
    accepted?.resumeReading()
    while writer.sendProgress.waitingByteCount > 0 { loop.runOnce() }
    #expect(writer.sendProgress.acknowledgedByteCount == written)
    listener.close()
    writer.close()
    loop.close()
  }
}
