import CHeap
import RealtimeSessions

/// Connections or sessions that have nothing to do, many at once, and what the heap grew by.
final class Idlers {
  enum Kind: String {
    /// Bare connections.
    case connection
    /// Sessions that have the service's own settings.
    case session
    /// Sessions with settings of their own.
    case settings
  }

  private let kind: Kind
  private let client: OpenAI
  private let plan: RealtimeSession.Plan
  private let loop: EventLoop
  private var closers: [() -> Void] = []

  init(_ kind: Kind, port: UInt16, on loop: EventLoop) {
    self.kind = kind
    self.loop = loop
    client = OpenAI(apiKey: .static("none"), baseURL: "http://127.0.0.1:\(port)/v1")
    var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
    if kind == .settings {
      plan.parameters = .realtime(
        RealtimeSessionParameters(
          instructions: "Answer briefly, and in the language of the caller.",
          audio: SessionAudio(input: AudioInput(turnDetection: .value(.semanticVAD(.init()))))))
    }
    var limits = DialLimits()
    limits.handshakesPerSecond = 1_000
    plan.governors = DialGovernors(limits)
    self.plan = plan
  }

  /// Bytes for each of `count`.
  func measure(_ count: Int) throws -> Double {
    // The first ones pay for what all share.
    try open(8)
    let before = heap_bytes()
    closers.reserveCapacity(count + 8)
    let list = heap_bytes() - before
    try open(count)
    let after = heap_bytes()
    for close in closers { close() }
    loop.run()
    return Double(after - before - list) / Double(count)
  }

  /// Returns when all of them are there and what is only for the beginning is gone.
  private func open(_ count: Int) throws {
    var left = count
    let opened = { [loop] in
      left -= 1
      if left == 0 { loop.schedule(after: .seconds(1)) { loop.stop() } }
    }
    for _ in 0..<count { closers.append(try makeOne(opened)) }
    loop.run()
  }

  private func makeOne(_ opened: @escaping () -> Void) throws -> () -> Void {
    guard kind != .connection else {
      let rt = try OpenAIRealtimeWS(client, model: "gpt-realtime-2.1", on: loop)
      rt.once(.sessionCreated) { _ in opened() }
      return { rt.close() }
    }
    let session = try RealtimeSession(client, plan, on: loop)
    session.once(.sessionCreated) { _ in opened() }
    return { session.close() }
  }
}
