import RealtimeLocalServer
import RealtimeTelephony

#if Service
import RealtimeService
#endif

/// The limits that the article lists, with their defaults as it writes them.
enum NamedLimits {
  static let all = sockets + code + sessions + calls + observers + localServer

  private static let sockets: [NamedLimit] = [
    bytes("WebSocketLimits.messageByteCount", WebSocketLimits().messageByteCount),
    bytes("WebSocketLimits.maximumMessageByteCount", WebSocketLimits.maximumMessageByteCount),
    count("WebSocketLimits.emptyFragmentCount", WebSocketLimits().emptyFragmentCount),
    count("WebSocketLimits.unflushedPongCount", WebSocketLimits().unflushedPongCount),
    bytes("WebSocketLimits.headByteCount", WebSocketLimits().headByteCount),
    bytes("WebSocketLimits.headLineByteCount", WebSocketLimits().headLineByteCount),
    count("WebSocketLimits.headerCount", WebSocketLimits().headerCount),
    bytes("WebSocketLimits.refusalBodyByteCount", WebSocketLimits().refusalBodyByteCount),
    bytes("WebSocketLimits.requestBodyByteCount", WebSocketLimits().requestBodyByteCount),
    bytes("WebSocketLimits.responseByteCount", WebSocketLimits().responseByteCount),
    bytes("WebSocketConfiguration.highWatermarkByteCount", WebSocketConfiguration().highWatermarkByteCount),
    bytes("WebSocketConfiguration.lowWatermarkByteCount", WebSocketConfiguration().lowWatermarkByteCount),
    bytes("WebSocketConfiguration.maximumBufferedByteCount", WebSocketConfiguration().maximumBufferedByteCount),
    time("WebSocketConfiguration.TimeLimits.resolve", WebSocketConfiguration.TimeLimits().resolve),
    time("WebSocketConfiguration.TimeLimits.connect", WebSocketConfiguration.TimeLimits().connect),
    time("WebSocketConfiguration.TimeLimits.proxy", WebSocketConfiguration.TimeLimits().proxy),
    time("WebSocketConfiguration.TimeLimits.tls", WebSocketConfiguration.TimeLimits().tls),
    time("WebSocketConfiguration.TimeLimits.upgrade", WebSocketConfiguration.TimeLimits().upgrade),
    time("WebSocketConfiguration.TimeLimits.total", WebSocketConfiguration.TimeLimits().total),
    time("WebSocketConfiguration.TimeLimits.close", WebSocketConfiguration.TimeLimits().close),
    time("WebSocketConfiguration.TimeLimits.sendStall", WebSocketConfiguration.TimeLimits().sendStall),
    time("WebSocketConfiguration.connectionAttemptDelay", WebSocketConfiguration().connectionAttemptDelay),
    time("KeepAliveConfiguration.interval", KeepAliveConfiguration().interval),
    time("KeepAliveConfiguration.timeout", KeepAliveConfiguration().timeout),
    time("TLSConfiguration.fileCheckInterval", TLSConfiguration().fileCheckInterval),
    count("PreparedConnections.Settings.count", PreparedConnections.Settings().count),
    time("PreparedConnections.Settings.maximumAge", PreparedConnections.Settings().maximumAge),
    time("PreparedConnections.Settings.retryDelay", PreparedConnections.Settings().retryDelay),
    time("PreparedConnections.Settings.maximumRetryDelay", PreparedConnections.Settings().maximumRetryDelay),
    count("WebSocketServer.Configuration.backlog", WebSocketServer.Configuration().backlog),
    count("WebSocketServer.Configuration.maximumOpeningCount", WebSocketServer.Configuration().maximumOpeningCount),
    count(
      "WebSocketServer.Configuration.maximumOpeningCountPerAddress",
      WebSocketServer.Configuration().maximumOpeningCountPerAddress),
    bytes("EventLoop.Configuration.receiveBlockByteCount", EventLoop.Configuration().receiveBlockByteCount),
    count("EventLoop.Configuration.maximumInboxCount", EventLoop.Configuration().maximumInboxCount),
    time("EventLoop.Configuration.nameCacheTime", EventLoop.Configuration().nameCacheTime),
    count("TCPListener.Options.maximumAcceptCountPerTick", TCPListener.Options().maximumAcceptCountPerTick),
    bytes("TCPConnection.Options.highWatermark", TCPConnection.Options().highWatermark),
    bytes("TCPConnection.Options.lowWatermark", TCPConnection.Options().lowWatermark),
    bytes("TCPConnection.Options.maximumQueuedByteCount", TCPConnection.Options().maximumQueuedByteCount),
    bytes("TCPConnection.Options.maximumReadByteCountPerTick", TCPConnection.Options().maximumReadByteCountPerTick),
    bytes("SocketAddress.maximumUnixPathByteCount", SocketAddress.maximumUnixPathByteCount),
  ]

