import OpenAIRealtime
import RealtimeLocalServer
import Testing

@testable import RealtimeSessions

/// The queue over wss, against a server that holds a conversation to one response.
@Suite struct ResponseQueueServerTests {
  /// What a session does with a queue, and no more.
  private final class Shell {
    private(set) var queue = ResponseQueue()
    private(set) var outcomes: [ResponseQueue.RequestID: ResponseOutcome] = [:]
    private(set) var heardSuppressed = 0
    private unowned let rig: ToolRig
    /// Called with each outcome.
    var onOutcome: (ResponseQueue.RequestID) -> Void = { _ in }

    init(_ rig: ToolRig) {
      self.rig = rig
      rig.rt.on(.event) { [unowned self] event in
        if queue.isSuppressed(event) { heardSuppressed += 1 }
        perform(queue.receive(event, at: rig.loop.now))
      }
    }

    @discardableResult
    func request(_ request: ResponseQueue.Request) -> ResponseQueue.RequestID {
      let (id, effects) = queue.request(request, at: rig.loop.now)
      perform(effects)
      return id
    }

    func cancel() { perform(queue.cancel()) }

    private func perform(_ effects: [ResponseQueue.Effect]) {
      for effect in effects {
        switch effect {
        case .send(let event): rig.rt.send(event)
        case .settle(let id, let outcome):
          outcomes[id] = outcome
          onOutcome(id)
        }
      }
    }
  }

  @Test func `many requests at once, within the conversation and beside it`() throws {
    let rig = try ToolRig(.parrot, SessionScript().at(.onReceiving("response.create", 1), .respond))
    let shell = Shell(rig)
    var ids: [ResponseQueue.RequestID] = []
    rig.rt.on(.sessionCreated) { _ in
      ids.append(shell.request(.automatic))
      ids.append(shell.request(.automatic))
      ids.append(shell.request(.manual(.init(instructions: "a"))))
      ids.append(shell.request(.manual(.init(conversation: .outOfBand, input: []))))
      ids.append(shell.request(.manual(.init(conversation: .outOfBand, input: []))))
    }
    shell.onOutcome = { _ in if shell.outcomes.count == 5 { rig.rt.close() } }
    rig.run()
    #expect(ids.map { shell.outcomes[$0]?.text } == Array(repeating: "completed", count: 5))
    // The first was refused, because the service had begun one; the second became one with it only afterwards.
    let responses = Set(ids.compactMap { shell.outcomes[$0]?.response?.id })
    #expect(responses.count >= 4 && rig.responseCreateCount == responses.count + 1)
    #expect(shell.queue.isIdle)
  }

  @Test func `a cancelled response ends as cancelled, and the next request follows`() throws {
    var session = SessionScript()
    session.pace = .realTime
    let rig = try ToolRig(.turns([.text(String(repeating: "word ", count: 200)), .text("Yes.")]), session)
    let shell = Shell(rig)
    var ids: [ResponseQueue.RequestID] = []
    rig.rt.on(.sessionCreated) { _ in
      ids.append(shell.request(.manual(.init(outputModalities: [.text]))))
    }
    rig.rt.once(.responseOutputTextDelta) { _ in
      shell.cancel()
      ids.append(shell.request(.manual()))
    }
    shell.onOutcome = { id in if ids.count == 2 && id == ids[1] { rig.rt.close() } }
    rig.run()
    #expect(ids.map { shell.outcomes[$0]?.text } == ["cancelled client_cancelled", "completed"])
    #expect(shell.heardSuppressed > 0)
  }

  @Test func `what the service refuses is the outcome`() throws {
    let rig = try ToolRig(.parrot)
    let shell = Shell(rig)
    var id: ResponseQueue.RequestID?
    rig.rt.on(.sessionCreated) { _ in
      let nowhere = ConversationItem.itemReference(.init(id: "nowhere"))
      id = shell.request(.manual(.init(conversation: .outOfBand, input: [nowhere])))
    }
    shell.onOutcome = { _ in rig.rt.close() }
    rig.rt.on(.error) { _ in }
    rig.run()
    let outcome = id.flatMap { shell.outcomes[$0] }
    guard case .refused(let error) = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
    #expect(error.code != nil)
  }
}
