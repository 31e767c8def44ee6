internal import RealtimeEvents

/// A response that has begun and not ended.
struct RunningResponse: Sendable {
  /// As `response.created` told of it.
  let response: RealtimeResponse
  /// Whether it is outside of the conversation.
  let isOutOfBand: Bool
  /// Who waits for its outcome; nobody if the service began it by itself.
  var waiters: [ResponseQueue.RequestID]
  /// Whether it is the conversation's one response. A later one takes the place of an earlier one that has not ended.
  fileprivate(set) var holdsSlot: Bool
  /// Whether what still comes of it is to reach nobody.
  fileprivate(set) var isSuppressed = false
  /// The id of the `response.cancel` that was sent for it.
  fileprivate(set) var cancelEventID: String?
}

/// The responses in progress, told apart by their ids: one may end after a later one began.
struct RunningResponses: Sendable {
  /// Of these at most nobody waits for; those that somebody waits for are counted as requests.
  private static let maximumUnawaitedCount = 32

  private var responses: [RunningResponse] = []

  /// The conversation's one response.
  var slotHolder: RunningResponse? { responses.first { $0.holdsSlot } }

  var waiterCount: Int { responses.reduce(0) { $0 + $1.waiters.count } }

  /// Whether anything is to reach nobody.
  var hasSuppressed: Bool { responses.indices.contains { responses[$0].isSuppressed } }

  func contains(_ id: String) -> Bool { index(of: id) != nil }

  /// A response began. In the conversation it takes the place of the one before.
  mutating func insert(_ response: RealtimeResponse, isOutOfBand: Bool, waiters: [ResponseQueue.RequestID]) {
    if !isOutOfBand { giveUpSlot() }
    let running = RunningResponse(
      response: response, isOutOfBand: isOutOfBand, waiters: waiters, holdsSlot: !isOutOfBand)
    responses.append(running)
    let unawaited = responses.indices.filter { responses[$0].waiters.isEmpty }
    if unawaited.count > Self.maximumUnawaitedCount { responses.remove(at: unawaited[0]) }
  }

  /// - Returns: what has ended, if it was known.
  mutating func remove(_ id: String) -> RunningResponse? {
    index(of: id).map { responses.remove(at: $0) }
  }

  /// - Parameter eventID: of the cancellation; `nil` means the only one there is.
  /// - Returns: the response that was to be cancelled.
  mutating func removeCancelled(eventID: String?) -> RunningResponse? {
    let cancelled = responses.indices.filter { responses[$0].cancelEventID != nil }
    if let eventID {
      return cancelled.first { responses[$0].cancelEventID == eventID }.map { responses.remove(at: $0) }
    }
    return cancelled.count == 1 ? responses.remove(at: cancelled[0]) : nil
  }

  mutating func removeAll() -> [RunningResponse] {
    defer { responses = [] }
    return responses
  }

  /// What still comes of the response reaches nobody.
  mutating func suppress(_ id: String) {
    if let index = index(of: id) { responses[index].isSuppressed = true }
  }

  /// The same, and it is to be cancelled.
  ///
  /// - Returns: the event to send; `nil` if it was sent before, or the response is not known.
  mutating func cancel(_ id: String, eventID: String) -> ClientEvent? {
    guard let index = index(of: id), responses[index].cancelEventID == nil else { return nil }
    responses[index].isSuppressed = true
    responses[index].cancelEventID = eventID
    return .responseCancel(responseID: id, eventID: eventID)
  }

  /// The response that somebody waits for.
  func response(awaitedBy waiter: ResponseQueue.RequestID) -> RunningResponse? {
    responses.first { $0.waiters.contains(waiter) }
  }

  mutating func removeWaiter(_ waiter: ResponseQueue.RequestID) {
    for index in responses.indices { responses[index].waiters.removeAll { $0 == waiter } }
  }

  /// Compares in place: asked for every delta.
  func isSuppressed(_ id: UTF8Span) -> Bool {
    responses.indices.contains { responses[$0].isSuppressed && id.spells(responses[$0].response.id) }
  }

  private func index(of id: String) -> Int? { responses.firstIndex { $0.response.id == id } }

  /// One that nobody waits for and that nobody is kept from hearing is of no interest any more.
  private mutating func giveUpSlot() {
    responses.removeAll { $0.holdsSlot && $0.waiters.isEmpty && !$0.isSuppressed }
    for index in responses.indices { responses[index].holdsSlot = false }
  }
}
