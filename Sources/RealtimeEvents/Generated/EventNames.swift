// Written by Generator/generate from events.facts: change those, not this file.

extension EventName where Event == ConversationCreated {
  /// `conversation.created`: A conversation began, right after the session.
  public static var conversationCreated: Self { Self(.kind(.conversationCreated)) }
}

extension EventName where Event == ConversationItemCreated {
  /// `conversation.item.created`: An item was added (beta; GA says `conversation.item.added`).
  public static var conversationItemCreated: Self { Self(.kind(.conversationItemCreated)) }
}

extension EventName where Event == ConversationItemDeleted {
  /// `conversation.item.deleted`: An item was removed.
  public static var conversationItemDeleted: Self { Self(.kind(.conversationItemDeleted)) }
}

extension EventName where Event == ConversationItemInputAudioTranscriptionCompleted {
  /// `conversation.item.input_audio_transcription.completed`: Input audio was transcribed.
  public static var conversationItemInputAudioTranscriptionCompleted: Self {
    Self(.kind(.conversationItemInputAudioTranscriptionCompleted))
  }
}

extension EventName where Event == ConversationItemInputAudioTranscriptionDelta {
  /// `conversation.item.input_audio_transcription.delta`: More of a transcript.
  public static var conversationItemInputAudioTranscriptionDelta: Self {
    Self(.kind(.conversationItemInputAudioTranscriptionDelta))
  }
}

extension EventName where Event == ConversationItemInputAudioTranscriptionFailed {
  /// `conversation.item.input_audio_transcription.failed`: Input audio could not be transcribed.
  public static var conversationItemInputAudioTranscriptionFailed: Self {
    Self(.kind(.conversationItemInputAudioTranscriptionFailed))
  }
}

extension EventName where Event == ConversationItemRetrieved {
  /// `conversation.item.retrieved`: An item that was asked for.
  public static var conversationItemRetrieved: Self { Self(.kind(.conversationItemRetrieved)) }
}

extension EventName where Event == ConversationItemTruncated {
  /// `conversation.item.truncated`: What the assistant said was cut.
  public static var conversationItemTruncated: Self { Self(.kind(.conversationItemTruncated)) }
}

extension EventName where Event == InputAudioBufferCleared {
  /// `input_audio_buffer.cleared`: The input buffer was emptied.
  public static var inputAudioBufferCleared: Self { Self(.kind(.inputAudioBufferCleared)) }
}

extension EventName where Event == InputAudioBufferCommitted {
  /// `input_audio_buffer.committed`: The input buffer became a user message.
  public static var inputAudioBufferCommitted: Self { Self(.kind(.inputAudioBufferCommitted)) }
}

extension EventName where Event == InputAudioBufferDtmfEventReceived {
  /// `input_audio_buffer.dtmf_event_received`: A key was pressed on the phone (SIP). It has no event id.
  public static var inputAudioBufferDtmfEventReceived: Self {
    Self(.kind(.inputAudioBufferDtmfEventReceived))
  }
}

extension EventName where Event == InputAudioBufferSpeechStarted {
  /// `input_audio_buffer.speech_started`: Speech began in the input buffer.
  public static var inputAudioBufferSpeechStarted: Self { Self(.kind(.inputAudioBufferSpeechStarted)) }
}

extension EventName where Event == InputAudioBufferSpeechStopped {
  /// `input_audio_buffer.speech_stopped`: Speech ended in the input buffer.
  public static var inputAudioBufferSpeechStopped: Self { Self(.kind(.inputAudioBufferSpeechStopped)) }
}

extension EventName where Event == RateLimitsUpdated {
  /// `rate_limits.updated`: What is left of the rate limits.
  public static var rateLimitsUpdated: Self { Self(.kind(.rateLimitsUpdated)) }
}

extension EventName where Event == ResponseOutputAudioDelta {
  /// `response.output_audio.delta`: More of the answer's audio.
  public static var responseOutputAudioDelta: Self { Self(.kind(.responseOutputAudioDelta)) }
}

extension EventName where Event == ResponseOutputAudioDone {
  /// `response.output_audio.done`: The answer's audio is complete.
  public static var responseOutputAudioDone: Self { Self(.kind(.responseOutputAudioDone)) }
}

extension EventName where Event == ResponseOutputAudioTranscriptDelta {
  /// `response.output_audio_transcript.delta`: More of what the answer says.
  public static var responseOutputAudioTranscriptDelta: Self {
    Self(.kind(.responseOutputAudioTranscriptDelta))
  }
}

