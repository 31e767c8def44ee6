// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

import OpenAIRealtime

/// The event as the value its own type gives, nil if it has no type.
func ownedEvent(_ event: borrowing ServerEvent) -> (any Sendable)? {
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
