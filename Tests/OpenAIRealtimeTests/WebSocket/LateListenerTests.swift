import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// What has happened is told to those who ask later, too.
@Suite struct LateListenerTests {
  /// A connection that has been open and is closed.
  private func closed(_ turn: LocalRig) throws -> OpenAIRealtimeWS {
    let rt = try turn.connect()
    rt.once(.sessionCreated) { _ in rt.close(code: 4_000, reason: "enough") }
    rt.onClose { _ in turn.server.close() }
    turn.loop.run()
    return rt
  }

  @Test func `a listener for the close is told after the close, on the loop and not at once`() throws {
    let turn = try LocalRig()
    let rt = try closed(turn)
    let log = Log<String>()
    rt.onClose { log("onClose \($0.transport.handshake.sentReason)") }
    rt.socket.on(.close) { log("close \($0.handshake.sentReason)") }
    #expect(log.entries.isEmpty)
    turn.loop.run()
    #expect(log.entries == ["onClose enough", "close enough"])
  }

  @Test func `a listener that is added by a listener of the close is told once`() throws {
    let turn = try LocalRig()
    let log = Log<String>()
    let rt = try turn.connect()
    rt.once(.sessionCreated) { _ in rt.close() }
    rt.onClose { _ in
      turn.server.close()
      rt.onClose { _ in log("onClose in onClose") }
      rt.socket.on(.close) { _ in log("close in onClose") }
      log("onClose")
    }
    rt.socket.on(.close) { _ in
      rt.onClose { _ in log("onClose in close") }
      rt.socket.on(.close) { _ in log("close in close") }
      log("close")
    }
    turn.loop.run()
    #expect(log.entries.prefix(2) == ["onClose", "close"])
    #expect(
      Set(log.entries) == [
        "onClose", "close", "onClose in onClose", "close in onClose", "onClose in close", "close in close",
      ])
    #expect(log.entries.count == 6)
  }

  @Test func `after a connection that could not be opened the close is told too`() throws {
    let rig = try RealtimeRig(decide: { _ in .refuse(status: 503) })
    let rt = try rig.connect()
    rt.on(.error) { _ in rt.socket.on(.close) { _ in rig.finish() } }
    rig.run()
    var codes: [CloseCode] = []
    rt.onClose { codes.append($0.code) }
    rt.socket.on(.close) { codes.append($0.code) }
    rig.loop.run()
    #expect(codes == [.abnormalClosure, .abnormalClosure])
  }

  @Test func `a listener for the opening is told while the connection is open, and not after`() throws {
    let turn = try LocalRig()
    let log = Log<String>()
    let rt = try turn.connect()
    rt.once(.sessionCreated) { _ in
      rt.socket.on(.open) {
        log("open")
        rt.close()
        rt.socket.on(.open) { log("while closing") }
      }
      #expect(log.entries.isEmpty)
    }
    rt.onClose { _ in
      turn.server.close()
      rt.socket.on(.open) { log("after the close") }
    }
    turn.loop.run()
    turn.loop.run()
    #expect(log.entries == ["open"])
  }

  @Test func `a server's end is told of its opening once`() throws {
    let log = Log<String>()
    let rig = try RealtimeRig(accept: { socket in
      socket.on(.open) { [unowned socket] in
        log("open")
        socket.on(.open) { [unowned socket] in
          log("late")
          try? socket.close()
        }
      }
    })
    let rt = try rig.connect()
    rt.on(.error) { _ in }
    rig.run(until: rt)
    #expect(log.entries == ["open", "late"])
    let accepted = try #require(rig.accepted.first)
    var codes: [CloseCode] = []
    accepted.on(.close) { codes.append($0.code) }
    rig.loop.run()
    #expect(codes == [.normalClosure] || codes == [.noStatusReceived])
  }

  @Test func `waiting for an event of a closed connection fails and does not hang`() async throws {
    let messages = try await onThread {
      let turn = try LocalRig()
      let rt = try closed(turn)
      let log = Log<String>()
      rt.emitted(.responseDone) { result in
        if case .failure(let error) = result { log(error.message) }
      }
      rt.emitted(.error) { log($0.message) }
      #expect(log.entries.isEmpty)
      turn.loop.run()
      return log.entries
    }
    #expect(messages.count == 2 && messages.allSatisfy { $0.hasSuffix("before the event came") })
  }

  @Test func `awaiting an event of a closed connection throws`() async throws {
    let loop = try EventLoopGroup.shared.nextLoop()
    let bound = try await LoopBound.make(on: loop) {
      let rig = try RealtimeRig(on: loop, accept: { try? $0.close(.goingAway, reason: "") })
      let rt = try rig.connect()
      rt.onClose { _ in rig.finish() }
      return rt
    }
    for _ in 0..<3 {
      let error = await #expect(throws: OpenAIRealtimeError.self) {
        _ = try await bound.run { rt in try await rt.emitted(.sessionCreated) }
      }
      #expect(error?.message == "the connection closed with code 1001 before the event came")
    }
  }

  @Test func `on a closed loop the close is told at once, because there is no later`() throws {
    let turn = try LocalRig()
    let rt = try closed(turn)
    turn.loop.close()
    var count = 0
    rt.onClose { _ in count += 1 }
    rt.socket.on(.close) { _ in count += 1 }
    #expect(count == 2)
  }
}
