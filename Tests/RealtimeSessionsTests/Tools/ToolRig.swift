import OpenAIRealtime
import RealtimeTestRig

/// A rig, and a connection of it.
final class ToolRig {
  let local: LocalRig
  let rt: OpenAIRealtimeWS
  var loop: EventLoop { local.loop }

  init(_ script: ReplyScript, _ session: SessionScript = SessionScript()) throws {
    local = try LocalRig {
      $0.script = script
      $0.plan = { _ in .serve(session) }
    }
    rt = try local.connect()
  }

  /// Runs the loop until everything is closed.
  func run() {
    rt.socket.on(.close) { [local] _ in local.server.close() }
    local.run(in: .ofTheSystem)
  }

  /// Closes at the end of so many responses.
  func close(afterResponses count: Int) {
    var left = count
    rt.on(.responseDone) { [unowned self] _ in
      left -= 1
      if left == 0 { rt.close() }
    }
  }

  var responseCreateCount: Int { local.json("response.create").count }

  /// The outputs that were sent.
  var outputs: [String] {
    local.json("conversation.item.create").compactMap { $0["item"] }
      .filter { $0["type"] == "function_call_output" }.compactMap { $0["output"]?.string }
  }
}
