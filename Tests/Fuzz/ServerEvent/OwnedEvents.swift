// Written by Generator/generate from events.facts: change those, not this file.

import RealtimeEvents

/// The event as the value its own type gives, nil if it has no type.
func ownedEvent(_ event: borrowing ServerEvent) -> (any Hashable & Sendable)? {
  let event = copy event
  switch event.kind {
  case .conversationCreated: return ConversationCreated(event).owned()
  case .conversationItemCreated: return ConversationItemCreated(event).owned()
  case .conversationItemDeleted: return ConversationItemDeleted(event).owned()
  case .conversationItemInputAudioTranscriptionCompleted:
    return ConversationItemInputAudioTranscriptionCompleted(event).owned()
  case .conversationItemInputAudioTranscriptionDelta:
    return ConversationItemInputAudioTranscriptionDelta(event).owned()
  case .conversationItemInputAudioTranscriptionFailed:
    return ConversationItemInputAudioTranscriptionFailed(event).owned()
  case .conversationItemRetrieved: return ConversationItemRetrieved(event).owned()
  case .conversationItemTruncated: return ConversationItemTruncated(event).owned()
  case .error: return ErrorEvent(event).owned()
  case .inputAudioBufferCleared: return InputAudioBufferCleared(event).owned()
  case .inputAudioBufferCommitted: return InputAudioBufferCommitted(event).owned()
  case .inputAudioBufferDtmfEventReceived: return InputAudioBufferDtmfEventReceived(event).owned()
  case .inputAudioBufferSpeechStarted: return InputAudioBufferSpeechStarted(event).owned()
  case .inputAudioBufferSpeechStopped: return InputAudioBufferSpeechStopped(event).owned()
  case .rateLimitsUpdated: return RateLimitsUpdated(event).owned()
  case .responseOutputAudioDelta: return ResponseOutputAudioDelta(event).owned()
  case .responseOutputAudioDone: return ResponseOutputAudioDone(event).owned()
  case .responseOutputAudioTranscriptDelta: return ResponseOutputAudioTranscriptDelta(event).owned()
  case .responseOutputAudioTranscriptDone: return ResponseOutputAudioTranscriptDone(event).owned()
  case .responseContentPartAdded: return ResponseContentPartAdded(event).owned()
  case .responseContentPartDone: return ResponseContentPartDone(event).owned()
  case .responseCreated: return ResponseCreated(event).owned()
  case .responseDone: return ResponseDone(event).owned()
  case .responseFunctionCallArgumentsDelta: return ResponseFunctionCallArgumentsDelta(event).owned()
  case .responseFunctionCallArgumentsDone: return ResponseFunctionCallArgumentsDone(event).owned()
  case .responseOutputItemAdded: return ResponseOutputItemAdded(event).owned()
  case .responseOutputItemDone: return ResponseOutputItemDone(event).owned()
  case .responseOutputTextDelta: return ResponseOutputTextDelta(event).owned()
  case .responseOutputTextDone: return ResponseOutputTextDone(event).owned()
  case .sessionCreated: return SessionCreated(event).owned()
  case .sessionUpdated: return SessionUpdated(event).owned()
  case .outputAudioBufferStarted: return OutputAudioBufferStarted(event).owned()
  case .outputAudioBufferStopped: return OutputAudioBufferStopped(event).owned()
  case .outputAudioBufferCleared: return OutputAudioBufferCleared(event).owned()
  case .conversationItemAdded: return ConversationItemAdded(event).owned()
  case .conversationItemDone: return ConversationItemDone(event).owned()
  case .inputAudioBufferTimeoutTriggered: return InputAudioBufferTimeoutTriggered(event).owned()
  case .conversationItemInputAudioTranscriptionSegment:
    return ConversationItemInputAudioTranscriptionSegment(event).owned()
  case .mcpListToolsInProgress: return MCPListToolsInProgress(event).owned()
  case .mcpListToolsCompleted: return MCPListToolsCompleted(event).owned()
  case .mcpListToolsFailed: return MCPListToolsFailed(event).owned()
  case .responseMCPCallArgumentsDelta: return ResponseMCPCallArgumentsDelta(event).owned()
  case .responseMCPCallArgumentsDone: return ResponseMCPCallArgumentsDone(event).owned()
  case .responseMCPCallInProgress: return ResponseMCPCallInProgress(event).owned()
  case .responseMCPCallCompleted: return ResponseMCPCallCompleted(event).owned()
  case .responseMCPCallFailed: return ResponseMCPCallFailed(event).owned()
  case .sessionClosed: return SessionClosed(event).owned()
  case .sessionInputTranscriptDelta: return SessionInputTranscriptDelta(event).owned()
  case .sessionOutputTranscriptDelta: return SessionOutputTranscriptDelta(event).owned()
  case .sessionOutputAudioDelta: return SessionOutputAudioDelta(event).owned()
  case .responseAudioDelta: return ResponseAudioDelta(event).owned()
  case .responseAudioDone: return ResponseAudioDone(event).owned()
  case .responseAudioTranscriptDelta: return ResponseAudioTranscriptDelta(event).owned()
  case .responseAudioTranscriptDone: return ResponseAudioTranscriptDone(event).owned()
  case .responseTextDelta: return ResponseTextDelta(event).owned()
  case .responseTextDone: return ResponseTextDone(event).owned()
  case .transcriptionSessionCreated: return TranscriptionSessionCreated(event).owned()
  case .transcriptionSessionUpdated: return TranscriptionSessionUpdated(event).owned()
  case .unknown: return nil
  }
}

