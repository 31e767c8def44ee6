// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

import OpenAIRealtime

extension ConversationItemInputAudioTranscriptionSegment {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.contentIndex != contentIndex { return "content_index" }
    if owned.text != text { return "text" }
    if owned.id != id { return "id" }
    if owned.speaker != speaker { return "speaker" }
    if owned.start != start { return "start" }
    if owned.end != end { return "end" }
    return nil
  }
}

extension MCPListToolsInProgress {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension MCPListToolsCompleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension MCPListToolsFailed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension ResponseMCPCallArgumentsDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.delta != delta { return "delta" }
    if owned.obfuscation != obfuscation { return "obfuscation" }
    return nil
  }
}

extension ResponseMCPCallArgumentsDone {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.responseID != responseID { return "response_id" }
    if owned.itemID != itemID { return "item_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.arguments != arguments { return "arguments" }
    return nil
  }
}

extension ResponseMCPCallInProgress {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension ResponseMCPCallCompleted {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension ResponseMCPCallFailed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.outputIndex != outputIndex { return "output_index" }
    if owned.itemID != itemID { return "item_id" }
    return nil
  }
}

extension SessionClosed {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    return nil
  }
}

extension SessionInputTranscriptDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.delta != delta { return "delta" }
    if owned.elapsedMs != elapsedMs { return "elapsed_ms" }
    return nil
  }
}

extension SessionOutputTranscriptDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.delta != delta { return "delta" }
    if owned.elapsedMs != elapsedMs { return "elapsed_ms" }
    return nil
  }
}

extension SessionOutputAudioDelta {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
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
    if owned.session != session { return "session" }
    return nil
  }
}

extension TranscriptionSessionUpdated {
  var differingMember: String? {
    let owned = owned()
    if owned.eventID != eventID { return "event_id" }
    if owned.session != session { return "session" }
    return nil
  }
}
