import Foundation
import OpenAIRealtime
import RealtimeTestRig
import Synchronization
import Testing
import WebSocketTransport

/// Whom a key provider is to tell its key, some day.
private final class LateAnswer: Sendable {
  let answer = Mutex<(@Sendable (Result<String, any Error>) -> Void)?>(nil)
}

/// Giving up, at any time and from any thread.
@Suite struct CancellationTests {
  @Test func `a session that is connecting is given up from another thread`() throws {
    let turn = try LocalRig()
    let rt = try turn.connect()
    var message = ""
    rt.on(.error) { message = $0.message }
    rt.onClose { _ in turn.server.close() }
    let cancellation = rt.cancellation
    Thread.detachNewThread { cancellation.cancel() }
    // The loop stays out of the network until the other thread's word is there.
    while message.isEmpty, rt.closeReport == nil { turn.loop.runOnce() }
    turn.loop.run()
    #expect(rt.closeReport?.code == .abnormalClosure)
  }

  @Test func `an open session is cut from another thread, and what it held is freed`() throws {
    let turn = try LocalRig()
    weak var socket: WebSocket?
    func start() throws {
      let rt = try turn.connect()
      socket = rt.socket
      rt.on(.error) { _ in }
      rt.once(.sessionCreated) { _ in
        let cancellation = rt.cancellation
        Thread.detachNewThread { cancellation.cancel() }
      }
      rt.onClose { _ in turn.server.close() }
    }
    try start()
    turn.loop.run()
    #expect(socket == nil)
  }

  @Test func `a key that never comes is given up, and nothing is opened`() throws {
    let turn = try LocalRig()
    let late = LateAnswer()
    let client = turn.client(.callback { answer in late.answer.withLock { $0 = answer } })
    var outcomes: [Result<OpenAIRealtimeWS, any Error>] = []
    let cancellation = OpenAIRealtimeWS.create(
      client, .model("m"), on: turn.loop, options: turn.options
    ) {
      outcomes.append($0)
      turn.server.close()
    }
    Thread.detachNewThread { cancellation.cancel() }
    turn.loop.run()
    #expect(outcomes.count == 1)
    #expect(throws: CancellationError.self) { try outcomes.first?.get() }
    late.answer.withLock { $0 }?(.success("too late"))
    turn.loop.runOnce()
    #expect(outcomes.count == 1 && turn.server.requests.isEmpty)
  }

  @Test func `the handle of create cuts the connection once it is there`() throws {
    let turn = try LocalRig()
    let client = turn.client(.callback { $0(.success("k")) })
    var cancellation: ConnectionCancellation?
    var report: RealtimeCloseReport?
    cancellation = OpenAIRealtimeWS.create(
      client, .model("gpt-realtime"), on: turn.loop, options: turn.options
    ) {
      result in
      guard let rt = try? result.get() else {
        Issue.record("not created")
        return
      }
      rt.on(.error) { _ in }
      rt.once(.sessionCreated) { _ in cancellation?.cancel() }
      rt.onClose {
        report = $0
        turn.server.close()
      }
    }
    turn.loop.run()
    #expect(report?.code == .abnormalClosure && report?.connection.sessionCreatedDuration != nil)
  }
}
