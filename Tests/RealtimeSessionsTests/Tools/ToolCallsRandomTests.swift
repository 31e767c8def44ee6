import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

@Suite struct ToolCallsRandomTests {
  @Test func `in random lives every call runs once at most and has one output, or is counted`() throws {
    for seed in 0..<2_000 {
      var walk = Walk(seed: UInt64(seed))
      for _ in 0..<60 { try walk.step() }
      try walk.settleDown()
      guard walk.isRight else {
        Issue.record("seed \(seed): \(walk.driver.log)")
        return
      }
    }
  }
}

/// Calls, functions, a user and a connection that do at random what they may.
private struct Walk {
  var driver = CallsDriver("f", "g") {
    $0.maximumParallelCount = 3
    $0.maximumOpenCount = 5
  }
  private var random: SeededGenerator
  private var callCount = 0
  private var responseCount = 0
  private var running: String?
  private var isConnected = true

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  var isRight: Bool {
    let log = driver.log
    let isOnce = ["run", "output"].allSatisfy { verb in
      let entries = log.filter { $0.hasPrefix(verb + " ") }
      return Set(entries).count == entries.count
    }
    return isOnce && driver.outputs.count + driver.calls.droppedOutputCount == callCount
      && driver.calls.openCount == 0 && driver.calls.nextDeadline == nil
      && driver.requestCount <= responseCount && driver.requestCount <= driver.outputs.count
  }

  mutating func step() throws {
    switch Int.random(in: 0..<13, using: &random) {
    case 0, 1, 2: try call()
    case 3, 4: finish()
    case 5: driver.pass(.seconds(Int.random(in: 0..<12, using: &random)))
    case 6: try endResponse()
    case 7: if isConnected { try driver.userSpeaks() }
    case 8: driver.isAccepting = Bool.random(using: &random)
    case 9:
      let number = Int.random(in: 0...callCount, using: &random)
      driver.take(driver.calls.cancel("c\(number)", at: driver.time))
    case 10: drop()
    default: restore()
    }
  }

  private mutating func call() throws {
    guard isConnected else { return }
    if running == nil {
      responseCount += 1
      running = "r\(responseCount)"
      try driver.begin("r\(responseCount)")
    }
    callCount += 1
    let name = ["f", "g", "unknown"].randomElement(using: &random) ?? "f"
    let arguments = ["{}", "{", ""].randomElement(using: &random) ?? ""
    for _ in 0...Int.random(in: 0...1, using: &random) {
      try driver.call("c\(callCount)", name, arguments: arguments, in: running ?? "")
    }
  }

  private mutating func finish() {
    guard let call = driver.started.randomElement(using: &random) else { return }
    driver.finish(call.callID, Bool.random(using: &random) ? "ok" : nil)
  }

  private mutating func endResponse() throws {
    guard isConnected, let response = running else { return }
    running = nil
    try driver.end(response, status: Bool.random(using: &random) ? "completed" : "cancelled")
  }

  private mutating func drop() {
    guard isConnected, Int.random(in: 0..<4, using: &random) == 0 else { return }
    isConnected = false
    running = nil
    driver.calls.connectionEnded()
  }

  private mutating func restore() {
    guard !isConnected else { return }
    isConnected = true
    let forgets = Int.random(in: 0..<4, using: &random) == 0
    driver.restore { forgets ? nil : $0 }
  }

  mutating func settleDown() throws {
    restore()
    driver.isAccepting = true
    try endResponse()
    for _ in 0..<20 { driver.pass(.seconds(31)) }
  }
}