  private static let code: [NamedLimit] = [
    time("RealtimeOptions.apiKeyTimeLimit", RealtimeOptions().apiKeyTimeLimit),
    bytes("RealtimeOptions.defaultQueueByteCount", RealtimeOptions.defaultQueueByteCount),
    count("JSONLimits.maximumDepth", JSONLimits.maximumDepth),
    count("EventSequenceLimits.itemCount", EventSequenceLimits().itemCount),
    bytes("EventSequenceLimits.byteCount", EventSequenceLimits().byteCount),
    count("EventSequenceLimits.audio.itemCount", EventSequenceLimits.audio.itemCount),
    bytes("EventSequenceLimits.audio.byteCount", EventSequenceLimits.audio.byteCount),
    bytes("RealtimeHandle.maximumByteCountOnTheWay", RealtimeHandle<OpenAIRealtimeWS>.maximumByteCountOnTheWay),
    time("RealtimeTimeLimit.answer", RealtimeTimeLimit.answer),
    time("RealtimeTimeLimit.response", RealtimeTimeLimit.response),
    time("RealtimeTimeLimit.close", RealtimeTimeLimit.close),
    time("RESTOptions.callControlTimeLimits.connect", RESTOptions.callControlTimeLimits.connect),
    time("RESTOptions.callControlTimeLimits.firstByte", RESTOptions.callControlTimeLimits.firstByte),
    time("RESTOptions.callControlTimeLimits.total", RESTOptions.callControlTimeLimits.total),
    time("RESTOptions.ordinaryTimeLimits.connect", RESTOptions.ordinaryTimeLimits.connect),
    time("RESTOptions.ordinaryTimeLimits.firstByte", RESTOptions.ordinaryTimeLimits.firstByte),
    time("RESTOptions.ordinaryTimeLimits.total", RESTOptions.ordinaryTimeLimits.total),
    time("HTTPRequest.TimeLimits.connect", HTTPRequest.TimeLimits().connect),
    time("HTTPRequest.TimeLimits.firstByte", HTTPRequest.TimeLimits().firstByte),
    time("HTTPRequest.TimeLimits.total", HTTPRequest.TimeLimits().total),
    bytes("HTTPRequest.maximumResponseBodyByteCount", request.maximumResponseBodyByteCount),
    count("RetryPolicy.maximumRetryCount", RetryPolicy().maximumRetryCount),
    time("RetryPolicy.firstWait", RetryPolicy().firstWait),
    time("RetryPolicy.longestBackoff", RetryPolicy().longestBackoff),
    time("RetryPolicy.longestWait", RetryPolicy().longestWait),
    seconds("WebhookReceiver.toleranceSeconds", WebhookReceiver.toleranceSeconds),
    bytes("WebhookReceiver.maximumIDByteCount", WebhookReceiver.maximumIDByteCount),
    count("WebhookReceiver.defaultMaximumSeenCount", WebhookReceiver.defaultMaximumSeenCount),
  ]

