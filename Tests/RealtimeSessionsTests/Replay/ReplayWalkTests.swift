import OpenAIRealtime
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// A conversation through many sessions, each of which may end at any moment.
@Suite struct ReplayWalkTests {
  /// Both sides: what the service has, and what the mirror believes.
  struct Walk {
    var random: SeededGenerator
    var mirror = ConversationMirror()
    var service = FakeConversation()
    var nextID = 0
    /// Items that nobody deleted. All but outputs whose call was deleted, or answered before, must be there.
    var expected: Set<String> = []
    var callIDs: [String] = []
    var outputs: Set<String> = []
    var isLive = true

    mutating func newID() -> String {
      nextID += 1
      expected.insert("i\(nextID)")
      return "i\(nextID)"
    }

    mutating func outputID() -> String {
      let id = newID()
      outputs.insert(id)
      return id
    }

    mutating func send(_ event: ClientEvent) throws {
      mirror.sent(event)
      guard isLive else { return }
      let answers = try service.receive(mirror.addressed(event))
      // The session may end before the answer.
      if Int.random(in: 0..<20, using: &random) == 0 { isLive = false } else { try mirror.receive(answers) }
    }

    mutating func step() throws {
      switch Int.random(in: 0..<9, using: &random) {
      case 0, 1:
        let id = newID()
        try send(.conversationItemCreate(.user("text \(id)").named(id)))
      case 2: try call()
      case 3:
        guard let callID = callIDs.randomElement(using: &random) else { return }
        try send(.conversationItemCreate(.functionCallOutput(callID: callID, output: "ok").named(outputID())))
      case 4 where isLive: try speak()
      case 5:
        guard let id = expected.sorted().randomElement(using: &random) else { return }
        expected.remove(id)
        try send(.conversationItemDelete(id))
      case 6:
        guard let id = expected.sorted().randomElement(using: &random) else { return }
        let heard = Int.random(in: 11...20, using: &random)
        for event in mirror.cut(itemID: id, contentIndex: 0, heardMilliseconds: heard, receivedMilliseconds: 20) {
          try send(event)
        }
      case 7: isLive = false
      default: if !isLive { try reconnect() }
      }
    }

    /// The model calls a function: the service takes any id from itself.
    mutating func call() throws {
      guard isLive else { return }
      let id = newID()
      let callID = "a_call_id_that_is_much_too_long_for_the_service_\(id)"
      callIDs.append(callID)
      try mirror.receive(json: Said.call(id, after: service.ids.last, callID))
      try service.add(.functionCall(FunctionCallItem(id: id, callID: callID, name: "f", arguments: "{}")))
    }

    mutating func speak() throws {
      let id = newID()
      try mirror.receive([Said.assistant(id, after: service.ids.last), Said.speech(id, "one two three")])
      try service.add(.assistant("one two three").named(id))
      if Bool.random(using: &random) { try mirror.receive(json: Said.speechDone(id, "one two three")) }
    }

    /// One attempt, which may fail at any answer.
    mutating func reconnect() throws {
      var replay = Replay(eventIDPrefix: "r", anchor: Bool.random(using: &random) ? "Go on." : nil)
      var session = FakeConversation()
      let before = mirror.restored
      let isFailing = Int.random(in: 0..<3, using: &random) == 0
      var queue = replay.events(for: mirror)
      if isFailing { queue = Array(queue.prefix(Int.random(in: 0...queue.count, using: &random))) }
      try replay.run(queue, on: &session)
      if isFailing {
        check(mirror.restored == before)
        return
      }
      check(replay.isDone && replay.restored.total.dropped == mirror.itemCount - before.count)
      let late = try session.ids.last.map { try session.receive(.conversationItemRetrieve($0)) } ?? []
      check(mirror.adopt(replay) == [])
      try mirror.receive(late)
      (service, isLive) = (session, true)
      checkBoth()
    }

    func checkBoth() {
      let restored = mirror.restored
      let ids = restored.compactMap(\.id)
      check(Set(ids).count == restored.count && Set(ids).isSubset(of: expected))
      let missing = expected.subtracting(ids)
      check(missing.isSubset(of: outputs))
      check(service.ids.filter { ids.contains($0) } == ids)
      check(service.texts.filter { $0 != "Go on." } == restored.map { Self.text($0) })
    }

    static func text(_ item: ConversationItem) -> String {
      switch item {
      case .functionCall(let call): call.arguments
      case .functionCallOutput(let output): output.output
      default: item.text
      }
    }
  }

  @Test func `nothing is lost and nothing is there twice, wherever sessions end`() throws {
    for seed in 0..<1_000 {
      var walk = Walk(random: SeededGenerator(seed: UInt64(seed)))
      for _ in 0..<15 { try walk.step() }
      walk.isLive = false
      while !walk.isLive { try walk.reconnect() }
    }
  }
}
