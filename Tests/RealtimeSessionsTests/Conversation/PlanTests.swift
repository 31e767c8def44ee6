import OpenAIRealtime
import Testing

@testable import RealtimeSessions

@Suite struct PlanTests {
  @Test(
    arguments: [
      (.model("m"), nil, true), (.model("m"), .realtime(.init()), true), (.model("m"), .transcription(.init()), false),
      (.transcription, nil, false), (.translation(model: "m"), nil, false), (.call("rtc_1"), nil, false),
    ] as [(RealtimeTarget, SessionParameters?, Bool)])
  func `only a conversation of its own is replayed`(
    target: RealtimeTarget, parameters: SessionParameters?, isReplayed: Bool
  ) {
    var plan = RealtimeSession.Plan(target)
    plan.parameters = parameters
    #expect(plan.isReplayed == isReplayed)
  }

  @Test func `a copy of a plan is changed by itself`() {
    let plan = RealtimeSession.Plan(model: "m")
    var copy = plan
    copy.options.query = ["a": "b"]
    copy.parameters = .realtime(.init(instructions: "a"))
    #expect(plan.options.query.isEmpty && plan.parameters == nil)
    #expect(copy.options.query == ["a": "b"] && copy.parameters != nil)
  }
}
