import RealtimeBuffers
@testable import RealtimeWebSocketProtocol

/// The whole machine, driven by received bytes, the places where they are cut, and what its user does meanwhile.
package enum MachineProperties: ByteProperties {
  package static func violation(in input: [UInt8]) -> String? {
    let plan = MachinePlan(input)
    let expected = MachineRun(plan, pieceByteCounts: [Int.max])
    if let violation = expected.violation ?? peerViolation(plan, expected) { return violation }
    let cuts = plan.pieceByteCounts
    for (pieceByteCounts, lendsBytes) in [([1], true), (cuts, true), (cuts, false)] {
      let run = MachineRun(plan, pieceByteCounts: pieceByteCounts, lendsBytes: lendsBytes)
      if let violation = run.violation { return violation }
      if run.answers != expected.answers { return "the answers depend on how the bytes are cut or lent" }
      if !isSame(run.events, expected.events) { return "the events depend on how the bytes are cut or lent" }
    }
    return nil
  }

  /// Equal but for what a listener that streams has seen, by then, of a message that broke.
  private static func isSame(_ left: [SeenEvent], _ right: [SeenEvent]) -> Bool {
    guard messages(left) == messages(right) else { return false }
    let (leftRest, rightRest) = (unfinished(left), unfinished(right))
    guard case .failed = messages(left).last else { return leftRest == rightRest }
    return leftRest.starts(with: rightRest) || rightRest.starts(with: leftRest)
  }

  private static func unfinished(_ events: [SeenEvent]) -> [UInt8] {
    var rest: [UInt8] = []
    for case .fragment(_, let bytes, let isFinal) in events {
      if isFinal { rest = [] } else { rest += bytes }
    }
    return rest
  }

  /// Whatever was sent is what a strict peer reads without objection.
  private static func peerViolation(_ plan: MachinePlan, _ run: MachineRun) -> String? {
    let peer = MachineDriver(plan.role == .client ? .server : .client, deflate: plan.deflate)
    peer.receive(run.answers.output)
    var found: [SeenEvent] = []
    for event in messages(peer.takeSeenEvents()) {
      switch event {
      case .failed(let kind): return "a peer objects to what was sent: \(kind)"
      case .message: found.append(event)
      case .fragment, .ping, .pong, .close: break
      }
    }
    return found == run.sentMessages ? nil : "a peer reads other messages than were sent"
  }
}

/// One way through a plan.
struct MachineRun {
  /// What must not depend on how the received bytes are cut.
  struct Answers: Equatable {
    var output: [UInt8] = []
    var refusals: [WebSocketError.Kind] = []
    var steps: [ClosingStep] = []
    var hasEnded = false
    var report: CloseReport
  }

  private(set) var answers: Answers
  private(set) var events: [SeenEvent]
  /// Messages that were taken for sending, as a peer should see them.
  private(set) var sentMessages: [SeenEvent] = []
  private(set) var violation: String?
  private var openMessage: [UInt8] = []

  init(_ plan: MachinePlan, pieceByteCounts: [Int], lendsBytes: Bool = true) {
    let driver = MachineDriver(
      plan.role, configuration: plan.configuration, deflate: plan.deflate, lendsBytes: lendsBytes)
    driver.flushesOutput = plan.flushesAlways
    answers = Answers(report: driver.machine.closeReport)
    events = []
    var turn = 0
    var offset = 0
    for (end, intention) in plan.intentions + [(plan.wire.count, .flush)] {
      while offset < end {
        let next = offset + min(pieceByteCounts[turn % pieceByteCounts.count], end - offset)
        driver.receive(Array(plan.wire[offset..<next]))
        (offset, turn) = (next, turn + 1)
      }
      carryOut(intention, driver)
      answers.steps.append(driver.machine.closingStep(now: .seconds(answers.steps.count)))
    }
    events = driver.takeSeenEvents()
    driver.machine.transportEnded()
    answers.output += driver.takeOutput()
    answers.hasEnded = driver.hasEnded
    answers.report = driver.machine.closeReport
    violation = rulesBroken(driver, plan)
  }

  private mutating func carryOut(_ intention: MachinePlan.Intention, _ driver: MachineDriver) {
    do throws(WebSocketError) {
      switch intention {
      case .send(let kind, let payload, let isFinal):
        try driver.send(kind, payload, isFinal: isFinal)
        openMessage += payload
        if isFinal {
          sentMessages.append(.message(kind, openMessage))
          openMessage = []
        }
      case .ping(let payload):
        try driver.control { machine, buffer throws(WebSocketError) in
          try machine.ping(payload.span.bytes, into: buffer)
        }
      case .pong(let payload):
        try driver.control { machine, buffer throws(WebSocketError) in
          try machine.pong(payload.span.bytes, into: buffer)
        }
      case .close(let code): try driver.machine.close(code, reason: code == nil ? "" : "why")
      case .flush: driver.machine.outputFlushed()
      }
    } catch {
      answers.refusals.append(error.kind)
    }
    driver.drain()
  }

  private func rulesBroken(_ driver: MachineDriver, _ plan: MachinePlan) -> String? {
    let limit = plan.configuration.limits.messageByteCount
    if driver.pool.peakLentByteCount > limit + limit / 4 + 1 << 20 {
      return "more memory than the message limit and 1 MiB"
    }
    let events = messages(events)
    for (index, event) in events.enumerated() {
      switch event {
      case .message(let kind, let bytes):
        if bytes.count > limit { return "a message beyond the limit" }
        if kind == .text && String(validating: bytes, as: UTF8.self) == nil {
          return "text that is not UTF-8"
        }
      case .failed, .close:
        if events.count != index + 1 { return "an event after the last" }
      case .fragment, .ping, .pong: break
      }
    }
    return nil
  }
}
