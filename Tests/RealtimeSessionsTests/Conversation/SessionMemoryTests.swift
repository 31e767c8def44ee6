import Foundation
import Glibc
import OpenAIRealtime
import RealtimeLocalServer
import RealtimeSessions
import Testing

/// What a session costs that has nothing to do. It counts the heap of the process, so it runs alone:
///
///     MEASURE_MEMORY=1 swift test --filter SessionMemoryTests
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MEASURE_MEMORY"] != nil))
struct SessionMemoryTests {
  private static let count = 500
  private static let bar = 2_048

  @Test func `an idle session costs at most 2 KB more than its connection`() async throws {
    try await onThread {
      // The first of each pays for what all share.
      _ = try (Self.connections(count: 10), Self.sessions(count: 10))
      let bare = try Self.connections(count: Self.count)
      let session = try Self.sessions(count: Self.count)
      print("heap bytes of a connection: \(bare), of a session: \(session), more: \(session - bare)")
      #expect(session - bare <= Self.bar)
    }
  }

  /// Bytes that are allocated and not freed, by what the C library says of itself.
  private static var heap: Int {
    typealias Write = @convention(c) (Int32, UnsafeMutablePointer<FILE>?) -> Int32
    guard let symbol = unsafe dlsym(nil, "malloc_info"), let file = unsafe tmpfile() else { return 0 }
    _ = unsafe unsafeBitCast(symbol, to: Write.self)(0, file)
    unsafe rewind(file)
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    unsafe fclose(file)
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    // The sums stand behind the arenas.
    let sums = text[(text.range(of: "</heap>", options: .backwards)?.upperBound ?? text.startIndex)...]
    func size(_ name: String) -> Int {
      guard let start = sums.range(of: name)?.upperBound, let size = sums[start...].range(of: "size=\"") else {
        return 0
      }
      return Int(sums[size.upperBound...].prefix { $0.isNumber }) ?? 0
    }
    return size("system type=\"current\"") + size("total type=\"mmap\"") - size("total type=\"fast\"")
      - size("total type=\"rest\"")
  }

  private static func connections(count: Int) throws -> Int {
    try measure(count) { rig, ready in
      let client = OpenAI(apiKey: .static("key"), baseURL: rig.server.baseURL)
      let rt = try OpenAIRealtimeWS(client, .model("gpt-realtime-2.1"), on: rig.loop)
      rt.on(.sessionCreated) { _ in ready() }
      return { rt.close() }
    }
  }

  private static func sessions(count: Int) throws -> Int {
    try measure(count) { rig, ready in
      let client = OpenAI(apiKey: .static("key"), baseURL: rig.server.baseURL)
      let session = try RealtimeSession(client, rig.plan, on: rig.loop)
      session.on(.sessionCreated) { _ in ready() }
      return { session.close() }
    }
  }

  /// Heap bytes for each of so many.
  private static func measure(
    _ count: Int, _ open: (SessionRig, _ ready: @escaping () -> Void) throws -> (() -> Void)
  ) throws -> Int {
    let rig = try SessionRig { $0.isSecure = false }
    rig.plan.parameters = nil
    rig.plan.options.tls = .init()
    var limits = DialLimits()
    limits.handshakesPerSecond = 10_000
    limits.burst = 10_000
    rig.plan.governors = DialGovernors(limits)
    var closers: [() -> Void] = []
    closers.reserveCapacity(count)
    var left = count
    var after = 0
    let before = heap
    for _ in 0..<count {
      let close = try open(rig) {
        left -= 1
        guard left == 0 else { return }
        // Once what is only for the beginning is gone.
        rig.loop.schedule(after: .milliseconds(500)) {
          after = heap
          for close in closers { close() }
          rig.server.close()
        }
      }
      closers.append(close)
    }
    rig.loop.run()
    return (after - before) / count
  }
}
