internal import RealtimeBuffers
public import RealtimeEvents
public import WebSocketTransport

/// A connection to the Realtime API over a WebSocket: openai-node's class of the same name.
///
/// ```swift
/// let rt = try OpenAIRealtimeWS(model: "gpt-realtime-2.1", on: loop)
/// rt.on(.sessionCreated) { event in rt.send(.responseCreate()) }
/// rt.on(.responseOutputAudioDelta) { event in speaker.write(event.audio) }
/// rt.on(.error) { error in report(error) }
/// rt.once(.responseDone) { _ in rt.close(code: 1000, reason: "Done") }
/// rt.socket.on(.close) { report in … }
/// ```
///
/// Making one starts connecting. What happens to the connection is heard on `socket`; server events, the service's
/// errors and failures on this side are heard here. Errors never close the connection by themselves; there is no
/// reconnecting. The object lives as long as its connection, whether or not anyone else holds it, and lets its
/// listeners go when that is closed: a listener may capture it in any way, strongly, `weak` or `unowned`.
///
/// Where it differs from the original, it is safer: a missing key is refused, what is sent before the
/// connection is open is queued within a limit, an invalid close code leaves the connection as it was, the
/// credential only goes to the client's own origin unless a URL builder names another, and an `emitted` fails
/// when its event can no longer come.
///
/// Loop-bound: every call and every listener is on the loop's thread. Other threads reach it through a `LoopBound`:
///
/// ```swift
/// func hangUpFromAnotherThread(_ rt: OpenAIRealtimeWS) {
///   let bound = LoopBound(rt, on: rt.loop)  // on the loop
///   Task.detached {
///     bound.execute { rt in rt.close() }  // on any thread
///   }
/// }
/// ```
///
/// An `async` program makes it there, on a loop with a thread of its own:
///
/// ```swift
/// func sayHello() async throws {
///   let loop = try EventLoopGroup.shared.nextLoop()
///   let bound = try await LoopBound.make(on: loop) { try OpenAIRealtimeWS(model: "gpt-realtime-2.1", on: loop) }
///   let text = try await bound.run { rt in
///     _ = try await rt.emitted(.sessionCreated)
///     rt.send(.conversationItemCreate(.user("Say hello.")))
///     rt.send(.responseCreate())
///     return try await rt.emitted(.responseOutputAudioTranscriptDone).transcript
///   }
///   bound.execute { rt in rt.close() }
///   print(text)
/// }
/// ```
public final class OpenAIRealtimeWS: RealtimeChannel {
  // First what each event touches: see `TCPConnection`.
  /// The loop that the connection lives on.
  public let loop: EventLoop
  /// The WebSocket itself: its `open`, `close`, `error` and `drain` events, its close report and its figures.
  public let socket: WebSocket
  let events: RealtimeEmitter
  let audioInput: ClientEvent.AudioInput
  /// Whether the socket alone decides what becomes of an event that is sent, and nobody is told of it.
  private(set) var isPlain: Bool
  let maximumBufferedByteCount: Int

  /// The URL connected to. It carries no credential, except a user name that the base URL had.
  public let url: RealtimeURL
  let queue: SendQueue
  let record = RealtimeRecord()
  /// Who is told of the connection's life, and lives as long as it.
  package var owner: (any RealtimeConnectionOwner)?
  /// `nil` for every other kind of session.
  var translation: TranslationRule?
  public var onPassage: ((borrowing RealtimePassage) -> Void)? { didSet { passageListenerChanged() } }
  private var hearsMessages = false

  public var emitter: RealtimeEmitter {
    loop.preconditionOnLoop("OpenAIRealtimeWS")
    return events
  }

  // MARK: Making one

  /// Starts a session with a model. Key and base URL come from the environment: `OPENAI_API_KEY`, `OPENAI_BASE_URL`.
  ///
  /// - Throws: `RealtimeConfigurationError`, or `WebSocketTransportError` for a socket option that cannot be
  ///   used. Nothing was sent then.
  public convenience init(model: String, on loop: EventLoop, options: RealtimeOptions = .init()) throws {
    try self.init(OpenAI(), .model(model), on: loop, options: options)
  }

  /// Starts a session with a model, with a client whose key is fixed. A key that a function gives needs `create`.
  ///
  /// - Throws: As the initializer that takes a target.
  public convenience init(
    _ client: OpenAI, model: String, on loop: EventLoop, options: RealtimeOptions = .init()
  ) throws { try self.init(client, .model(model), on: loop, options: options) }

