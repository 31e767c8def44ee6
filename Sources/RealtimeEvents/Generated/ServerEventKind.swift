// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The kind of a server event, found once from the bytes of its `type`.
public enum ServerEventKind: UInt8, Sendable, CaseIterable {
  /// `conversation.created`
  case conversationCreated
  /// `conversation.item.created`
  case conversationItemCreated
  /// `conversation.item.deleted`
  case conversationItemDeleted
  /// `conversation.item.input_audio_transcription.completed`
  case conversationItemInputAudioTranscriptionCompleted
  /// `conversation.item.input_audio_transcription.delta`
  case conversationItemInputAudioTranscriptionDelta
  /// `conversation.item.input_audio_transcription.failed`
  case conversationItemInputAudioTranscriptionFailed
  /// `conversation.item.retrieved`
  case conversationItemRetrieved
  /// `conversation.item.truncated`
  case conversationItemTruncated
  /// `error`
  case error
  /// `input_audio_buffer.cleared`
  case inputAudioBufferCleared
  /// `input_audio_buffer.committed`
  case inputAudioBufferCommitted
  /// `input_audio_buffer.dtmf_event_received`
  case inputAudioBufferDtmfEventReceived
  /// `input_audio_buffer.speech_started`
  case inputAudioBufferSpeechStarted
  /// `input_audio_buffer.speech_stopped`
  case inputAudioBufferSpeechStopped
  /// `rate_limits.updated`
  case rateLimitsUpdated
  /// `response.output_audio.delta`
  case responseOutputAudioDelta
  /// `response.output_audio.done`
  case responseOutputAudioDone
  /// `response.output_audio_transcript.delta`
  case responseOutputAudioTranscriptDelta
  /// `response.output_audio_transcript.done`
  case responseOutputAudioTranscriptDone
  /// `response.content_part.added`
  case responseContentPartAdded
  /// `response.content_part.done`
  case responseContentPartDone
  /// `response.created`
  case responseCreated
  /// `response.done`
  case responseDone
  /// `response.function_call_arguments.delta`
  case responseFunctionCallArgumentsDelta
  /// `response.function_call_arguments.done`
  case responseFunctionCallArgumentsDone
  /// `response.output_item.added`
  case responseOutputItemAdded
  /// `response.output_item.done`
  case responseOutputItemDone
  /// `response.output_text.delta`
  case responseOutputTextDelta
  /// `response.output_text.done`
  case responseOutputTextDone
  /// `session.created`
  case sessionCreated
  /// `session.updated`
  case sessionUpdated
  /// `output_audio_buffer.started`
  case outputAudioBufferStarted
  /// `output_audio_buffer.stopped`
  case outputAudioBufferStopped
  /// `output_audio_buffer.cleared`
  case outputAudioBufferCleared
  /// `conversation.item.added`
  case conversationItemAdded
  /// `conversation.item.done`
  case conversationItemDone
  /// `input_audio_buffer.timeout_triggered`
  case inputAudioBufferTimeoutTriggered
  /// `conversation.item.input_audio_transcription.segment`
  case conversationItemInputAudioTranscriptionSegment
  /// `mcp_list_tools.in_progress`
  case mcpListToolsInProgress
  /// `mcp_list_tools.completed`
  case mcpListToolsCompleted
  /// `mcp_list_tools.failed`
  case mcpListToolsFailed
  /// `response.mcp_call_arguments.delta`
  case responseMCPCallArgumentsDelta
  /// `response.mcp_call_arguments.done`
  case responseMCPCallArgumentsDone
  /// `response.mcp_call.in_progress`
  case responseMCPCallInProgress
  /// `response.mcp_call.completed`
  case responseMCPCallCompleted
  /// `response.mcp_call.failed`
  case responseMCPCallFailed
  /// `session.closed`
  case sessionClosed
  /// `session.input_transcript.delta`
  case sessionInputTranscriptDelta
  /// `session.output_transcript.delta`
  case sessionOutputTranscriptDelta
  /// `session.output_audio.delta`
  case sessionOutputAudioDelta
  /// `response.audio.delta`
  case responseAudioDelta
  /// `response.audio.done`
  case responseAudioDone
  /// `response.audio_transcript.delta`
  case responseAudioTranscriptDelta
  /// `response.audio_transcript.done`
  case responseAudioTranscriptDone
  /// `response.text.delta`
  case responseTextDelta
  /// `response.text.done`
  case responseTextDone
  /// `transcription_session.created`
  case transcriptionSessionCreated
  /// `transcription_session.updated`
  case transcriptionSessionUpdated
  /// A type this package does not know; the event is still delivered, under its own name.
  case unknown

