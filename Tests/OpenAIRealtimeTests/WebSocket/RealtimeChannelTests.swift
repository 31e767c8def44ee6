import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// What is built on a channel knows no socket.
@Suite struct RealtimeChannelTests {
  /// A passage that is kept.
  private struct Kept: Equatable {
    let direction: RealtimePassage.Direction
    let text: String
  }

  private static func record(_ channel: any RealtimeChannel, in log: Log<Kept>, at times: Log<Duration>) {
    channel.onPassage = { passage in
      times(passage.time)
      log(
        Kept(
          direction: passage.direction,
          text: passage.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }))
    }
  }

  private static func echoingRig() throws -> RealtimeRig {
    try RealtimeRig(accept: { socket in
      socket.on(.message) { [unowned socket] message in
        socket.send(#"{"type":"heard","text":\#(message.text)}"#)
      }
    })
  }

  @Test(arguments: [RealtimeTarget.model("m"), .translation(model: "m")])
  func `whoever watches sees everything once, in the order in which it passes`(_ target: RealtimeTarget)
    throws
  {
    let rig = try Self.echoingRig()
    let rt = try rig.connect(target)
    let log = Log<Kept>()
    let times = Log<Duration>()
    Self.record(rt, in: log, at: times)
    let begin = rt.loop.now
    rt.sendRaw("1")
    var heard = 0
    rt.on("heard") { event in
      // What was received is seen before a listener hears it, and so before what the listener sends.
      heard += 1
      if heard == 1 { rt.sendRaw("2") } else { rt.close() }
    }
    var end = Duration.zero
    rt.onClose { _ in end = rt.loop.now }
    rig.run(until: rt)
    #expect(
      log.entries == [
        Kept(direction: .sent, text: "1"), Kept(direction: .received, text: #"{"type":"heard","text":1}"#),
        Kept(direction: .sent, text: "2"), Kept(direction: .received, text: #"{"type":"heard","text":2}"#),
      ])
    #expect(times.entries == times.entries.sorted())
    #expect(times.entries.allSatisfy { $0 > begin && $0 <= end })
  }

  @Test func `what was not taken has not passed, and nobody is told after the watcher went`() throws {
    let rig = try Self.echoingRig()
    let rt = try rig.connect { $0.sendingBeforeOpen = .refused }
    let log = Log<Kept>()
    Self.record(rt, in: log, at: Log())
    rt.on(.error) { _ in }
    #expect(!rt.sendRaw("0").isAccepted)
    rt.socket.on(.open) { rt.sendRaw("1") }
    rt.once("heard") { _ in
      rt.onPassage = nil
      rt.sendRaw("2")
      rt.once("heard") { _ in rt.close() }
    }
    rig.run(until: rt)
    #expect(log.entries.map(\.text) == ["1", #"{"type":"heard","text":1}"#])
  }

  @Test func `reading pauses and goes on, and the state follows the connection`() throws {
    let rig = try Self.echoingRig()
    let channel: any RealtimeChannel = try rig.connect()
    let rt = try #require(channel as? OpenAIRealtimeWS)
    #expect(channel.state == .connecting)
    var isPaused = false
    rt.socket.on(.open) {
      #expect(channel.state == .open)
      channel.pauseReading()
      isPaused = true
      channel.sendRaw("1")
      channel.loop.schedule(after: .milliseconds(50)) {
        isPaused = false
        channel.resumeReading()
      }
    }
    channel.on("heard") { _ in
      #expect(!isPaused)
      channel.close(code: 1000, reason: "")
      #expect(channel.state == .closing)
    }
    rig.run(until: rt)
    #expect(channel.state == .closed)
  }
}
