import RealtimeEvents
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

@Suite struct MCPApprovalsTests {
  /// A class, so that what changes it can be expected.
  private final class Driver {
    var approvals: MCPApprovals

    init(_ limits: MCPApprovals.Limits = .init()) { approvals = MCPApprovals(limits: limits) }

    func receive(_ json: String, at time: Duration = .zero) throws -> [MCPApprovals.Effect] {
      try withEvent(json) { approvals.receive($0, at: time) }
    }

    func answer(_ id: String, approve: Bool, reason: String? = nil) -> ClientEvent? {
      approvals.answer(id, approve: approve, reason: reason)
    }

    func expire(at time: Duration) -> [MCPApprovals.Effect] { approvals.expire(at: time) }
    func connectionEnded() -> [MCPApprovals.Effect] { approvals.connectionEnded() }
  }

  private static func json(_ id: String, _ type: String = "response.output_item.done") -> String {
    #"{"type":"\#(type)","event_id":"e","response_id":"r","output_index":0,"item":{"id":"\#(id)","#
      + #""type":"mcp_approval_request","server_label":"shop","name":"buy","arguments":"{\"n\":1}"}}"#
  }

  private static func item(_ id: String) -> MCPApprovalRequestItem {
    .init(id: id, serverLabel: "shop", name: "buy", arguments: #"{"n":1}"#)
  }

  /// What the event answers, as `id`, whether, and why.
  private static func answer(_ event: ClientEvent?) -> [String] {
    guard case .conversationItemCreate(.mcpApprovalResponse(let item), nil, _) = event else { return [] }
    return [item.approvalRequestID, "\(item.approve)", item.reason.value ?? "-"]
  }

  @Test func `a request is asked about once, in whichever event it comes, and answered once`() throws {
    let driver = Driver()
    #expect(try driver.receive(Self.json("a")) == [.tell(.asked(Self.item("a")))])
    for type in ["response.output_item.done", "conversation.item.done", "conversation.item.added"] {
      #expect(try driver.receive(Self.json("a", type)) == [])
    }
    #expect(driver.approvals.requests == [Self.item("a")] && driver.approvals.nextDeadline == .seconds(60))
    #expect(Self.answer(driver.answer("a", approve: true)) == ["a", "true", "-"])
    #expect(driver.answer("a", approve: false) == nil && driver.answer("b", approve: true) == nil)
    #expect(driver.approvals.nextDeadline == nil && driver.expire(at: .seconds(100)) == [])
    #expect(try driver.receive(Self.json("a")) == [], "nor after its answer")
  }

  @Test func `the answers have ids of their own`() throws {
    let driver = Driver()
    for id in ["a", "b"] { _ = try driver.receive(Self.json(id)) }
    let answers = ["a", "b"].map { driver.answer($0, approve: false, reason: "too dear") }
    #expect(answers.map(Self.answer) == [["a", "false", "too dear"], ["b", "false", "too dear"]])
    #expect(Set(answers.map { $0?.eventID }).count == 2)
  }

  @Test func `what nobody answers in time is refused with a reason`() throws {
    var limits = MCPApprovals.Limits()
    limits.answerTimeLimit = .seconds(5)
    limits.timeOutReason = "late"
    let driver = Driver(limits)
    _ = try driver.receive(Self.json("a"), at: .seconds(1))
    _ = try driver.receive(Self.json("b"), at: .seconds(2))
    #expect(driver.expire(at: .milliseconds(5_999)) == [])
    let effects = driver.expire(at: .seconds(6))
    guard effects.count == 2, case .send(let event) = effects[0] else {
      Issue.record("\(effects)")
      return
    }
    #expect(Self.answer(event) == ["a", "false", "late"] && effects[1] == .tell(.withdrawn(requestID: "a")))
    #expect(driver.answer("a", approve: true) == nil && driver.approvals.nextDeadline == .seconds(7))
  }

  @Test func `requests beyond the limit are refused at once`() throws {
    var limits = MCPApprovals.Limits()
    limits.maximumPendingCount = 1
    limits.tooManyReason = "crowded"
    let driver = Driver(limits)
    _ = try driver.receive(Self.json("a"))
    let effects = try driver.receive(Self.json("b"))
    guard effects.count == 1, case .send(let event) = effects[0] else {
      Issue.record("\(effects)")
      return
    }
    #expect(Self.answer(event) == ["b", "false", "crowded"] && driver.approvals.requests.count == 1)
  }

  @Test func `the end of the connection settles what is pending`() throws {
    let driver = Driver()
    for id in ["a", "b"] { _ = try driver.receive(Self.json(id)) }
    _ = driver.answer("a", approve: true)
    #expect(driver.connectionEnded() == [.tell(.withdrawn(requestID: "b"))])
    #expect(driver.connectionEnded() == [] && driver.answer("b", approve: true) == nil)
    #expect(driver.approvals.nextDeadline == nil)
  }

  @Test func `in random lives every request is settled once`() throws {
    for seed in 0..<1_000 {
      var random = SeededGenerator(seed: UInt64(seed))
      var limits = MCPApprovals.Limits()
      limits.maximumPendingCount = 3
      let driver = Driver(limits)
      var time = Duration.zero
      var answers: [String: Int] = [:]
      func take(_ effects: [MCPApprovals.Effect]) {
        for effect in effects {
          switch effect {
          case .tell(.asked): break
          case .send(let event): answers[Self.answer(event).first ?? "", default: 0] += 1
          case .tell(.withdrawn(let id)): if answers[id] == nil { answers[id] = 1 }
          }
        }
      }
      for count in 0..<30 {
        let id = "\(Int.random(in: 0...count, using: &random))"
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1, 2: take(try driver.receive(Self.json(id), at: time))
        case 3, 4: if let event = driver.answer(id, approve: true) { take([.send(event)]) }
        case 5:
          time += .seconds(Int.random(in: 0..<40, using: &random))
          take(driver.expire(at: time))
        default: if count % 5 == 0 { take(driver.connectionEnded()) }
        }
      }
      take(driver.expire(at: time + .seconds(61)))
      guard answers.values.allSatisfy({ $0 == 1 }), driver.approvals.requests.isEmpty else {
        Issue.record("seed \(seed): \(answers)")
        return
      }
    }
  }

  @Test func `other items are nothing to approve`() throws {
    let driver = Driver()
    let json =
      #"{"type":"response.output_item.done","event_id":"e","response_id":"r","output_index":0,"item":7}"#
    #expect(try driver.receive(json) == [])
    #expect(driver.approvals.requests.isEmpty)
  }
}