  /// The kind of events of this type.
  public init(type: String) {
    self.init(position: Self.names.position(of: type.utf8Span.span.bytes))
  }

  /// The type as it stands in JSON, nil for `unknown`.
  public var wireName: String? {
    switch self {
    case .conversationCreated: "conversation.created"
    case .conversationItemCreated: "conversation.item.created"
    case .conversationItemDeleted: "conversation.item.deleted"
    case .conversationItemInputAudioTranscriptionCompleted:
      "conversation.item.input_audio_transcription.completed"
    case .conversationItemInputAudioTranscriptionDelta: "conversation.item.input_audio_transcription.delta"
    case .conversationItemInputAudioTranscriptionFailed: "conversation.item.input_audio_transcription.failed"
    case .conversationItemRetrieved: "conversation.item.retrieved"
    case .conversationItemTruncated: "conversation.item.truncated"
    case .error: "error"
    case .inputAudioBufferCleared: "input_audio_buffer.cleared"
    case .inputAudioBufferCommitted: "input_audio_buffer.committed"
    case .inputAudioBufferDtmfEventReceived: "input_audio_buffer.dtmf_event_received"
    case .inputAudioBufferSpeechStarted: "input_audio_buffer.speech_started"
    case .inputAudioBufferSpeechStopped: "input_audio_buffer.speech_stopped"
    case .rateLimitsUpdated: "rate_limits.updated"
    case .responseOutputAudioDelta: "response.output_audio.delta"
    case .responseOutputAudioDone: "response.output_audio.done"
    case .responseOutputAudioTranscriptDelta: "response.output_audio_transcript.delta"
    case .responseOutputAudioTranscriptDone: "response.output_audio_transcript.done"
    case .responseContentPartAdded: "response.content_part.added"
    case .responseContentPartDone: "response.content_part.done"
    case .responseCreated: "response.created"
    case .responseDone: "response.done"
    case .responseFunctionCallArgumentsDelta: "response.function_call_arguments.delta"
    case .responseFunctionCallArgumentsDone: "response.function_call_arguments.done"
    case .responseOutputItemAdded: "response.output_item.added"
    case .responseOutputItemDone: "response.output_item.done"
    case .responseOutputTextDelta: "response.output_text.delta"
    case .responseOutputTextDone: "response.output_text.done"
    case .sessionCreated: "session.created"
    case .sessionUpdated: "session.updated"
    case .outputAudioBufferStarted: "output_audio_buffer.started"
    case .outputAudioBufferStopped: "output_audio_buffer.stopped"
    case .outputAudioBufferCleared: "output_audio_buffer.cleared"
    case .conversationItemAdded: "conversation.item.added"
    case .conversationItemDone: "conversation.item.done"
    case .inputAudioBufferTimeoutTriggered: "input_audio_buffer.timeout_triggered"
    case .conversationItemInputAudioTranscriptionSegment:
      "conversation.item.input_audio_transcription.segment"
    case .mcpListToolsInProgress: "mcp_list_tools.in_progress"
    case .mcpListToolsCompleted: "mcp_list_tools.completed"
    case .mcpListToolsFailed: "mcp_list_tools.failed"
    case .responseMCPCallArgumentsDelta: "response.mcp_call_arguments.delta"
    case .responseMCPCallArgumentsDone: "response.mcp_call_arguments.done"
    case .responseMCPCallInProgress: "response.mcp_call.in_progress"
    case .responseMCPCallCompleted: "response.mcp_call.completed"
    case .responseMCPCallFailed: "response.mcp_call.failed"
    case .sessionClosed: "session.closed"
    case .sessionInputTranscriptDelta: "session.input_transcript.delta"
    case .sessionOutputTranscriptDelta: "session.output_transcript.delta"
    case .sessionOutputAudioDelta: "session.output_audio.delta"
    case .responseAudioDelta: "response.audio.delta"
    case .responseAudioDone: "response.audio.done"
    case .responseAudioTranscriptDelta: "response.audio_transcript.delta"
    case .responseAudioTranscriptDone: "response.audio_transcript.done"
    case .responseTextDelta: "response.text.delta"
    case .responseTextDone: "response.text.done"
    case .transcriptionSessionCreated: "transcription_session.created"
    case .transcriptionSessionUpdated: "transcription_session.updated"
    case .unknown: nil
    }
  }

  /// The names by position.
  static let names = JSONNames(allCases.dropLast().map { $0.wireName ?? "" })

  /// The case of the name at this position, `unknown` if there is none.
  init(position: UInt8) {
    self = Self(rawValue: position) ?? .unknown
  }
}