  private static let sessions: [NamedLimit] = [
    count("ReconnectPolicy.maximumAttemptCount", ReconnectPolicy().maximumAttemptCount),
    count("ReconnectPolicy.maximumLifetimeCount", ReconnectPolicy().maximumLifetimeCount),
    time("ReconnectPolicy.initialDelay", ReconnectPolicy().initialDelay),
    time("ReconnectPolicy.maximumDelay", ReconnectPolicy().maximumDelay),
    time("ReconnectPolicy.firstDelay", ReconnectPolicy().firstDelay),
    time("ReconnectPolicy.stableTime", ReconnectPolicy().stableTime),
    time("ReconnectPolicy.setUpTimeLimit", ReconnectPolicy().setUpTimeLimit),
    time("RollOverPolicy.preparation", RollOverPolicy().preparation),
    time("RollOverPolicy.spread", RollOverPolicy().spread),
    time("RollOverPolicy.anyBoundary", RollOverPolicy().anyBoundary),
    time("RollOverPolicy.force", RollOverPolicy().force),
    time("RollOverPolicy.overlap", RollOverPolicy().overlap),
    time("RollOverPolicy.assumedDuration", RollOverPolicy().assumedDuration),
    time("RollOverPolicy.farewell", RollOverPolicy().farewell),
    rate("DialLimits.handshakesPerSecond", DialLimits().handshakesPerSecond),
    count("DialLimits.burst", DialLimits().burst),
    count("DialLimits.failuresUntilProbing", DialLimits().failuresUntilProbing),
    time("DialLimits.probeInterval", DialLimits().probeInterval),
    time("DialLimits.pauseWithoutTime", DialLimits().pauseWithoutTime),
    time("DialLimits.longestPause", DialLimits().longestPause),
    time("DialLimits.pauseJitter", DialLimits().pauseJitter),
    time("DialLimits.permitTime", DialLimits().permitTime),
    count("DialLimits.maximumWaitingCount", DialLimits().maximumWaitingCount),
    count("DialGovernors.maximumHostCount", DialGovernors.maximumHostCount),
    count("ConversationMirror.Configuration.maximumItemCount", ConversationMirror.Configuration().maximumItemCount),
    bytes("ConversationMirror.Configuration.maximumByteCount", ConversationMirror.Configuration().maximumByteCount),
    count("HeldEvents.Limits.maximumEventCount", HeldEvents.Limits().maximumEventCount),
    bytes("HeldEvents.Limits.maximumByteCount", HeldEvents.Limits().maximumByteCount),
    milliseconds("HeldEvents.Limits.maximumAudioMilliseconds", HeldEvents.Limits().maximumAudioMilliseconds),
    time("ResponseQueue.Limits.creationTimeLimit", ResponseQueue.Limits().creationTimeLimit),
    time("ResponseQueue.Limits.sendAgainAfter", ResponseQueue.Limits().sendAgainAfter),
    count("ResponseQueue.Limits.maximumRepeatCount", ResponseQueue.Limits().maximumRepeatCount),
    count("ResponseQueue.Limits.maximumRequestCount", ResponseQueue.Limits().maximumRequestCount),
    count("ToolCalls.Limits.maximumParallelCount", ToolCalls.Limits().maximumParallelCount),
    count("ToolCalls.Limits.maximumOpenCount", ToolCalls.Limits().maximumOpenCount),
    time("ToolCalls.Limits.timeLimit", ToolCalls.Limits().timeLimit),
    bytes("ToolCalls.Limits.maximumOutputByteCount", ToolCalls.Limits().maximumOutputByteCount),
    time("ToolCalls.Limits.sendAgainAfter", ToolCalls.Limits().sendAgainAfter),
    time("MCPApprovals.Limits.answerTimeLimit", MCPApprovals.Limits().answerTimeLimit),
    count("MCPApprovals.Limits.maximumPendingCount", MCPApprovals.Limits().maximumPendingCount),
    count("PlaybackLedger.defaultMaximumPartCount", PlaybackLedger.defaultMaximumPartCount),
    count("Transcripts.defaultMaximumTextCount", Transcripts.defaultMaximumTextCount),
    bytes("Transcripts.defaultMaximumTextByteCount", Transcripts.defaultMaximumTextByteCount),
    count("UsageLedger.maximumModelCount", UsageLedger.maximumModelCount),
    time("InputMeter.minimumCommit", InputMeter.minimumCommit),
    bytes("InputMeter.maximumAppendByteCount", InputMeter.maximumAppendByteCount),
  ]

  private static let calls: [NamedLimit] = [
    time("CallSettings.startTimeLimit", CallSettings().startTimeLimit),
    time("CallSettings.maximumWaitingAudio", CallSettings().maximumWaitingAudio),
    time("CallSettings.lead", CallSettings().lead),
    count("KeySettings.maximumCount", KeySettings().maximumCount),
    time("KeySettings.pause", KeySettings().pause),
    bytes("CarrierLimits.textByteCount", CarrierLimits.textByteCount),
    bytes("CarrierLimits.parametersByteCount", CarrierLimits.parametersByteCount),
    count("CarrierLimits.reorderedPieceCount", CarrierLimits.reorderedPieceCount),
    bytes("CarrierLimits.reorderedByteCount", CarrierLimits.reorderedByteCount),
    count("PhoneGateway.Configuration.maximumCallCount", gateway.maximumCallCount),
    time("PhoneGateway.Configuration.retryAfter", gateway.retryAfter),
    bytes(
      "PhoneGateway.Configuration.server.connection.limits.messageByteCount",
      gateway.server.connection.limits.messageByteCount),
    bytes(
      "PhoneGateway.Configuration.server.connection.highWatermarkByteCount",
      gateway.server.connection.highWatermarkByteCount),
  ]

