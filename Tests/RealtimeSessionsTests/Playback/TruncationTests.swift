import OpenAIRealtime
import RealtimeEvents
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// The ledger against the local server over wss, which refuses the truncation of what it has no audio of.
@Suite struct TruncationTests {
  /// A client that plays what it hears, by a device that is told how much to play.
  private final class Caller {
    let rt: OpenAIRealtimeWS
    var ledger = PlaybackLedger(source: .device)
    var truncated: [String: Int] = [:]
    var errors: [String] = []
    var onEvent: (Caller, borrowing ServerEvent) -> Void = { _, _ in }

    init(_ connection: OpenAIRealtimeWS) {
      rt = connection
      rt.on(.event) { [unowned self] event in
        perform(ledger.receive(event, at: rt.loop.now))
        if event.kind == .conversationItemTruncated {
          let item = ConversationItemTruncated(event)
          truncated[item.itemID] = item.audioEndMs
        }
        onEvent(self, event)
      }
      rt.on(.error) { [unowned self] in errors.append("\($0)") }
      rt.once(.sessionCreated) { [unowned self] _ in
        rt.send(.sessionUpdate(RealtimeSessionParameters(outputModalities: [.audio])))
        rt.send(.responseCreate())
      }
    }

    func perform(_ steps: [InterruptionStep]) {
      for case .send(let event) in steps { rt.send(event) }
    }
  }

  /// Two spoken messages, of one second and of half a second.
  private static let reply = Reply(items: [
    .message([.audio([UInt8](repeating: 1, count: 48_000), transcript: "Let me have a look at that.")]),
    .message([.audio([UInt8](repeating: 2, count: 24_000), transcript: "There it is.")]),
  ])

  private func run(
    _ pace: ReplyPace, _ script: SessionScript = SessionScript(),
    _ onEvent: @escaping (Caller, borrowing ServerEvent) -> Void
  ) throws
    -> Caller
  {
    let rig = try LocalRig([.serve(script)]) {
      $0.script = .turns([Self.reply])
      $0.pace = pace
    }
    let caller = try Caller(rig.connect())
    caller.onEvent = onEvent
    caller.rt.socket.on(.close) { _ in rig.server.close() }
    rig.run()
    return caller
  }

  @Test func `a finished response that plays is truncated to the playhead, item by item`() throws {
    let caller = try run(.asFastAsPossible) { caller, event in
      if event.kind == .responseDone {
        caller.ledger.handOver(.max, at: .zero)
        caller.ledger.play(1_234 * 48 + 7)
        caller.perform(caller.ledger.interrupt(cancelling: nil, at: .zero))
      } else if event.kind == .conversationItemTruncated {
        caller.rt.close()
      }
    }
    #expect(caller.errors.isEmpty)
    #expect(Array(caller.truncated.values) == [234], "the first message was heard to its end")
  }

  @Test func `a response in progress is cancelled, and all of it that came may be claimed as heard`() throws {
    let caller = try run(.realTime) { caller, event in
      switch event.kind {
      case .responseOutputAudioDelta where caller.ledger.parts.first?.receivedMilliseconds == 300:
        caller.ledger.handOver(.max, at: .zero)
        caller.ledger.play(.max)
        let id = ResponseOutputAudioDelta(copy event).responseID
        caller.perform(caller.ledger.interrupt(cancelling: id, at: .zero))
      case .conversationItemTruncated: caller.rt.close()
      default: break
      }
    }
    #expect(caller.errors.isEmpty)
    #expect(Array(caller.truncated.values) == [300])
  }

  @Test(arguments: [false, true])
  func `what nobody heard is cut to nothing, and without its audio the item goes`(_ isAudioLost: Bool) throws {
    var deletedCount = 0
    let script = SessionScript().at(.beforeSending("response.output_audio.delta", nil), .drop)
    let caller = try run(.realTime, isAudioLost ? script : SessionScript()) { caller, event in
      switch event.kind {
      case .responseOutputItemAdded:
        let id = ResponseOutputItemAdded(copy event).responseID
        caller.perform(caller.ledger.interrupt(cancelling: id, at: .zero))
      case .conversationItemDeleted:
        deletedCount += 1
        caller.rt.close()
      case .conversationItemTruncated: caller.rt.close()
      default: break
      }
    }
    #expect(caller.errors.isEmpty)
    #expect(deletedCount == (isAudioLost ? 1 : 0))
    #expect(Array(caller.truncated.values) == (isAudioLost ? [] : [0]))
  }
}
