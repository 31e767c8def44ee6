public import RealtimeEvents

/// The functions that the model may call, and everything around a call: see ``ToolCalls`` for what that is.
///
/// ```swift
/// let tools = RealtimeTools(on: loop)
/// tools.register(FunctionTool(name: "weather", description: "The weather in a city.", parameters: schema)) { call in
///   try await weather(in: call.arguments["city"]?.string ?? "")
/// }
/// tools.attach(to: rt)
/// rt.send(.sessionUpdate(.realtime(.init(tools: tools.tools))))
/// ```
///
/// Loop-bound. A session drives it itself; over another channel `attach(to:)` does.
public final class RealtimeTools {
  /// What a function is called with, and how it gives its output: on the loop, once; a second time is ignored.
  public typealias Body = (_ call: ToolCall, _ finish: @escaping (Result<String, any Error>) -> Void) -> Void

  /// What the functions' outputs go to.
  struct Output {
    /// Sends an output.
    ///
    /// Returns whether it was taken. One that was not is sent again later.
    let send: (ClientEvent) -> Bool
    /// Asks for a response when there is room for one.
    let requestResponse: () -> Void
  }

  private struct Function {
    let tool: FunctionTool
    /// Returns the task that it runs in, if there is one.
    let start: (ToolCall, @escaping (Result<String, any Error>) -> Void) -> Task<Void, Never>?
  }

  /// The loop that the functions are called on.
  public let loop: EventLoop
  private var calls: ToolCalls
  private var functions: [Function] = []
  private var tasks: [String: Task<Void, Never>] = [:]
  private var output: Output?
  private var detach: () -> Void = {}
  private var timer = DeadlineTimer()

  /// No functions yet.
  public init(on loop: EventLoop, limits: ToolCalls.Limits = .init(), texts: ToolCalls.Texts = .init()) {
    loop.preconditionOnLoop()
    self.loop = loop
    calls = ToolCalls(limits: limits, texts: texts)
  }

  /// Nobody waits for what runs.
  deinit {
    timer.cancel()
    for task in tasks.values { task.cancel() }
  }

  // MARK: Functions

  /// The functions, for the parameters of a session.
  public var tools: [Tool] { functions.map { .function($0.tool) } }

  /// Calls that run, wait, or have an output to be sent.
  public var openCount: Int { calls.openCount }

  /// Outputs that nobody got, see ``ToolCalls/droppedOutputCount``.
  public var droppedOutputCount: Int { calls.droppedOutputCount }

  /// Registers a function that is called on the loop and must not block it. One of the same name is replaced.
  ///
  /// An error is told to the model if it is a ``ToolError``; any other goes to the loop's `unhandledError`, and the
  /// model is told that the function failed.
  ///
  /// - Parameters:
  ///   - tool: what the model is told of it. It must have a name.
  ///   - timeLimit: how long it may take; `nil` for ``ToolCalls/Limits/timeLimit``.
  ///   - body: called on the loop for each call; what it is given as `finish` takes the output.
  public func register(_ tool: FunctionTool, timeLimit: Duration? = nil, _ body: @escaping Body) {
    add(
      Function(tool: tool) { call, finish in
        body(call, finish)
        return nil
      }, timeLimit)
  }

  /// Registers an async function. It runs off the loop, in a task that is cancelled when its time is over.
  ///
  /// See the other `register` for errors and parameters.
  public func register(
    _ tool: FunctionTool, timeLimit: Duration? = nil,
    _ body: @escaping @Sendable (ToolCall) async throws -> String
  ) {
    add(
      Function(tool: tool) { [loop] call, finish in
        let finish = LoopBound(finish, on: loop)
        return Task {
          let result: Result<String, any Error>
          do { result = .success(try await body(call)) } catch { result = .failure(error) }
          loop.executeDuty { finish.value(result) }
        }
      }, timeLimit)
  }

  /// Takes a function away. What runs of it goes on.
  public func unregister(_ name: String) {
    functions.removeAll { $0.tool.name == name }
    calls.unregister(name)
  }

  private func add(_ function: Function, _ timeLimit: Duration?) {
    loop.preconditionOnLoop("register")
    guard let name = function.tool.name else {
      preconditionFailure("a function that can be called has a name")
    }
    if let index = functions.firstIndex(where: { $0.tool.name == name }) {
      functions[index] = function
    } else {
      functions.append(function)
    }
    calls.register(name, timeLimit: timeLimit)
  }

