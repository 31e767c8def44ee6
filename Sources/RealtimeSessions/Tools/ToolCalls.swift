public import RealtimeEvents

/// The function calls of a conversation: which to run, and one output for each, on every path.
///
/// A call runs when its item is complete, once for its id however often that comes, and never from deltas or from an
/// item that was cut off. Its output goes out at once, as an item; when all calls of a response have theirs and the
/// response is over, the model is asked once to go on. A call that cannot be run, that fails, is cancelled or takes too
/// long has an output too, which says so: a call without one confuses the model.
///
/// A function that runs goes on when the connection ends, because what it does in the world cannot be taken back. Its
/// output is sent when the conversation was restored, if the call was.
///
/// A value without a clock: give it the server's events and the loop's time, do what it says, and call `expire(at:)` at
/// ``nextDeadline``. ``RealtimeTools`` does.
public struct ToolCalls: Sendable {
  /// Times and bounds.
  public struct Limits: Sendable, Hashable {
    /// Functions that run at once; further calls wait. Default 16.
    public var maximumParallelCount = 16
    /// Calls that run or wait; further ones are answered with ``Texts/tooManyCalls``. As many outputs may wait to be
    /// sent; further ones are dropped. Default 256.
    public var maximumOpenCount = 256
    /// How long a function may run that was registered without a limit of its own. Default 30 s.
    public var timeLimit = Duration.seconds(30)
    /// Bytes of UTF-8 of an output; a longer one is cut. Default 64 KiB.
    public var maximumOutputByteCount = 64 << 10
    /// After this time an output that the connection refused is sent again. Default 250 ms.
    public var sendAgainAfter = Duration.milliseconds(250)

    /// The defaults.
    public init() {}
  }

  /// What the model is told in place of an output.
  public struct Texts: Sendable, Hashable {
    /// No function of this name is registered.
    public var unknownTool = "Error: there is no function with this name."
    /// The arguments are not a JSON object.
    public var brokenArguments =
      "Error: the arguments are not a JSON object. Call the function again with valid arguments."
    /// The function threw an error.
    public var failed = "Error: the function failed."
    /// The function took too long. Whatever it does may still happen.
    public var timedOut = "Error: the function took too long. Its result is not known."
    /// The call was cancelled.
    public var cancelled = "Error: the call was cancelled."
    /// Too many calls were open.
    public var tooManyCalls = "Error: too many functions are running. Try again later."

    /// The defaults.
    public init() {}
  }

  /// What is to be done.
  public enum Effect: Sendable, Hashable {
    /// Call the function, and tell `finish(_:output:at:)` what it returned.
    case run(ToolCall)
    /// Nobody waits for this call's result any more.
    case stop(callID: String)
    /// Send this output, and tell `sent(callID:isAccepted:at:)` whether the connection took it.
    case send(ClientEvent, callID: String)
    /// Ask for a response: all outputs of one are there.
    case requestResponse
  }

  private static let maximumKnownCount = 1_024

  private let limits: Limits
  private let texts: Texts
  /// How long each function may run.
  private var timeLimits: [String: Duration] = [:]
  private var calls: [OpenToolCall] = []
  private var turns = ToolTurns()
  /// Ids of calls that were begun. A call whose id was forgotten, so many calls later, would run again.
  private var known = BoundedIDs(limit: Self.maximumKnownCount)
  private var isConnected = true
  private var ids = EventIDs(.tool)

  /// Outputs that nobody got: their calls are in no conversation any more, or had no id, or too many outputs waited.
  public private(set) var droppedOutputCount = 0

  /// For a connection that is open or about to be.
  public init(limits: Limits = Limits(), texts: Texts = Texts()) {
    self.limits = limits
    self.texts = texts
  }

  /// Calls that run, wait, or have an output to be sent.
  public var openCount: Int { calls.count }

  /// When `expire(at:)` is to be called; `nil` if never.
  public var nextDeadline: Duration? { calls.lazy.compactMap(\.deadline).min() }

  // MARK: Functions

  /// Makes a function known, or changes its limit.
  ///
  /// - Parameters:
  ///   - name: the function's.
  ///   - timeLimit: how long it may run; `nil` for ``Limits/timeLimit``.
  public mutating func register(_ name: String, timeLimit: Duration? = nil) {
    timeLimits[name] = timeLimit ?? limits.timeLimit
  }

