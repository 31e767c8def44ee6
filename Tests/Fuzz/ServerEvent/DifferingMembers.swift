// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

import OpenAIRealtime

extension ConversationCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.conversation != conversation { return "conversation" }
    return nil
  }
}

extension ConversationItemCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ConversationItemDeleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension ConversationItemInputAudioTranscriptionCompleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.transcript != transcript { return "transcript" }
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
    if owned.itemID != itemID { return "item_id" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.delta != delta { return "delta" }
    if owned.logprobs != logprobs { return "logprobs" }
    if owned.obfuscation != obfuscation { return "obfuscation" }
    return nil
  }
}

extension ConversationItemInputAudioTranscriptionFailed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.error != error { return "error" }
    return nil
  }
}

extension ConversationItemRetrieved {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ConversationItemTruncated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.audioEndMs != audioEndMs { return "audio_end_ms" }
    return nil
  }
}

extension ErrorEvent {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.error != error { return "error" }
    return nil
  }
}

extension InputAudioBufferCleared {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    return nil
  }
}

extension InputAudioBufferCommitted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension InputAudioBufferDtmfEventReceived {
  var differingMember: String? {
    let owned = owned()
    if owned.event != event { return "event" }
    if owned.receivedAt != receivedAt { return "received_at" }
    return nil
  }
}

extension InputAudioBufferSpeechStarted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.audioStartMs != audioStartMs { return "audio_start_ms" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension InputAudioBufferSpeechStopped {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.audioEndMs != audioEndMs { return "audio_end_ms" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension RateLimitsUpdated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.rateLimits != rateLimits { return "rate_limits" }
    return nil
  }
}

extension ResponseOutputAudioDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
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
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    return nil
  }
}

extension ResponseOutputAudioTranscriptDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.delta != delta { return "delta" }
    return nil
  }
}

extension ResponseOutputAudioTranscriptDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.transcript != transcript { return "transcript" }
    return nil
  }
}

extension ResponseContentPartAdded {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
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
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
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
    if owned.response != response { return "response" }
    return nil
  }
}

extension ResponseDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.response != response { return "response" }
    return nil
  }
}

extension ResponseFunctionCallArgumentsDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.callID != callID { return "call_id" }
    if owned.delta != delta { return "delta" }
    return nil
  }
}

extension ResponseFunctionCallArgumentsDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.callID != callID { return "call_id" }
    if owned.name != name { return "name" }
    if owned.arguments != arguments { return "arguments" }
    return nil
  }
}

extension ResponseOutputItemAdded {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ResponseOutputItemDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ResponseOutputTextDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.delta != delta { return "delta" }
    return nil
  }
}

extension ResponseOutputTextDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.text != text { return "text" }
    return nil
  }
}

extension SessionCreated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.session != session { return "session" }
    return nil
  }
}

extension SessionUpdated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.session != session { return "session" }
    return nil
  }
}

extension OutputAudioBufferStarted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    return nil
  }
}

extension OutputAudioBufferStopped {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    return nil
  }
}

extension OutputAudioBufferCleared {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    return nil
  }
}

extension ConversationItemAdded {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension ConversationItemDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.previousItemID != previousItemID { return "previous_item_id" }
    if owned.item != item { return "item" }
    return nil
  }
}

extension InputAudioBufferTimeoutTriggered {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.audioStartMs != audioStartMs { return "audio_start_ms" }
    if owned.audioEndMs != audioEndMs { return "audio_end_ms" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}
