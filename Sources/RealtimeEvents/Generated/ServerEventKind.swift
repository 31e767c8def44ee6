// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The kind of a server event, found once from the bytes of its `type`.
public enum ServerEventKind: Sendable, CaseIterable {
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
    unsafe self.init(position: Self.names.position(of: type.utf8Span.span.bytes))
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

  /// The member that is audio in base64, nil for events without one.
  var audioMember: MemberName? {
    switch self {
    case .responseOutputAudioDelta: .delta
    case .sessionOutputAudioDelta: .delta
    case .responseAudioDelta: .delta
    default: nil
    }
  }

  /// The place of the name in `names`. In a release build the same bits as the case: no instruction.
  var position: UInt8 {
    switch self {
    case .conversationCreated: 0
    case .conversationItemCreated: 1
    case .conversationItemDeleted: 2
    case .conversationItemInputAudioTranscriptionCompleted: 3
    case .conversationItemInputAudioTranscriptionDelta: 4
    case .conversationItemInputAudioTranscriptionFailed: 5
    case .conversationItemRetrieved: 6
    case .conversationItemTruncated: 7
    case .error: 8
    case .inputAudioBufferCleared: 9
    case .inputAudioBufferCommitted: 10
    case .inputAudioBufferDtmfEventReceived: 11
    case .inputAudioBufferSpeechStarted: 12
    case .inputAudioBufferSpeechStopped: 13
    case .rateLimitsUpdated: 14
    case .responseOutputAudioDelta: 15
    case .responseOutputAudioDone: 16
    case .responseOutputAudioTranscriptDelta: 17
    case .responseOutputAudioTranscriptDone: 18
    case .responseContentPartAdded: 19
    case .responseContentPartDone: 20
    case .responseCreated: 21
    case .responseDone: 22
    case .responseFunctionCallArgumentsDelta: 23
    case .responseFunctionCallArgumentsDone: 24
    case .responseOutputItemAdded: 25
    case .responseOutputItemDone: 26
    case .responseOutputTextDelta: 27
    case .responseOutputTextDone: 28
    case .sessionCreated: 29
    case .sessionUpdated: 30
    case .outputAudioBufferStarted: 31
    case .outputAudioBufferStopped: 32
    case .outputAudioBufferCleared: 33
    case .conversationItemAdded: 34
    case .conversationItemDone: 35
    case .inputAudioBufferTimeoutTriggered: 36
    case .conversationItemInputAudioTranscriptionSegment: 37
    case .mcpListToolsInProgress: 38
    case .mcpListToolsCompleted: 39
    case .mcpListToolsFailed: 40
    case .responseMCPCallArgumentsDelta: 41
    case .responseMCPCallArgumentsDone: 42
    case .responseMCPCallInProgress: 43
    case .responseMCPCallCompleted: 44
    case .responseMCPCallFailed: 45
    case .sessionClosed: 46
    case .sessionInputTranscriptDelta: 47
    case .sessionOutputTranscriptDelta: 48
    case .sessionOutputAudioDelta: 49
    case .responseAudioDelta: 50
    case .responseAudioDone: 51
    case .responseAudioTranscriptDelta: 52
    case .responseAudioTranscriptDone: 53
    case .responseTextDelta: 54
    case .responseTextDone: 55
    case .transcriptionSessionCreated: 56
    case .transcriptionSessionUpdated: 57
    case .unknown: 58
    }
  }

  /// The names by position.
  static let names = JSONNames(allCases.dropLast().map { $0.wireName ?? "" })

  /// The case of the name at this position, `unknown` if there is none.
  init(position: UInt8) {
    switch position {
    case 0: self = .conversationCreated
    case 1: self = .conversationItemCreated
    case 2: self = .conversationItemDeleted
    case 3: self = .conversationItemInputAudioTranscriptionCompleted
    case 4: self = .conversationItemInputAudioTranscriptionDelta
    case 5: self = .conversationItemInputAudioTranscriptionFailed
    case 6: self = .conversationItemRetrieved
    case 7: self = .conversationItemTruncated
    case 8: self = .error
    case 9: self = .inputAudioBufferCleared
    case 10: self = .inputAudioBufferCommitted
    case 11: self = .inputAudioBufferDtmfEventReceived
    case 12: self = .inputAudioBufferSpeechStarted
    case 13: self = .inputAudioBufferSpeechStopped
    case 14: self = .rateLimitsUpdated
    case 15: self = .responseOutputAudioDelta
    case 16: self = .responseOutputAudioDone
    case 17: self = .responseOutputAudioTranscriptDelta
    case 18: self = .responseOutputAudioTranscriptDone
    case 19: self = .responseContentPartAdded
    case 20: self = .responseContentPartDone
    case 21: self = .responseCreated
    case 22: self = .responseDone
    case 23: self = .responseFunctionCallArgumentsDelta
    case 24: self = .responseFunctionCallArgumentsDone
    case 25: self = .responseOutputItemAdded
    case 26: self = .responseOutputItemDone
    case 27: self = .responseOutputTextDelta
    case 28: self = .responseOutputTextDone
    case 29: self = .sessionCreated
    case 30: self = .sessionUpdated
    case 31: self = .outputAudioBufferStarted
    case 32: self = .outputAudioBufferStopped
    case 33: self = .outputAudioBufferCleared
    case 34: self = .conversationItemAdded
    case 35: self = .conversationItemDone
    case 36: self = .inputAudioBufferTimeoutTriggered
    case 37: self = .conversationItemInputAudioTranscriptionSegment
    case 38: self = .mcpListToolsInProgress
    case 39: self = .mcpListToolsCompleted
    case 40: self = .mcpListToolsFailed
    case 41: self = .responseMCPCallArgumentsDelta
    case 42: self = .responseMCPCallArgumentsDone
    case 43: self = .responseMCPCallInProgress
    case 44: self = .responseMCPCallCompleted
    case 45: self = .responseMCPCallFailed
    case 46: self = .sessionClosed
    case 47: self = .sessionInputTranscriptDelta
    case 48: self = .sessionOutputTranscriptDelta
    case 49: self = .sessionOutputAudioDelta
    case 50: self = .responseAudioDelta
    case 51: self = .responseAudioDone
    case 52: self = .responseAudioTranscriptDelta
    case 53: self = .responseAudioTranscriptDone
    case 54: self = .responseTextDelta
    case 55: self = .responseTextDone
    case 56: self = .transcriptionSessionCreated
    case 57: self = .transcriptionSessionUpdated
    default: self = .unknown
    }
  }
}