  /// Calls of this function are answered with ``Texts/unknownTool`` from now on.
  public mutating func unregister(_ name: String) { timeLimits[name] = nil }

  /// A function has returned. Ignored if nobody waits for it any more.
  ///
  /// - Parameters:
  ///   - callID: the call's.
  ///   - output: what the model is told; `nil` for ``Texts/failed``.
  ///   - time: by the loop's clock.
  public mutating func finish(_ callID: String, output: String?, at time: Duration) -> [Effect] {
    guard let index = calls.firstIndex(where: { $0.call.callID == callID && $0.isRunning }) else { return [] }
    calls[index].state = .answered(cut(output ?? texts.failed), sendAt: nil)
    return advance(at: time)
  }

  /// Ends a call without its result. What its function does may still happen.
  public mutating func cancel(_ callID: String, at time: Duration) -> [Effect] {
    end(texts.cancelled) { $0.call.callID == callID } + advance(at: time)
  }

  /// Ends all calls without their results.
  public mutating func cancelAll(at time: Duration) -> [Effect] {
    end(texts.cancelled) { _ in true } + advance(at: time)
  }

  /// Whether the connection took an output. One that it refused is kept and sent again.
  public mutating func sent(callID: String, isAccepted: Bool, at time: Duration) -> [Effect] {
    let found = calls.firstIndex {
      if case .offered = $0.state { $0.call.callID == callID } else { false }
    }
    guard let index = found else { return [] }
    guard isAccepted else {
      calls[index].takeBack(until: time + limits.sendAgainAfter.addable)
      return []
    }
    turns.deliver(in: calls.remove(at: index).call.responseID)
    return advance(at: time)
  }

  // MARK: Events and time

  /// Takes a server event.
  public mutating func receive(_ event: borrowing ServerEvent, at time: Duration) -> [Effect] {
    guard isConnected else { return [] }
    switch event.kind {
    case .responseCreated:
      turns.begin(event["response"]["id"].string ?? "", isOutOfBand: event.isOutsideConversation)
      return []
    case .responseOutputItemDone:
      guard event["item"]["type"] == "function_call" else { return [] }
      let item = ResponseOutputItemDone(copy event)
      guard case .functionCall(let call) = item.item, call.status == .completed else { return [] }
      begin(call, in: item.responseID)
      return advance(at: time)
    case .responseDone:
      let response = event["response"]
      beginMissed(event)
      turns.end(response["id"].string ?? "", isCancelled: response["status"] == "cancelled")
      return advance(at: time)
    case .inputAudioBufferSpeechStarted:
      turns.userSpoke()
      return []
    default: return []
    }
  }

  /// Takes a call that nobody was there for: it is complete, and so is its response, of which nothing is known.
  mutating func take(missed item: FunctionCallItem, at time: Duration) -> [Effect] {
    let responseID = ids.next()
    begin(item, in: responseID)
    turns.end(responseID, isCancelled: false)
    return advance(at: time)
  }

  /// What is due at this time.
  public mutating func expire(at time: Duration) -> [Effect] {
    let effects = end(texts.timedOut) { $0.isRunning && $0.isDue(at: time) }
    for index in calls.indices where calls[index].isDue(at: time) { calls[index].takeBack(until: nil) }
    return effects + advance(at: time)
  }

  // MARK: Connections

  /// The connection has ended, and with it every response that was in progress. What runs goes on.
  public mutating func connectionEnded() {
    isConnected = false
    turns.endAll()
    for index in calls.indices { calls[index].takeBack(until: nil) }
  }

  /// There is a connection again, and its session has been given the conversation.
  ///
  /// - Parameters:
  ///   - time: by the loop's clock.
  ///   - currentID: gives the id that a call has now, by the id that it came with; `nil` if the conversation no longer
  ///     has the call. The output of such a call is dropped.
  public mutating func restored(at time: Duration, currentID: (_ callID: String) -> String?) -> [Effect] {
    isConnected = true
    for index in calls.indices { calls[index].currentID = currentID(calls[index].call.callID) }
    return advance(at: time)
  }

  /// The session has ended for good: nothing can be answered any more.
  public mutating func sessionEnded() -> [Effect] {
    isConnected = false
    let running = calls.filter(\.isRunning)
    droppedOutputCount += calls.count
    calls = []
    return running.map { .stop(callID: $0.call.callID) }
  }

