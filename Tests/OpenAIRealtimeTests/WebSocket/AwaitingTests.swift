import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// Events that come in one read, to a task that awaits them one after the other.
@Suite struct AwaitingTests {
  private static let names = (0..<20).map { "step.\($0)" }

  /// Sends all in one go, the Close frame too: one segment and one record.
  private static func serve(_ socket: WebSocket) {
    for name in names { socket.send(#"{"type":"\#(name)","event_id":"\#(name)"}"#) }
    try? socket.close()
  }

  private nonisolated(nonsending) static func awaitAll(of rt: OpenAIRealtimeWS) async throws -> [String] {
    var heard: [String] = []
    for name in names { heard.append(try await rt.emitted(EventName<ServerEvent>(name)).type) }
    return heard
  }

  @Test func `an actor on the loop misses none`() async throws {
    let heard = try await LoopActor.run { _, loop in
      let rig = try RealtimeRig(on: loop, accept: Self.serve)
      let rt = try rig.connect()
      defer { rig.finish() }
      return try await Self.awaitAll(of: rt)
    }
    #expect(heard == Self.names)
  }

  @Test func `a task that prefers the loop misses none`() async throws {
    let heard = try await LoopActor.run { _, loop in
      try await Task(executorPreference: loop) {
        try await LoopBound.make(on: loop) { try RealtimeRig(on: loop, accept: Self.serve) }.run { rig in
          let rt = try rig.connect()
          defer { rig.finish() }
          return try await Self.awaitAll(of: rt)
        }
      }.value
    }
    #expect(heard == Self.names)
  }

  @Test func `a pause that the task asks for holds what follows`() async throws {
    let heard = try await LoopActor.run { _, loop in
      let rig = try RealtimeRig(on: loop, accept: Self.serve)
      let rt = try rig.connect()
      defer { rig.finish() }
      var heard: [String] = []
      rt.on(.event) { event in heard.append(event.type) }
      _ = try await rt.emitted(EventName<ServerEvent>(Self.names[4]))
      rt.pauseReading()
      for _ in 0..<20 { await Task.yield() }
      let whilePaused = heard.count
      rt.resumeReading()
      _ = try await rt.emitted(EventName<ServerEvent>(Self.names[19]))
      return ["\(whilePaused)", "\(heard.count)"]
    }
    #expect(heard == ["5", "20"])
  }
}
