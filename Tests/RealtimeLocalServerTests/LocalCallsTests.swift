import RealtimeJSON
import Testing
@testable import RealtimeLocalServer

@Suite struct LocalCallsTests {
  typealias State = RealtimeLocalServer.CallState

  /// What is done to a call.
  enum Input: CaseIterable, Sendable {
    case accept, reject, refer, end, join
  }

  /// Where a call stands, as it got there.
  static let states: [(state: State, way: [Input])] = [
    (.incoming, []), (.accepted, [.accept]), (.live, [.accept, .join]), (.rejected(486), [.reject]), (.ended, [.end]),
  ]

  /// The state after each input, or the status of the refusal: one row for each of the states, in their order.
  static let table: [Input: [(State?, Int)]] = [
    .accept: [(.accepted, 0), (nil, 409), (nil, 409), (nil, 404), (nil, 404)],
    .reject: [(.rejected(486), 0), (nil, 409), (nil, 409), (nil, 404), (nil, 404)],
    .refer: [(nil, 409), (.accepted, 0), (.live, 0), (nil, 404), (nil, 404)],
    .end: [(.ended, 0), (.ended, 0), (.ended, 0), (nil, 404), (nil, 404)],
    .join: [(nil, 404), (.live, 0), (.live, 0), (nil, 404), (nil, 404)],
  ]

  /// Returns the status of the refusal, or 0.
  private static func apply(_ input: Input, to calls: inout LocalCalls, _ id: String = "c") -> Int {
    do throws(UpgradeRefusal) {
      switch input {
      case .accept: try calls.accept(id, ["type": "realtime"])
      case .reject: try calls.reject(id, statusCode: 486)
      case .refer: try calls.refer(id, to: "tel:+1")
      case .end: try calls.end(id)
      case .join: _ = try calls.join(id, allowsUnknown: false)
      }
      return 0
    } catch {
      return error.status
    }
  }

  @Test(arguments: Input.allCases, states.indices)
  func `each input moves a call on, or is refused and changes nothing`(_ input: Input, _ index: Int) throws {
    let (state, way) = Self.states[index]
    var calls = LocalCalls(maximumCount: 4)
    calls.begin("c")
    for step in way { #expect(Self.apply(step, to: &calls) == 0) }
    #expect(calls["c"]?.state == state)
    let before = calls["c"]
    let (after, status) = try #require(Self.table[input])[index]
    #expect(Self.apply(input, to: &calls) == status)
    #expect(calls["c"]?.state == after ?? state)
    if status != 0 { #expect(calls["c"] == before) }
  }

  @Test(arguments: Input.allCases) func `a call that nobody made is not found`(_ input: Input) {
    var calls = LocalCalls(maximumCount: 4)
    #expect(Self.apply(input, to: &calls) == 404)
  }

  @Test func `an unknown call may be joined where that is allowed, one that rings or is over not`() throws {
    var calls = LocalCalls(maximumCount: 4)
    #expect(try calls.join("c", allowsUnknown: true) == nil)
    calls.begin("c")
    #expect(throws: UpgradeRefusal.self) { try calls.join("c", allowsUnknown: true) }
    try calls.accept("c", ["type": "realtime", "model": "m"])
    #expect(try calls.join("c", allowsUnknown: true)?["model"] == "m")
    try calls.end("c")
    #expect(throws: UpgradeRefusal.self) { try calls.join("c", allowsUnknown: true) }
  }

  @Test(arguments: [3, 4, 5]) func `so many calls are remembered, those that are over the shortest`(count: Int) throws {
    var calls = LocalCalls(maximumCount: 4)
    for id in 1...count {
      calls.begin("\(id)")
      if id == 2 { try calls.end("2") }
    }
    for id in 1...count { #expect((calls["\(id)"] == nil) == (count == 5 && id == 2)) }
    for id in 6...9 { calls.begin("\(id)") }
    #expect(calls["9"] != nil && calls["1"] == nil)
  }

  @Test func `where a call was transferred to is kept`() throws {
    var calls = LocalCalls(maximumCount: 1)
    calls.begin("c")
    try calls.accept("c", .null)
    try calls.refer("c", to: "tel:+1")
    try calls.refer("c", to: "tel:+2")
    #expect(calls["c"]?.transferTarget == "tel:+2" && calls["c"]?.state == .accepted)
  }
}