  // MARK: Decisions

  /// Takes a call that is complete, and does not begin it yet.
  private mutating func begin(_ item: FunctionCallItem, in responseID: String) {
    guard let id = item.callID, !id.isEmpty else { return droppedOutputCount += 1 }
    guard known.insert(id), turns.call(in: responseID) else { return }
    guard calls.count / 2 < limits.maximumOpenCount else { return droppedOutputCount += 1 }
    let arguments = Self.arguments(item.arguments)
    let answer: String? =
      if timeLimits[item.name] == nil {
        texts.unknownTool
      } else if arguments == nil {
        texts.brokenArguments
      } else if calls.count(where: { !$0.isAnswered }) >= limits.maximumOpenCount {
        texts.tooManyCalls
      } else {
        nil
      }
    let call = ToolCall(
      callID: id, name: item.name, arguments: arguments ?? [:], responseID: responseID)
    calls.append(OpenToolCall(call, answer.map { .answered($0, sendAt: nil) } ?? .waiting))
  }

  /// What a whole response has called and was not heard of: a side connection may have been away when it was called.
  private mutating func beginMissed(_ event: borrowing ServerEvent) {
    let response = event["response"]
    guard response["status"] == "completed", !event.isOutsideConversation else { return }
    let responseID = response["id"].string ?? ""
    var items = response["output"].elements
    while let item = items.next() {
      guard item["type"] == "function_call" else { continue }
      guard let callID = item["call_id"].string, !known.contains(callID) else { continue }
      guard item["status"].isAbsent || item["status"] == "completed" else { continue }
      begin(
        FunctionCallItem(
          callID: callID, name: item["name"].string ?? "", arguments: item["arguments"].string ?? ""),
        in: responseID)
    }
  }

  /// Parsed here, so that no function has to ask what to do with what is no JSON.
  private static func arguments(_ text: String) -> JSONValue? {
    if text.allSatisfy(\.isWhitespace) { return [:] }
    guard let value = try? JSONValue.parse(text), value.object != nil else { return nil }
    return value
  }

  private mutating func end(_ text: String, where isEnded: (OpenToolCall) -> Bool) -> [Effect] {
    var effects: [Effect] = []
    for index in calls.indices where !calls[index].isAnswered && isEnded(calls[index]) {
      if calls[index].isRunning { effects.append(.stop(callID: calls[index].call.callID)) }
      calls[index].state = .answered(text, sendAt: nil)
    }
    return effects
  }

  /// Sends what there is to send, begins what can begin, and asks the model to go on when a response has all its
  /// outputs.
  private mutating func advance(at time: Duration) -> [Effect] {
    dropLost()
    var effects: [Effect] = []
    for index in calls.indices {
      guard isConnected, case .answered(let output, nil) = calls[index].state else { continue }
      guard let currentID = calls[index].currentID else { continue }
      calls[index].state = .offered(output)
      let item = ConversationItem.functionCallOutput(callID: currentID, output: output)
      effects.append(
        .send(.conversationItemCreate(item, eventID: ids.next()), callID: calls[index].call.callID))
    }
    var runningCount = calls.count(where: \.isRunning)
    for index in calls.indices where calls[index].isWaiting && runningCount < limits.maximumParallelCount {
      runningCount += 1
      let call = calls[index].call
      calls[index].state = .running(until: time + (timeLimits[call.name] ?? limits.timeLimit).addable)
      effects.append(.run(call))
    }
    let openResponses = Set(calls.map(\.call.responseID))
    if turns.complete(isOpen: openResponses.contains) { effects.append(.requestResponse) }
    return effects
  }

  /// A call that the conversation has lost needs no output, and need not begin.
  private mutating func dropLost() {
    let count = calls.count
    calls.removeAll { $0.currentID == nil && !$0.isRunning }
    droppedOutputCount += count - calls.count
  }

  private func cut(_ output: String) -> String {
    let limit = max(limits.maximumOutputByteCount, 0)
    guard output.utf8.count > limit else { return output }
    var end = output.utf8.index(output.startIndex, offsetBy: limit)
    while end.samePosition(in: output.unicodeScalars) == nil { end = output.utf8.index(before: end) }
    return String(output[..<end])
  }
}

extension OpenToolCall {
  fileprivate func isDue(at time: Duration) -> Bool { deadline.map { $0 <= time } ?? false }
}