  #if Service
  private static let observers: [NamedLimit] = [
    time("RealtimeObserver.Configuration.interval", RealtimeObserver.Configuration().interval),
    time("RealtimeObserver.Configuration.lagInterval", RealtimeObserver.Configuration().lagInterval),
  ]
  #else
  private static let observers: [NamedLimit] = []
  #endif

  private static let localServer: [NamedLimit] = [
    bytes("LocalSessionLimits.maximumAppendByteCount", LocalSessionLimits().maximumAppendByteCount),
    bytes("LocalSessionLimits.maximumInputAudioByteCount", LocalSessionLimits().maximumInputAudioByteCount),
    count("LocalSessionLimits.maximumItemCount", LocalSessionLimits().maximumItemCount),
    bytes(
      "LocalSessionLimits.maximumConversationAudioByteCount", LocalSessionLimits().maximumConversationAudioByteCount),
    bytes("LocalSessionLimits.maximumConversationTextByteCount", LocalSessionLimits().maximumConversationTextByteCount),
    count("LocalSessionLimits.maximumQueuedEventCount", LocalSessionLimits().maximumQueuedEventCount),
    count("LocalSessionLimits.maximumActiveResponseCount", LocalSessionLimits().maximumActiveResponseCount),
    bytes("LocalSessionLimits.maximumReplyAudioByteCount", LocalSessionLimits().maximumReplyAudioByteCount),
    time("LocalSessionLimits.maximumSessionDuration", LocalSessionLimits().maximumSessionDuration),
    count(
      "RealtimeLocalServer.Configuration.maximumSessionCount", RealtimeLocalServer.Configuration().maximumSessionCount),
    count("RealtimeLocalServer.Configuration.maximumCallCount", RealtimeLocalServer.Configuration().maximumCallCount),
    count(
      "RealtimeLocalServer.Configuration.maximumRecordedRequestCount",
      RealtimeLocalServer.Configuration().maximumRecordedRequestCount),
    bytes(
      "RealtimeLocalServer.Configuration.highWatermarkByteCount",
      RealtimeLocalServer.Configuration().highWatermarkByteCount),
  ]

  private static let request = HTTPRequest("GET", to: WebSocketEndpoint(host: "localhost", port: 80, isSecure: false))
  private static let gateway = PhoneGateway.Configuration(
    identity: nil, service: .openAI(OpenAI(apiKey: .static("any"))), codec: { _ in nil }, plan: { _ in nil })

  // MARK: How a figure is written

  private static func bytes(_ name: String, _ value: Int) -> NamedLimit {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    let unit = units.first { value % $0.0 == 0 } ?? (1, "bytes")
    return NamedLimit(name: name, text: "\(grouped(value / unit.0)) \(unit.1)")
  }

  private static func count(_ name: String, _ value: Int) -> NamedLimit {
    NamedLimit(name: name, text: grouped(value))
  }

  private static func rate(_ name: String, _ value: Double) -> NamedLimit {
    NamedLimit(name: name, text: "\(Int(value)) a second")
  }

  private static func seconds(_ name: String, _ value: Int) -> NamedLimit { time(name, .seconds(value)) }
  private static func milliseconds(_ name: String, _ value: Int) -> NamedLimit { time(name, .milliseconds(value)) }

  private static func time(_ name: String, _ value: Duration?) -> NamedLimit {
    let count = value.map { Int($0 / .milliseconds(1)) }
    let units = [(60_000, "min"), (1_000, "s"), (1, "ms")]
    let text = count.map { count in
      let unit = units.first { count % $0.0 == 0 && (count > 600_000 || $0.0 < 60_000) } ?? (1, "ms")
      return "\(count / unit.0) \(unit.1)"
    }
    return NamedLimit(name: name, text: text ?? "none")
  }

  /// `1 024`
  private static func grouped(_ value: Int) -> String {
    value < 1_000 ? "\(value)" : grouped(value / 1_000) + " " + "\(1_000 + value % 1_000)".dropFirst()
  }
}

/// A limit of the package's interface.
struct NamedLimit: Hashable {
  let name: String
  /// Its default, as the article writes it.
  let text: String
}
