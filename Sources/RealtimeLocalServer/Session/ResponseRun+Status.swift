import RealtimeJSON

/// How a response ended, as its object says it.
extension ResponseRun {
  enum Status: String {
    case inProgress = "in_progress"
    case completed, cancelled, failed, incomplete
  }

  var status: Status {
    switch (interruption, outcome) {
    case (.clientCancelled, _), (.turnDetected, _): .cancelled
    case (.maximumOutputTokens, _), (nil, .contentFiltered): .incomplete
    case (nil, .failed): .failed
    case (nil, .completed): .completed
    }
  }

  /// The `status_details`; null for a response that simply completed.
  var statusDetails: JSONValue {
    switch (interruption, outcome) {
    case (.clientCancelled, _): ["type": "cancelled", "reason": "client_cancelled"]
    case (.turnDetected, _): ["type": "cancelled", "reason": "turn_detected"]
    case (.maximumOutputTokens, _): ["type": "incomplete", "reason": "max_output_tokens"]
    case (nil, .contentFiltered): ["type": "incomplete", "reason": "content_filter"]
    case (nil, .failed(let code, let message)):
      ["type": "failed", "error": ["type": "server_error", "code": .string(code), "message": .string(message)]]
    case (nil, .completed): .null
    }
  }
}
