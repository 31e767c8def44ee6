/// A function call whose output the service does not have yet.
struct OpenToolCall: Sendable {
  enum State: Sendable, Hashable {
    /// As many run as may.
    case waiting
    case running(until: Duration)
    /// There is an output, to be sent now or, after it was refused, at this time.
    case answered(String, sendAt: Duration?)
    /// The output was handed out to be sent.
    case offered(String)
  }

  let call: ToolCall
  var state: State
  /// The id that the call has in the conversation as it is now; `nil` if it is not there any more.
  var currentID: String?

  init(_ call: ToolCall, _ state: State) {
    self.call = call
    self.state = state
    currentID = call.callID
  }

  var isWaiting: Bool { state == .waiting }

  var isRunning: Bool { if case .running = state { true } else { false } }

  /// Whether there is an output.
  var isAnswered: Bool { !isWaiting && !isRunning }

  var deadline: Duration? {
    switch state {
    case .running(let until): until
    case .answered(_, let sendAt): sendAt
    case .waiting, .offered: nil
    }
  }

  /// An output that was to be sent will be sent anew.
  mutating func takeBack(until sendAt: Duration?) {
    switch state {
    case .offered(let output), .answered(let output, _): state = .answered(output, sendAt: sendAt)
    case .waiting, .running: break
    }
  }
}
