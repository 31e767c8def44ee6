import Foundation
import RealtimeWebSocketProtocol
import Testing
import WebSocketTransport

/// What connections keep of the memory that large messages took.
@Suite struct MemoryAfterBurstTests {
  /// AddressSanitizer holds on to what was freed, for up to 256 MiB unless it is told otherwise.
  private static var isFreedMemoryKept: Bool {
    guard dlsym(nil, "__asan_init") != nil else { return false }
    return ProcessInfo.processInfo.environment["ASAN_OPTIONS"]?.contains("quarantine_size_mb") != true
  }

  @Test(arguments: [false, true])
  func `connections that have each received a large message keep none of its memory`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    let message = [UInt8](repeating: 7, count: 4 << 20)
    try loopback.serve { socket in
      socket.on(.message) { [unowned socket] _ in socket.send(.binary, message.span.bytes) }
    }
    let burst = try Burst(of: 30, over: loopback)
    // The first of them shows what the process needs once.
    let before = try burst.residentByteCountAfterAsking(1)
    let after = try burst.residentByteCountAfterAsking(29)
    // Of 116 MiB; room for the kernel's and the test runner's own.
    if !Self.isFreedMemoryKept { #expect(after - before < 30 << 20) }
    burst.close()
  }
}

/// Clients that ask for a message, one after the other, and stay open.
private final class Burst {
  private let loopback: Loopback
  private var sockets: [WebSocket] = []
  private var askedCount = 0
  private var wantedCount = 0
  private var openCount = 0

  init(of count: Int, over loopback: Loopback) throws {
    self.loopback = loopback
    for _ in 0..<count {
      let socket = try loopback.connect { $0.keepAlive = .off }
      socket.on(.open) { [unowned self] in
        openCount += 1
        if openCount == count { loopback.loop.stop() }
      }
      socket.on(.message) { [unowned self] _ in askNext() }
      sockets.append(socket)
    }
    loopback.loop.run()
  }

  func residentByteCountAfterAsking(_ count: Int) throws -> Int {
    wantedCount += count
    askNext()
    loopback.loop.run()
    // One more turn, in which the last message is let go of.
    loopback.loop.runOnce()
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 4096
  }

  func close() {
    for socket in sockets { try? socket.close() }
    loopback.server?.close()
    loopback.loop.run()
  }

  private func askNext() {
    guard askedCount < wantedCount else { return loopback.loop.stop() }
    sockets[askedCount].send("more")
    askedCount += 1
  }
}
