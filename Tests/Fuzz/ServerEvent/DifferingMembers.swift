// Written by Generator/generate from events.facts: change those, not this file.

import RealtimeEvents

extension ConversationCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.conversation != conversation { return "conversation" }
    return nil
  }
}

extension ConversationItemCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.previousItemID != copied(previousItemIDUTF8) { return "previous_item_id in place" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ConversationItemDeleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension ConversationItemInputAudioTranscriptionCompleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.transcript != transcript { return "transcript" }
    if owned.transcript != copied(transcriptUTF8) { return "transcript in place" }
    if owned.languages != languages { return "languages" }
    if owned.logprobs != logprobs { return "logprobs" }
    if owned.usage != usage { return "usage" }
    return nil
  }
}

extension ConversationItemInputAudioTranscriptionDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    if owned.logprobs != logprobs { return "logprobs" }
    if owned.obfuscation != obfuscation { return "obfuscation" }
    if owned.obfuscation != copied(obfuscationUTF8) { return "obfuscation in place" }
    return nil
  }
}

extension ConversationItemInputAudioTranscriptionFailed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.error != error { return "error" }
    return nil
  }
}

extension ConversationItemRetrieved {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ConversationItemTruncated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.audioEndMs != audioEndMs { return "audio_end_ms" }
    return nil
  }
}

extension ErrorEvent {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.error != error { return "error" }
    return nil
  }
}

extension InputAudioBufferCleared {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    return nil
  }
}

extension InputAudioBufferCommitted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.previousItemID != copied(previousItemIDUTF8) { return "previous_item_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension InputAudioBufferDtmfEventReceived {
  var differingMember: String? {
    let owned = owned()
    if owned.event != event { return "event" }
    if owned.event != copied(eventUTF8) { return "event in place" }
    if owned.receivedAt != receivedAt { return "received_at" }
    return nil
  }
}

extension InputAudioBufferSpeechStarted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.audioStartMs != audioStartMs { return "audio_start_ms" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension InputAudioBufferSpeechStopped {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.audioEndMs != audioEndMs { return "audio_end_ms" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension RateLimitsUpdated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.rateLimits != rateLimits { return "rate_limits" }
    return nil
  }
}

extension ResponseOutputAudioDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.audio != audio.withUnsafeBytes({ Array($0) }) { return "audio" }
    return nil
  }
}

extension ResponseOutputAudioDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    return nil
  }
}

extension ResponseOutputAudioTranscriptDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    return nil
  }
}

extension ResponseOutputAudioTranscriptDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.transcript != transcript { return "transcript" }
    if owned.transcript != copied(transcriptUTF8) { return "transcript in place" }
    return nil
  }
}

extension ResponseContentPartAdded {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.part != part { return "part" }
    return nil
  }
}

extension ResponseContentPartDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.part != part { return "part" }
    return nil
  }
}

extension ResponseCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.response != response { return "response" }
    return nil
  }
}

extension ResponseDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.response != response { return "response" }
    return nil
  }
}

extension ResponseFunctionCallArgumentsDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.callID != callID { return "call_id" }
    if owned.callID != copied(callIDUTF8) { return "call_id in place" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    return nil
  }
}

extension ResponseFunctionCallArgumentsDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.callID != callID { return "call_id" }
    if owned.callID != copied(callIDUTF8) { return "call_id in place" }
    if owned.name != name { return "name" }
    if owned.name != copied(nameUTF8) { return "name in place" }
    if owned.arguments != arguments { return "arguments" }
    if owned.arguments != copied(argumentsUTF8) { return "arguments in place" }
    return nil
  }
}

extension ResponseOutputItemAdded {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ResponseOutputItemDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ResponseOutputTextDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    return nil
  }
}

extension ResponseOutputTextDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.text != text { return "text" }
    if owned.text != copied(textUTF8) { return "text in place" }
    return nil
  }
}

extension SessionCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.session != session { return "session" }
    return nil
  }
}

extension SessionUpdated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.session != session { return "session" }
    return nil
  }
}

extension OutputAudioBufferStarted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    return nil
  }
}

extension OutputAudioBufferStopped {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    return nil
  }
}

extension OutputAudioBufferCleared {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    return nil
  }
}

extension ConversationItemAdded {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.previousItemID != copied(previousItemIDUTF8) { return "previous_item_id in place" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ConversationItemDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.previousItemID != copied(previousItemIDUTF8) { return "previous_item_id in place" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension InputAudioBufferTimeoutTriggered {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.audioStartMs != audioStartMs { return "audio_start_ms" }
    if owned.audioEndMs != audioEndMs { return "audio_end_ms" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension ConversationItemInputAudioTranscriptionSegment {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.text != text { return "text" }
    if owned.text != copied(textUTF8) { return "text in place" }
    if owned.id != id { return "id" }
    if owned.id != copied(idUTF8) { return "id in place" }
    if owned.speaker != speaker { return "speaker" }
    if owned.speaker != copied(speakerUTF8) { return "speaker in place" }
    if owned.start != start { return "start" }
    if owned.end != end { return "end" }
    return nil
  }
}

extension MCPListToolsInProgress {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension MCPListToolsCompleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension MCPListToolsFailed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension ResponseMCPCallArgumentsDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    if owned.obfuscation != obfuscation { return "obfuscation" }
    if owned.obfuscation != copied(obfuscationUTF8) { return "obfuscation in place" }
    return nil
  }
}

extension ResponseMCPCallArgumentsDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.responseID != responseID { return "response_id" }
    if owned.responseID != copied(responseIDUTF8) { return "response_id in place" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.arguments != arguments { return "arguments" }
    if owned.arguments != copied(argumentsUTF8) { return "arguments in place" }
    return nil
  }
}

extension ResponseMCPCallInProgress {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension ResponseMCPCallCompleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension ResponseMCPCallFailed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.itemID != itemID { return "item_id" }
    if owned.itemID != copied(itemIDUTF8) { return "item_id in place" }
    return nil
  }
}

extension SessionClosed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    return nil
  }
}

extension SessionInputTranscriptDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    if owned.elapsedMs != elapsedMs { return "elapsed_ms" }
    return nil
  }
}

extension SessionOutputTranscriptDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.delta != delta { return "delta" }
    if owned.delta != copied(deltaUTF8) { return "delta in place" }
    if owned.elapsedMs != elapsedMs { return "elapsed_ms" }
    return nil
  }
}

extension SessionOutputAudioDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.audio != audio.withUnsafeBytes({ Array($0) }) { return "audio" }
    if owned.sampleRate != sampleRate { return "sample_rate" }
    if owned.channels != channels { return "channels" }
    if owned.format != format { return "format" }
    if owned.elapsedMs != elapsedMs { return "elapsed_ms" }
    return nil
  }
}

extension TranscriptionSessionCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.session != session { return "session" }
    return nil
  }
}

extension TranscriptionSessionUpdated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.eventID != copied(eventIDUTF8) { return "event_id in place" }
    if owned.session != session { return "session" }
    return nil
  }
}
