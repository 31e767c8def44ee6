#if Service
/// Every name that metrics, logs and traces use, in one place, because most of them may change: what begins with
/// `gen_ai` is from drafts of OpenTelemetry (semantic-conventions-genai 0.1 and the draft for realtime inference), the
/// rest is this package's own.
enum ObservedName {
  // MARK: Metrics

  static let connectionsOpened = "openai.realtime.connections.opened"
  static let connectionsEnded = "openai.realtime.connections.ended"
  static let responses = "openai.realtime.responses"
  static let renewals = "openai.realtime.renewals"
  static let refusals = "openai.realtime.refusals"
  static let dialWaits = "openai.realtime.dial.waits"
  static let bytes = "openai.realtime.bytes"
  static let firstAudio = "openai.realtime.first_audio.duration"
  static let responseFirstAudio = "openai.realtime.response.first_audio.duration"
  static let interruption = "openai.realtime.interruption.duration"
  static let dialWait = "openai.realtime.dial.wait.duration"
  static let opening = "openai.realtime.opening.duration"
  static let loopLag = "openai.realtime.loop.lag.duration"
  static let loopUtilization = "openai.realtime.loop.utilization"
  static let sessions = "openai.realtime.sessions"
  static let queuedBytes = "openai.realtime.send.queue.bytes"

  // MARK: Dimensions

  static let closeClass = "close.class"
  static let outcome = "outcome"
  static let reason = "reason"
  static let status = "status"
  static let direction = "direction"
  static let state = "state"
  static let loop = "loop"

  // MARK: Spans

  static let connectionSpan = "realtime_session"
  static let responseOperation = "realtime_inference"
  static let providerName = "gen_ai.provider.name"
  static let operationName = "gen_ai.operation.name"
  static let requestModel = "gen_ai.request.model"
  static let responseID = "gen_ai.response.id"
  static let finishReasons = "gen_ai.response.finish_reasons"
  static let sessionID = "gen_ai.realtime_session.id"
  static let outputType = "gen_ai.output.type"
  static let inputTokens = "gen_ai.usage.input_tokens"
  static let outputTokens = "gen_ai.usage.output_tokens"
  static let audioInputTokens = "gen_ai.usage.audio.input_tokens"
  static let audioOutputTokens = "gen_ai.usage.audio.output_tokens"
  static let textInputTokens = "gen_ai.usage.text.input_tokens"
  static let textOutputTokens = "gen_ai.usage.text.output_tokens"
  static let errorType = "error.type"
  static let closeCode = "openai.realtime.close.code"
  static let connectionNumber = "openai.realtime.connection.number"
  static let openedEvent = "opened"
  static let liveEvent = "live"
  static let firstAudioEvent = "gen_ai.first_output"

  // MARK: Log metadata

  static let logSessionID = "openai.session.id"
  static let logConnection = "openai.connection.number"
  static let logIsStandby = "openai.connection.standby"
  static let logRefusal = "openai.refusal.status"
  static let logErrorCode = "openai.error.code"
  static let logAttempt = "openai.attempt"
  static let logCloseCode = "close.code"
  static let logCloseClass = "close.class"
  static let logDuration = "duration.ms"
  static let logBytesReceived = "bytes.received"
  static let logBytesSent = "bytes.sent"
  static let logServiceName = "service.name"
  static let logCutCount = "connections.cut"
}
#endif