  /// Connects to a target with a client whose key is fixed. A key that a function gives needs `create`.
  ///
  /// - Throws: `RealtimeConfigurationError`, `WebSocketTransportError` for a socket option that cannot be
  ///   used, or what `options.buildRealtimeURL` throws. Nothing was sent then.
  public convenience init(
    _ client: OpenAI, _ target: RealtimeTarget, on loop: EventLoop, options: RealtimeOptions = .init()
  ) throws {
    let secret = try client.requiredKey().fixedSecret()
    let url = try options.urlBuilder.url(for: target, client: client)
    try self.init(RealtimeDestination(url, target, of: client), on: loop, options: options) {
      try WebSocket(
        to: WebSocketEndpoint(url),
        configuration: options.configuration(presenting: .bearer(secret), to: url),
        on: loop)
    }
  }

  /// - Parameter connect: gives the socket, new or prepared; none of its events may come before it returns.
  init(
    _ destination: RealtimeDestination, on loop: EventLoop, options: RealtimeOptions, connect: () throws -> WebSocket
  ) throws {
    self.loop = loop
    url = destination.url
    events = RealtimeEmitter { [unowned loop] in loop.reportUnhandled($0) }
    queue = SendQueue(options.sendingBeforeOpen, pool: loop.blockPool)
    let isTranslation = destination.target.isTranslation
    audioInput = isTranslation ? .translation : .inputAudioBuffer
    translation = isTranslation ? TranslationRule() : nil
    isPlain = !isTranslation
    maximumBufferedByteCount = options.webSocket.maximumBufferedByteCount
    socket = try connect()
    listen(destination)
  }

  private func listen(_ destination: RealtimeDestination) {
    // It remembers nothing between events, so one serves all connections of the loop.
    let reader = loop.shared { ServerEventReader(pool: loop.blockPool) }
    let dispatcher = RealtimeEventDispatcher(emitter: events, reader: reader)
    socket.on(.open) { [unowned self] in
      record.noteOpen(on: loop)
      sendQueued()
      owner?.connectionOpened()
    }
    socket.on(.message) { message in
      switch message.kind {
      case .text: dispatcher.receive(validatedText: message.bytes)
      case .binary: dispatcher.receive(message.bytes)
      }
    }
    socket.on(.error) { [events] error in events.emit(destination.explain(error), endsChannel: true) }
    // What keeps this object: the socket lives with its connection, and lets its listeners go at the end.
    socket.on(.close) { [self] report in end(report) }
    listenForReports()
    events.didWakeTask = { [unowned socket] in socket.yieldReading() }
    if translation != nil { events.on(.sessionClosed) { [unowned socket] _ in try? socket.close() } }
  }

  private func passageListenerChanged() {
    loop.preconditionOnLoop("OpenAIRealtimeWS.onPassage")
    isPlain = translation == nil && onPassage == nil
    if hearsMessages || onPassage == nil { return }
    hearsMessages = true
    socket.onFirst { [unowned self] message in onPassage?(RealtimePassage(.received, message.bytes, at: loop.now)) }
  }

  private func listenForReports() {
    events.once(.sessionCreated) { [record, unowned socket] _ in record.noteSession(on: socket) }
    events.once(.transcriptionSessionCreated) { [record, unowned socket] _ in record.noteSession(on: socket) }
    // The event and not the error: a listener for errors would have them count as heard.
    events.on(EventName("error")) { [record] event in record.noteServerError(OpenAIRealtimeError(event)) }
  }

  private func end(_ report: WebSocketCloseReport) {
    let error = OpenAIRealtimeError("the connection closed with code \(report.code) before the event came")
    events.didWakeTask = nil
    events.end(.init(error: error, failure: record.failure(report)) { [loop] in loop.enqueueLocally($0) })
    record.end(report, unsentEvents: queue.takeAll())
    if let close = record.close { owner?.connectionClosed(close) }
    owner = nil
    // Listeners usually hold the connection that they listen to: letting them go frees both.
    loop.enqueueLocally { [events] in events.removeAll() }
  }
}

@available(
  *, unavailable,
  message: """
    a connection stays on its loop; there make `let bound = LoopBound(rt, on: rt.loop)`, \
    and any thread may call `bound.execute { rt in rt.close() }`
    """
)
extension OpenAIRealtimeWS: Sendable {}