extension EventName where Event == ResponseOutputAudioTranscriptDone {
  /// `response.output_audio_transcript.done`: What the answer says is complete.
  public static var responseOutputAudioTranscriptDone: Self {
    Self(.kind(.responseOutputAudioTranscriptDone))
  }
}

extension EventName where Event == ResponseContentPartAdded {
  /// `response.content_part.added`: An item of the answer got a part.
  public static var responseContentPartAdded: Self { Self(.kind(.responseContentPartAdded)) }
}

extension EventName where Event == ResponseContentPartDone {
  /// `response.content_part.done`: A part of the answer is complete.
  public static var responseContentPartDone: Self { Self(.kind(.responseContentPartDone)) }
}

extension EventName where Event == ResponseCreated {
  /// `response.created`: A response began.
  public static var responseCreated: Self { Self(.kind(.responseCreated)) }
}

extension EventName where Event == ResponseDone {
  /// `response.done`: A response ended, well or not: see its status.
  public static var responseDone: Self { Self(.kind(.responseDone)) }
}

extension EventName where Event == ResponseFunctionCallArgumentsDelta {
  /// `response.function_call_arguments.delta`: More of a function call's arguments.
  public static var responseFunctionCallArgumentsDelta: Self {
    Self(.kind(.responseFunctionCallArgumentsDelta))
  }
}

extension EventName where Event == ResponseFunctionCallArgumentsDone {
  /// `response.function_call_arguments.done`: A function call's arguments are complete.
  public static var responseFunctionCallArgumentsDone: Self {
    Self(.kind(.responseFunctionCallArgumentsDone))
  }
}

extension EventName where Event == ResponseOutputItemAdded {
  /// `response.output_item.added`: The answer got an item.
  public static var responseOutputItemAdded: Self { Self(.kind(.responseOutputItemAdded)) }
}

extension EventName where Event == ResponseOutputItemDone {
  /// `response.output_item.done`: An item of the answer is complete.
  public static var responseOutputItemDone: Self { Self(.kind(.responseOutputItemDone)) }
}

extension EventName where Event == ResponseOutputTextDelta {
  /// `response.output_text.delta`: More of the answer's text.
  public static var responseOutputTextDelta: Self { Self(.kind(.responseOutputTextDelta)) }
}

extension EventName where Event == ResponseOutputTextDone {
  /// `response.output_text.done`: The answer's text is complete.
  public static var responseOutputTextDone: Self { Self(.kind(.responseOutputTextDone)) }
}

extension EventName where Event == SessionCreated {
  /// `session.created`: The session is ready; always the first event.
  public static var sessionCreated: Self { Self(.kind(.sessionCreated)) }
}

extension EventName where Event == SessionUpdated {
  /// `session.updated`: The session changed.
  public static var sessionUpdated: Self { Self(.kind(.sessionUpdated)) }
}

extension EventName where Event == OutputAudioBufferStarted {
  /// `output_audio_buffer.started`: Audio began to play (WebRTC and SIP).
  public static var outputAudioBufferStarted: Self { Self(.kind(.outputAudioBufferStarted)) }
}

extension EventName where Event == OutputAudioBufferStopped {
  /// `output_audio_buffer.stopped`: Audio was played to its end (WebRTC and SIP).
  public static var outputAudioBufferStopped: Self { Self(.kind(.outputAudioBufferStopped)) }
}

extension EventName where Event == OutputAudioBufferCleared {
  /// `output_audio_buffer.cleared`: Audio was cut off (WebRTC and SIP).
  public static var outputAudioBufferCleared: Self { Self(.kind(.outputAudioBufferCleared)) }
}

extension EventName where Event == ConversationItemAdded {
  /// `conversation.item.added`: An item was added to the conversation.
  public static var conversationItemAdded: Self { Self(.kind(.conversationItemAdded)) }
}

extension EventName where Event == ConversationItemDone {
  /// `conversation.item.done`: An item of the conversation is complete.
  public static var conversationItemDone: Self { Self(.kind(.conversationItemDone)) }
}

extension EventName where Event == InputAudioBufferTimeoutTriggered {
  /// `input_audio_buffer.timeout_triggered`: Nobody spoke for the idle time.
  public static var inputAudioBufferTimeoutTriggered: Self { Self(.kind(.inputAudioBufferTimeoutTriggered)) }
}

extension EventName where Event == ConversationItemInputAudioTranscriptionSegment {
  /// `conversation.item.input_audio_transcription.segment`: A part of a transcript with its speaker.
  public static var conversationItemInputAudioTranscriptionSegment: Self {
    Self(.kind(.conversationItemInputAudioTranscriptionSegment))
  }
}

