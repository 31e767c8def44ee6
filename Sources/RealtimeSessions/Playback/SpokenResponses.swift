internal import RealtimeAudio

/// A response in progress, as playback needs to know it.
struct SpokenResponse: Sendable {
  let id: String
  /// `nil` for the session's.
  var encoding: AudioEncoding?
  var isInConversation = true
  var isInterrupted = false
}

/// The responses in progress: one of the conversation, and some beside it.
struct SpokenResponses: Sendable {
  /// More than the service runs at one time. With more, the oldest is forgotten, and its audio counts as the
  /// conversation's.
  private static let maximumCount = 32
  private var responses: [SpokenResponse] = []

  subscript(id: String) -> SpokenResponse? { responses.first { $0.id == id } }

  mutating func begin(_ response: SpokenResponse) {
    _ = end(response.id)
    if responses.count == Self.maximumCount { responses.removeFirst() }
    responses.append(response)
  }

  mutating func interrupt(_ id: String) {
    // Its beginning may have been missed.
    var response = self[id] ?? SpokenResponse(id: id)
    response.isInterrupted = true
    begin(response)
  }

  mutating func end(_ id: String) -> SpokenResponse? {
    responses.firstIndex { $0.id == id }.map { responses.remove(at: $0) }
  }
}
