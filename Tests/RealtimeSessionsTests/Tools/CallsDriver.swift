import RealtimeEvents
import Testing

@testable import RealtimeSessions

/// The calls of a conversation with a connection that takes what it is given, and the service's events for them.
struct CallsDriver {
  var calls: ToolCalls
  var time = Duration.zero
  var isAccepting = true
  private(set) var started: [ToolCall] = []
  private(set) var stopped: [String] = []
  private(set) var outputs: [FunctionCallOutputItem] = []
  private(set) var requestCount = 0
  /// In the order in which it happened: `run a`, `stop a`, `output a`, `response`.
  private(set) var log: [String] = []

  init(_ names: String..., change: (inout ToolCalls.Limits) -> Void = { _ in }) {
    var limits = ToolCalls.Limits()
    change(&limits)
    calls = ToolCalls(limits: limits)
    for name in names { calls.register(name) }
  }

  mutating func take(_ effects: [ToolCalls.Effect]) {
    for effect in effects {
      switch effect {
      case .run(let call):
        started.append(call)
        log.append("run \(call.callID)")
      case .stop(let callID):
        stopped.append(callID)
        log.append("stop \(callID)")
      case .send(let event, let callID):
        if isAccepting { deliver(event, callID) }
        take(calls.sent(callID: callID, isAccepted: isAccepting, at: time))
      case .requestResponse:
        requestCount += 1
        log.append("response")
      }
    }
  }

  private mutating func deliver(_ event: ClientEvent, _ callID: String) {
    guard case .conversationItemCreate(.functionCallOutput(let item), nil, let eventID) = event else {
      Issue.record("not an output: \(event)")
      return
    }
    #expect(eventID != nil)
    outputs.append(item)
    log.append("output \(callID)")
  }

  mutating func receive(_ json: String) throws {
    let time = time
    take(try withEvent(json) { calls.receive($0, at: time) })
  }

  mutating func pass(_ duration: Duration) {
    time += duration
    take(calls.expire(at: time))
  }

  mutating func finish(_ callID: String, _ output: String? = "done") {
    take(calls.finish(callID, output: output, at: time))
  }

  mutating func restore(_ currentID: (String) -> String? = { $0 }) {
    take(calls.restored(at: time, currentID: currentID))
  }

  func output(of callID: String) -> String? {
    let all = outputs.filter { $0.callID == callID }
    #expect(all.count <= 1, "one output for a call")
    return all.first?.output
  }

  // MARK: The service

  mutating func call(
    _ callID: String, _ name: String = "f", arguments: String = "{}", status: String = "completed",
    in response: String = "r"
  ) throws {
    let item = JSONValue.object([
      "id": "item_\(callID)", "type": "function_call", "status": .string(status), "call_id": .string(callID),
      "name": .string(name), "arguments": .string(arguments),
    ])
    try receive(
      #"{"type":"response.output_item.done","event_id":"e","response_id":"\#(response)","output_index":0,"#
        + #""item":\#(item.jsonText)}"#)
  }

  mutating func begin(_ response: String, conversation: String? = "conv") throws {
    try receive(QueueDriver.event("response.created", response, nil, status: "in_progress", conversation))
  }

  mutating func end(_ response: String = "r", status: String = "completed") throws {
    try receive(QueueDriver.event("response.done", response, nil, status: status, "conv"))
  }

  mutating func userSpeaks() throws {
    try receive(
      #"{"type":"input_audio_buffer.speech_started","event_id":"e","audio_start_ms":0,"item_id":"i"}"#)
  }
}
