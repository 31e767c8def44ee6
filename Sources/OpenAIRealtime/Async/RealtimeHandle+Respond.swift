public import RealtimeEvents

extension RealtimeHandle where Channel == OpenAIRealtimeWS {
  /// Asks for a response and waits for its end, however it ends: `status` says how.
  ///
  /// It is told from other responses by a pair in its metadata, `realtime_request`.
  ///
  /// - Parameters:
  ///   - parameters: settings for this response alone, with at most 15 pairs of metadata.
  ///   - limit: how long it may take. It goes on then, and can be cancelled.
  /// - Throws: `RealtimeAnswerError`, above all `.failed` while another response is in progress; `CancellationError` if
  ///   the task is cancelled, and the response goes on.
  nonisolated(nonsending) public func respond(
    _ parameters: ResponseParameters? = nil, within limit: Duration = RealtimeTimeLimit.response
  ) async throws -> RealtimeResponse {
    try await run { rt in
      try await rt.ask(within: limit, answeredBy: [.responseDone]) { id in
        var parameters = parameters ?? ResponseParameters()
        var metadata = parameters.metadata.value ?? [:]
        metadata[Self.metadataKey] = id
        parameters.metadata = .value(metadata)
        return .responseCreate(parameters, eventID: id)
      } read: { event, id in
        let response = ResponseDone(copy event).response
        return response.metadata?[Self.metadataKey] == id ? response : nil
      }
    }
  }

  private static var metadataKey: String { "realtime_request" }
}