/// The name of a member that the event's view and its owned value read differently, nil if there is none.
func differingMember(_ event: borrowing ServerEvent) -> String? {
  let event = copy event
  switch event.kind {
  case .conversationCreated: return ConversationCreated(event).differingMember
  case .conversationItemCreated: return ConversationItemCreated(event).differingMember
  case .conversationItemDeleted: return ConversationItemDeleted(event).differingMember
  case .conversationItemInputAudioTranscriptionCompleted:
    return ConversationItemInputAudioTranscriptionCompleted(event).differingMember
  case .conversationItemInputAudioTranscriptionDelta:
    return ConversationItemInputAudioTranscriptionDelta(event).differingMember
  case .conversationItemInputAudioTranscriptionFailed:
    return ConversationItemInputAudioTranscriptionFailed(event).differingMember
  case .conversationItemRetrieved: return ConversationItemRetrieved(event).differingMember
  case .conversationItemTruncated: return ConversationItemTruncated(event).differingMember
  case .error: return ErrorEvent(event).differingMember
  case .inputAudioBufferCleared: return InputAudioBufferCleared(event).differingMember
  case .inputAudioBufferCommitted: return InputAudioBufferCommitted(event).differingMember
  case .inputAudioBufferDtmfEventReceived: return InputAudioBufferDtmfEventReceived(event).differingMember
  case .inputAudioBufferSpeechStarted: return InputAudioBufferSpeechStarted(event).differingMember
  case .inputAudioBufferSpeechStopped: return InputAudioBufferSpeechStopped(event).differingMember
  case .rateLimitsUpdated: return RateLimitsUpdated(event).differingMember
  case .responseOutputAudioDelta: return ResponseOutputAudioDelta(event).differingMember
  case .responseOutputAudioDone: return ResponseOutputAudioDone(event).differingMember
  case .responseOutputAudioTranscriptDelta: return ResponseOutputAudioTranscriptDelta(event).differingMember
  case .responseOutputAudioTranscriptDone: return ResponseOutputAudioTranscriptDone(event).differingMember
  case .responseContentPartAdded: return ResponseContentPartAdded(event).differingMember
  case .responseContentPartDone: return ResponseContentPartDone(event).differingMember
  case .responseCreated: return ResponseCreated(event).differingMember
  case .responseDone: return ResponseDone(event).differingMember
  case .responseFunctionCallArgumentsDelta: return ResponseFunctionCallArgumentsDelta(event).differingMember
  case .responseFunctionCallArgumentsDone: return ResponseFunctionCallArgumentsDone(event).differingMember
  case .responseOutputItemAdded: return ResponseOutputItemAdded(event).differingMember
  case .responseOutputItemDone: return ResponseOutputItemDone(event).differingMember
  case .responseOutputTextDelta: return ResponseOutputTextDelta(event).differingMember
  case .responseOutputTextDone: return ResponseOutputTextDone(event).differingMember
  case .sessionCreated: return SessionCreated(event).differingMember
  case .sessionUpdated: return SessionUpdated(event).differingMember
  case .outputAudioBufferStarted: return OutputAudioBufferStarted(event).differingMember
  case .outputAudioBufferStopped: return OutputAudioBufferStopped(event).differingMember
  case .outputAudioBufferCleared: return OutputAudioBufferCleared(event).differingMember
  case .conversationItemAdded: return ConversationItemAdded(event).differingMember
  case .conversationItemDone: return ConversationItemDone(event).differingMember
  case .inputAudioBufferTimeoutTriggered: return InputAudioBufferTimeoutTriggered(event).differingMember
  case .conversationItemInputAudioTranscriptionSegment:
    return ConversationItemInputAudioTranscriptionSegment(event).differingMember
  case .mcpListToolsInProgress: return MCPListToolsInProgress(event).differingMember
  case .mcpListToolsCompleted: return MCPListToolsCompleted(event).differingMember
  case .mcpListToolsFailed: return MCPListToolsFailed(event).differingMember
  case .responseMCPCallArgumentsDelta: return ResponseMCPCallArgumentsDelta(event).differingMember
  case .responseMCPCallArgumentsDone: return ResponseMCPCallArgumentsDone(event).differingMember
  case .responseMCPCallInProgress: return ResponseMCPCallInProgress(event).differingMember
  case .responseMCPCallCompleted: return ResponseMCPCallCompleted(event).differingMember
  case .responseMCPCallFailed: return ResponseMCPCallFailed(event).differingMember
  case .sessionClosed: return SessionClosed(event).differingMember
  case .sessionInputTranscriptDelta: return SessionInputTranscriptDelta(event).differingMember
  case .sessionOutputTranscriptDelta: return SessionOutputTranscriptDelta(event).differingMember
  case .sessionOutputAudioDelta: return SessionOutputAudioDelta(event).differingMember
  case .responseAudioDelta: return ResponseAudioDelta(event).differingMember
  case .responseAudioDone: return ResponseAudioDone(event).differingMember
  case .responseAudioTranscriptDelta: return ResponseAudioTranscriptDelta(event).differingMember
  case .responseAudioTranscriptDone: return ResponseAudioTranscriptDone(event).differingMember
  case .responseTextDelta: return ResponseTextDelta(event).differingMember
  case .responseTextDone: return ResponseTextDone(event).differingMember
  case .transcriptionSessionCreated: return TranscriptionSessionCreated(event).differingMember
  case .transcriptionSessionUpdated: return TranscriptionSessionUpdated(event).differingMember
  case .unknown: return nil
  }
}