  // MARK: Calls

  /// Ends a call without its result; the model is told so.
  public func cancel(_ callID: String) { perform(calls.cancel(callID, at: loop.now)) }

  /// Ends all calls without their results; the model is told so.
  public func cancelAll() { perform(calls.cancelAll(at: loop.now)) }

  /// Answers the calls that come over a channel, and asks for the responses after them. For a channel without a
  /// session, which keeps these tools from then on.
  ///
  /// It leaves the channel that it was attached to before: the outputs of calls that came over that one are dropped.
  public func attach(to channel: any RealtimeChannel) {
    loop.preconditionOnLoop()
    detach()
    let responses = LoneResponses(channel)
    let listener = EventListener(for: .event) { (event: borrowing ServerEvent) in
      guard Self.concerns(event.kind) else { return }
      let now = self.loop.now
      self.receive(event, at: now)
      responses.receive(event, at: now)
    }
    channel.on(.event, listener)
    connect(
      Output(
        send: { [weak self, weak channel] event in
          guard let channel else { return false }
          if channel.send(event).isAccepted { return true }
          if channel.state == .closing || channel.state == .closed { self?.connectionEnded() }
          return false
        },
        requestResponse: { responses.request() }))
    detach = { [weak self, weak channel, weak listener] in
      if let listener { channel?.off(.event, listener) }
      responses.stop()
      self?.connectionEnded()
      self?.restored { _ in nil }
    }
  }

  /// What a response, its calls and the user's turns consist of. Everything else passes without a look at the clock.
  private static func concerns(_ kind: ServerEventKind) -> Bool {
    switch kind {
    case .responseCreated, .responseOutputItemDone, .responseDone, .inputAudioBufferSpeechStarted, .error:
      true
    default: false
    }
  }

  // MARK: For the session

  /// From now on outputs go here.
  func connect(_ output: Output) { self.output = output }

  /// See `ToolCalls`.
  func receive(_ event: borrowing ServerEvent, at time: Duration) { perform(calls.receive(event, at: time)) }

  /// See `ToolCalls`.
  func take(missed call: FunctionCallItem) { perform(calls.take(missed: call, at: loop.now)) }

  /// See `ToolCalls`.
  func connectionEnded() {
    calls.connectionEnded()
    perform([])
  }

  /// See `ToolCalls`.
  func restored(currentID: (_ callID: String) -> String?) {
    perform(calls.restored(at: loop.now, currentID: currentID))
  }

  /// See `ToolCalls`.
  func sessionEnded() { perform(calls.sessionEnded()) }

  // MARK: Effects

  private func perform(_ effects: [ToolCalls.Effect]) {
    for effect in effects {
      switch effect {
      case .run(let call): run(call)
      case .stop(let callID): tasks.removeValue(forKey: callID)?.cancel()
      case .send(let event, let callID):
        let isAccepted = output?.send(event) ?? false
        perform(calls.sent(callID: callID, isAccepted: isAccepted, at: loop.now))
      case .requestResponse: output?.requestResponse()
      }
    }
    timer.set(calls.nextDeadline, on: loop, for: self)
  }

  private func run(_ call: ToolCall) {
    guard let function = functions.first(where: { $0.tool.name == call.name }) else {
      return perform(calls.finish(call.callID, output: nil, at: loop.now))
    }
    tasks[call.callID] = function.start(call) { [weak self] result in self?.finish(call, result) }
  }

  private func finish(_ call: ToolCall, _ result: Result<String, any Error>) {
    loop.preconditionOnLoop("finish")
    tasks[call.callID] = nil
    let output: String?
    switch result {
    case .success(let text): output = text
    case .failure(let error as ToolError): output = error.message
    case .failure(let error):
      output = nil
      if !(error is CancellationError) { loop.reportUnhandled(error) }
    }
    perform(calls.finish(call.callID, output: output, at: loop.now))
  }
}

extension RealtimeTools: DeadlineOwner {
  func expire() { perform(calls.expire(at: loop.now)) }
}

@available(
  *, unavailable,
  message: """
    tools stay on their loop; there make `let bound = LoopBound(tools, on: tools.loop)`, \
    and any thread may call `bound.execute { tools in tools.cancelAll() }`
    """
)
extension RealtimeTools: Sendable {}
