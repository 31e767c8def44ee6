import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct ResponseOutcomeTests {
  @Test(arguments: [
    ("completed", "null", "completed"),
    ("cancelled", #"{"type":"cancelled","reason":"turn_detected"}"#, "cancelled turn_detected"),
    ("cancelled", #"{"type":"cancelled","reason":"client_cancelled"}"#, "cancelled client_cancelled"),
    ("cancelled", "null", "cancelled -"),
    ("incomplete", #"{"type":"incomplete","reason":"max_output_tokens"}"#, "incomplete max_output_tokens"),
    ("incomplete", #"{"type":"incomplete","reason":"content_filter"}"#, "incomplete content_filter"),
    (
      "failed", #"{"type":"failed","error":{"type":"server_error","code":"insufficient_quota"}}"#,
      "failed insufficient_quota server_error"
    ),
    ("failed", #"{"type":"failed"}"#, "failed - -"),
    ("in_progress", "null", "incomplete -"),
    ("dissolved", #"{"reason":"acid"}"#, "incomplete acid"),
  ])
  func `how a response ended, by what response done says`(
    status: String, details: String, expected: String
  ) throws {
    let event = QueueDriver.event("response.done", "r", nil, status: status, details: details, "conv")
    let outcome = try withEvent(event) { ResponseOutcome(ResponseDone(copy $0).response) }
    #expect(outcome.text == expected)
    #expect(outcome.response?.id == "r")
  }

  @Test func `what never began has no response`() {
    #expect(ResponseOutcome.notStarted(.timedOut).response == nil)
    #expect(ResponseOutcome.refused(ErrorDetails(type: "t", message: "m")).response == nil)
    #expect(ResponseOutcome.interrupted(RealtimeResponse(id: "r")).response?.id == "r")
  }

  @Test(arguments: [
    "response_cancel_not_active", "conversation_already_has_active_response",
    "input_audio_buffer_commit_empty", "item_create_duplicate_item_id", "item_retrieve_invalid_item_id",
  ])
  func `codes that say a state are told from failures`(code: String) {
    #expect(ErrorDetails(type: "t", code: code, message: "m").benignCode?.rawValue == code)
    #expect(ErrorDetails(type: "t", code: "session_expired", message: "m").benignCode == nil)
    #expect(ErrorDetails(type: "t", message: "m").benignCode == nil)
  }
}

extension ResponseOutcome {
  /// In a word or three, for tables.
  var text: String {
    switch self {
    case .completed: "completed"
    case .cancelled(_, let reason): "cancelled \(reason?.rawValue ?? "-")"
    case .incomplete(_, let reason): "incomplete \(reason?.rawValue ?? "-")"
    case .failed(_, let code, let type): "failed \(code ?? "-") \(type ?? "-")"
    case .interrupted: "interrupted"
    case .refused(let error): "refused \(error.code ?? "-")"
    case .notStarted(let reason): "not started: \(reason)"
    }
  }
}