extension EventName where Event == MCPListToolsInProgress {
  /// `mcp_list_tools.in_progress`: An MCP server's tools are being listed.
  public static var mcpListToolsInProgress: Self { Self(.kind(.mcpListToolsInProgress)) }
}

extension EventName where Event == MCPListToolsCompleted {
  /// `mcp_list_tools.completed`: An MCP server's tools were listed.
  public static var mcpListToolsCompleted: Self { Self(.kind(.mcpListToolsCompleted)) }
}

extension EventName where Event == MCPListToolsFailed {
  /// `mcp_list_tools.failed`: An MCP server's tools could not be listed.
  public static var mcpListToolsFailed: Self { Self(.kind(.mcpListToolsFailed)) }
}

extension EventName where Event == ResponseMCPCallArgumentsDelta {
  /// `response.mcp_call_arguments.delta`: More of an MCP call's arguments.
  public static var responseMCPCallArgumentsDelta: Self { Self(.kind(.responseMCPCallArgumentsDelta)) }
}

extension EventName where Event == ResponseMCPCallArgumentsDone {
  /// `response.mcp_call_arguments.done`: An MCP call's arguments are complete.
  public static var responseMCPCallArgumentsDone: Self { Self(.kind(.responseMCPCallArgumentsDone)) }
}

extension EventName where Event == ResponseMCPCallInProgress {
  /// `response.mcp_call.in_progress`: An MCP call runs.
  public static var responseMCPCallInProgress: Self { Self(.kind(.responseMCPCallInProgress)) }
}

extension EventName where Event == ResponseMCPCallCompleted {
  /// `response.mcp_call.completed`: An MCP call gave its output.
  public static var responseMCPCallCompleted: Self { Self(.kind(.responseMCPCallCompleted)) }
}

extension EventName where Event == ResponseMCPCallFailed {
  /// `response.mcp_call.failed`: An MCP call failed.
  public static var responseMCPCallFailed: Self { Self(.kind(.responseMCPCallFailed)) }
}

extension EventName where Event == SessionClosed {
  /// `session.closed`: The session ended; nothing follows.
  public static var sessionClosed: Self { Self(.kind(.sessionClosed)) }
}

extension EventName where Event == SessionInputTranscriptDelta {
  /// `session.input_transcript.delta`: More of what was said, in its own language.
  public static var sessionInputTranscriptDelta: Self { Self(.kind(.sessionInputTranscriptDelta)) }
}

extension EventName where Event == SessionOutputTranscriptDelta {
  /// `session.output_transcript.delta`: More of what was said, translated.
  public static var sessionOutputTranscriptDelta: Self { Self(.kind(.sessionOutputTranscriptDelta)) }
}

extension EventName where Event == SessionOutputAudioDelta {
  /// `session.output_audio.delta`: More translated audio.
  public static var sessionOutputAudioDelta: Self { Self(.kind(.sessionOutputAudioDelta)) }
}

extension EventName where Event == ResponseOutputAudioDelta {
  /// `response.audio.delta`: More of the answer's audio.
  public static var responseAudioDelta: Self { Self(.kind(.responseAudioDelta)) }
}

extension EventName where Event == ResponseOutputAudioDone {
  /// `response.audio.done`: The answer's audio is complete.
  public static var responseAudioDone: Self { Self(.kind(.responseAudioDone)) }
}

extension EventName where Event == ResponseOutputAudioTranscriptDelta {
  /// `response.audio_transcript.delta`: More of what the answer says.
  public static var responseAudioTranscriptDelta: Self { Self(.kind(.responseAudioTranscriptDelta)) }
}

extension EventName where Event == ResponseOutputAudioTranscriptDone {
  /// `response.audio_transcript.done`: What the answer says is complete.
  public static var responseAudioTranscriptDone: Self { Self(.kind(.responseAudioTranscriptDone)) }
}

extension EventName where Event == ResponseOutputTextDelta {
  /// `response.text.delta`: More of the answer's text.
  public static var responseTextDelta: Self { Self(.kind(.responseTextDelta)) }
}

extension EventName where Event == ResponseOutputTextDone {
  /// `response.text.done`: The answer's text is complete.
  public static var responseTextDone: Self { Self(.kind(.responseTextDone)) }
}

extension EventName where Event == TranscriptionSessionCreated {
  /// `transcription_session.created`: The transcription session is ready.
  public static var transcriptionSessionCreated: Self { Self(.kind(.transcriptionSessionCreated)) }
}

extension EventName where Event == TranscriptionSessionUpdated {
  /// `transcription_session.updated`: The transcription session changed.
  public static var transcriptionSessionUpdated: Self { Self(.kind(.transcriptionSessionUpdated)) }
}
