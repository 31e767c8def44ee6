public import RealtimeEvents

/// The requests for responses, so that the conversation has one response at a time, as the service demands, and
/// everybody who asked for one learns what became of it.
///
/// A conversation has one slot for a response. It is free, or a `response.create` of this side is on its way, or a
/// response is in progress; the service begins responses too, at the end of a turn of the user. A request that finds
/// the slot taken waits. Requests without settings that wait are one; each with settings stays, and they are sent in
/// their order. Out-of-band responses (`ResponseConversation.outOfBand`) need no slot.
///
/// A request becomes a response by a token in its `metadata`, under the key `realtime_request`, or by its whole
/// metadata where the caller has left no room for one of 16 pairs. The service refuses it when it has begun a response
/// itself meanwhile; it is sent again once that has ended. What is asked for while there is no connection, or was not
/// answered when it ended, is sent when the conversation was restored. An end of a response counts by its id, since a
/// response may end after a later one began.
///
/// A value without a clock: give it the server's events and the loop's time, send what it says, and call `expire(at:)`
/// at ``nextDeadline``.
public struct ResponseQueue: Sendable {
  /// Times and bounds.
  public struct Limits: Sendable, Hashable {
    /// How long the service may take to begin a response. One that it begins later is cancelled. Default 10 s.
    public var creationTimeLimit = Duration.seconds(10)
    /// How often a request is sent again, after a response that the service began itself or a connection that ended.
    /// Default 3.
    public var maximumRepeatCount = 3
    /// After this time a request that the connection did not take is sent again. Default 250 ms.
    public var sendAgainAfter = Duration.milliseconds(250)
    /// Requests without an outcome, merged ones and those out of band included. Default 64.
    public var maximumRequestCount = 64

    /// The defaults.
    public init() {}
  }

  /// Names a request to whoever waits for its outcome.
  public struct RequestID: Sendable, Hashable {
    private let number: Int

    fileprivate init(number: Int) { self.number = number }
  }

  /// What is asked for.
  public enum Request: Sendable, Hashable {
    /// A response to what this side has added to the conversation, such as the outputs of functions. It gives way when
    /// the user's own turn begins a response first.
    case automatic
    /// A response that the application wants, with settings of its own or `nil`.
    case manual(ResponseParameters? = nil)
  }

  /// What is to be done.
  public enum Effect: Sendable, Hashable {
    /// Send this.
    case send(ClientEvent)
    /// Tell whoever made the request. Comes exactly once for each.
    case settle(RequestID, ResponseOutcome)
  }

  private enum Connection {
    case open, lost, ended
  }

  private static let maximumGivenUpCount = 16

  private let limits: Limits
  private var connection = Connection.open
  private var pending: [PendingResponse] = []
  private var running = RunningResponses()
  /// Requests that took too long: what begins of them is cancelled.
  private var givenUp: [PendingResponse] = []
  /// The service has a response in progress whose beginning has not been seen. It is believed until then.
  private var blockedUntil: Duration?
  /// The connection takes nothing at the moment.
  private var fullUntil: Duration?
  private var isUserSpeaking = false
  /// Whether the user has begun to speak since a response last began in the conversation.
  private var hasUserSpoken = false
  private var ids = EventIDs(.response)
  private var requestCount = 0

  /// A queue for a connection that is open or about to be.
  public init(limits: Limits = Limits()) { self.limits = limits }

  // MARK: Facts

  /// The id of the conversation's response in progress, whoever began it.
  public var activeResponseID: String? { running.slotHolder?.response.id }

  /// Whether nothing is in progress, asked for or waiting, so that the conversation can move to another connection.
  public var isIdle: Bool {
    pending.isEmpty && blockedUntil == nil && running.slotHolder == nil && running.waiterCount == 0
  }

  /// Requests that wait and were sent before.
  var repeatedCount: Int { pending.count { !$0.isAsked && $0.repeatCount > 0 } }

  /// When `expire(at:)` is to be called; `nil` if never.
  public var nextDeadline: Duration? {
    let asked = pending.lazy.compactMap(\.deadline).min()
    return [asked, blockedUntil, fullUntil].compactMap(\.self).min()
  }

  /// Whether the event is of a response that was cancelled or interrupted, and is to reach nobody. Allocates nothing.
  ///
  /// Its items are not among these events: they are in the conversation, and a function call needs its output.
  public func isSuppressed(_ event: borrowing ServerEvent) -> Bool {
    guard running.hasSuppressed, event.kind != .responseOutputItemAdded, event.kind != .responseOutputItemDone
    else { return false }
    // All events of a response name it by the same member.
    return running.isSuppressed(ResponseOutputAudioDelta(copy event).responseIDUTF8)
  }

  // MARK: Asking and cancelling

  /// Asks for a response: now, or when it can be.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - eventID: repeated by an error that the request causes; `nil` for one of the queue's. Of requests that have
  ///     become one, the last id counts.
  ///   - time: by the loop's clock.
  /// - Returns: the request's name, and what is to be done. The outcome may be among it.
  public mutating func request(
    _ request: Request, eventID: String? = nil, at time: Duration
  ) -> (id: RequestID, effects: [Effect]) {
    requestCount += 1
    let id = RequestID(number: requestCount)
    guard connection != .ended else { return (id, [.settle(id, .notStarted(.sessionEnded))]) }
    let waiterCount = pending.reduce(running.waiterCount) { $0 + $1.waiters.count }
    guard waiterCount < limits.maximumRequestCount else {
      return (id, [.settle(id, .notStarted(.tooManyRequests))])
    }
    let mate = request.parameters == nil ? pending.firstIndex { $0.canBeJoined } : nil
    if let mate {
      pending[mate].join(request, waiter: id, eventID: eventID)
    } else {
      var new = PendingResponse(request, waiter: id, token: ids.next(), eventID: eventID)
      new.hasUserSpoken = hasUserSpoken
      pending.append(new)
    }
    return (id, advance(at: time))
  }

  /// Cancels the response in progress and the request on its way; if there is neither, the requests that wait.
  /// Responses out of band go on.
  ///
  /// Nothing of what is cancelled is to be heard any more, see `isSuppressed(_:)`; its outcome comes with the service's
  /// answer.
  public mutating func cancel() -> [Effect] {
    let holder = activeResponseID
    let isAsked = cancelAsked()
    if let holder { return cancelResponse(holder) }
    return isAsked ? [] : removePending(.cancelled) { !$0.isOutOfBand }
  }

  /// Cancels what an application's `response.cancel` means.
  ///
  /// - Returns: `nil` if nothing of it is known here, so that the service has to say what becomes of it.
  public mutating func cancel(responseID: String?) -> [Effect]? {
    if let responseID { return running.contains(responseID) ? cancelResponse(responseID) : nil }
    return activeResponseID == nil && pending.allSatisfy(\.isOutOfBand) ? nil : cancel()
  }

  /// Cancels one request, in whatever state it is. A response that others wait for as well goes on for them.
  public mutating func cancel(_ id: RequestID) -> [Effect] {
    if let index = pending.firstIndex(where: { $0.waiters.contains(id) }) {
      if pending[index].waiters.count > 1 {
        pending[index].waiters.removeAll { $0 == id }
        return [.settle(id, .notStarted(.cancelled))]
      }
      pending[index].isCancelled = true
      return removePending(.cancelled) { $0.isCancelled && !$0.isAsked }
    }
    guard let response = running.response(awaitedBy: id) else { return [] }
    guard response.waiters.count > 1 else { return cancelResponse(response.response.id) }
    running.removeWaiter(id)
    return [.settle(id, .cancelled(response.response, reason: .clientCancelled))]
  }

  /// Cancels the request on its way as soon as it becomes a response: nothing of it is to be heard.
  ///
  /// - Returns: whether there is one.
  @discardableResult
  public mutating func cancelAsked() -> Bool {
    guard let index = pending.firstIndex(where: { !$0.isOutOfBand && $0.isAsked }) else { return false }
    pending[index].isCancelled = true
    return true
  }

  /// What still comes of the response is to reach nobody, because the user has interrupted it and the service cancels
  /// it by itself. Until its `response.done`.
  public mutating func suppress(responseID: String) { running.suppress(responseID) }

  // MARK: Events and time

  /// The connection did not take a request that was to be sent. It is sent again, until its time is over.
  public mutating func refused(_ event: ClientEvent, at time: Duration) {
    guard let index = pending.firstIndex(where: { $0.isAsked && $0.eventID == event.eventID }) else { return }
    pending[index].state = .refused(until: pending[index].deadline ?? time)
    fullUntil = time + limits.sendAgainAfter.addable
  }

  /// Takes a server event.
  public mutating func receive(_ event: borrowing ServerEvent, at time: Duration) -> [Effect] {
    receive(event, event.wholeResponse, at: time)
  }

  /// - Parameter response: the one that the event tells of.
  mutating func receive(
    _ event: borrowing ServerEvent, _ response: RealtimeResponse?, at time: Duration
  ) -> [Effect] {
    guard connection == .open else { return [] }
    switch event.kind {
    case .responseCreated:
      return response.map { begin($0, isOutOfBand: event.isOutsideConversation) } ?? []
    case .responseDone:
      return response.map { end($0, isOutOfBand: event.isOutsideConversation, at: time) } ?? []
    case .error: return takeError(ErrorEvent(copy event).error, at: time)
    case .inputAudioBufferSpeechStarted: return userSpeaks()
    case .inputAudioBufferSpeechStopped, .inputAudioBufferCommitted, .inputAudioBufferCleared:
      isUserSpeaking = false
      return advance(at: time)
    default: return []
    }
  }

  /// What is due at this time.
  public mutating func expire(at time: Duration) -> [Effect] {
    let late = pending.filter { $0.deadline.map { $0 <= time } ?? false }
    pending.removeAll { $0.deadline.map { $0 <= time } ?? false }
    givenUp = (givenUp + late.filter(\.isAsked)).suffix(Self.maximumGivenUpCount)
    if let until = blockedUntil, until <= time { blockedUntil = nil }
    if let until = fullUntil, until <= time { fullUntil = nil }
    let effects = late.flatMap { settle($0.waiters, .notStarted($0.isCancelled ? .cancelled : .timedOut)) }
    return effects + advance(at: time)
  }

  // MARK: Connections

  /// The connection has ended, and with it every response that was in progress. Requests wait for `restored(at:)`.
  public mutating func connectionEnded() -> [Effect] {
    guard connection == .open else { return [] }
    connection = .lost
    givenUp = []
    (blockedUntil, fullUntil) = (nil, nil)
    isUserSpeaking = false
    hasUserSpoken = false
    var effects = running.removeAll().flatMap { settle($0.waiters, .interrupted($0.response)) }
    effects += removePending(.cancelled) { $0.isCancelled }
    effects += removePending(.connectionLost) { [limits] in
      $0.isAsked && $0.repeatCount >= limits.maximumRepeatCount
    }
    for index in pending.indices {
      pending[index].hasUserSpoken = false
      if pending[index].isAsked { pending[index].waitAgain() } else { pending[index].state = .waiting }
    }
    return effects
  }

  /// There is a connection again, and its session has the conversation.
  public mutating func restored(at time: Duration) -> [Effect] {
    guard connection == .lost else { return [] }
    connection = .open
    return advance(at: time)
  }

  /// The session has ended for good. Every request has an outcome then, and a later one gets it at once.
  public mutating func sessionEnded() -> [Effect] {
    let effects = connectionEnded() + removePending(.sessionEnded) { _ in true }
    connection = .ended
    return effects
  }

  // MARK: Decisions

  /// Sends what can be sent: everything out of band, and one request if the slot is free.
  private mutating func advance(at time: Duration) -> [Effect] {
    guard connection == .open, fullUntil == nil else { return [] }
    var isSlotFree =
      running.slotHolder == nil && blockedUntil == nil && !pending.contains { !$0.isOutOfBand && $0.isAsked }
    var effects: [Effect] = []
    for index in pending.indices where !pending[index].isAsked {
      guard pending[index].isOutOfBand || isSlotFree else { continue }
      if isUserSpeaking && pending[index].isAutomatic { continue }
      if !pending[index].isOutOfBand { isSlotFree = false }
      pending[index].state = .asked(until: pending[index].deadline ?? time + limits.creationTimeLimit.addable)
      effects.append(.send(pending[index].event))
    }
    return effects
  }

  /// What has lost a race is not asked again into what the user says.
  private mutating func userSpeaks() -> [Effect] {
    isUserSpeaking = true
    hasUserSpoken = true
    for index in pending.indices { pending[index].hasUserSpoken = true }
    return removePending(.overtaken) { $0.isAutomatic && $0.repeatCount > 0 && !$0.isAsked }
  }

  private mutating func begin(_ response: RealtimeResponse, isOutOfBand: Bool) -> [Effect] {
    guard !running.contains(response.id) else { return [] }
    if !isOutOfBand { hasUserSpoken = false }
    if let index = pending.firstIndex(where: { $0.isAnswered(by: response) }) {
      let request = pending.remove(at: index)
      running.insert(response, isOutOfBand: request.isOutOfBand, waiters: request.waiters)
      return request.isCancelled ? cancelResponse(response.id) : []
    }
    if let index = givenUp.firstIndex(where: { $0.isAnswered(by: response) }) {
      running.insert(response, isOutOfBand: givenUp.remove(at: index).isOutOfBand, waiters: [])
      return cancelResponse(response.id)
    }
    guard !isOutOfBand else { return [] }
    running.insert(response, isOutOfBand: false, waiters: [])
    blockedUntil = nil
    return removePending(.overtaken) { $0.isAutomatic && $0.hasUserSpoken && !$0.isAsked }
  }

  private mutating func end(
    _ response: RealtimeResponse, isOutOfBand: Bool, at time: Duration
  ) -> [Effect] {
    if !isOutOfBand { blockedUntil = nil }
    var waiters = running.remove(response.id)?.waiters
    // The end may come without a beginning.
    if waiters == nil, let index = pending.firstIndex(where: { $0.isAnswered(by: response) }) {
      waiters = pending.remove(at: index).waiters
    }
    return settle(waiters ?? [], ResponseOutcome(response)) + advance(at: time)
  }

  /// The service echoes the id of the event that it refuses, but not always.
  private mutating func takeError(_ error: ErrorDetails, at time: Duration) -> [Effect] {
    let named = error.eventID.flatMap { id in pending.firstIndex { $0.isAsked && $0.eventID == id } }
    switch error.benignCode {
    case .activeResponseExists:
      let unnamed = error.eventID == nil ? pending.firstIndex { $0.isAsked && !$0.isOutOfBand } : nil
      guard let index = named ?? unnamed else { return [] }
      if running.slotHolder == nil { blockedUntil = time + limits.creationTimeLimit.addable }
      return askAgain(index, error) + advance(at: time)
    case .responseCancelNotActive:
      // Then it has ended, and its end was not seen.
      guard let ended = running.removeCancelled(eventID: error.eventID) else { return [] }
      return settle(ended.waiters, .cancelled(ended.response, reason: nil)) + advance(at: time)
    default:
      guard let named else { return [] }
      return settle(pending.remove(at: named).waiters, .refused(error)) + advance(at: time)
    }
  }

  /// The request lost a race against a response that the service began.
  private mutating func askAgain(_ index: Int, _ error: ErrorDetails) -> [Effect] {
    let request = pending[index]
    let outcome: ResponseOutcome? =
      if request.isCancelled {
        .notStarted(.cancelled)
      } else if request.isAutomatic && request.hasUserSpoken {
        .notStarted(.overtaken)
      } else if request.repeatCount >= limits.maximumRepeatCount {
        .refused(error)
      } else {
        nil
      }
    guard let outcome else {
      pending[index].waitAgain()
      return []
    }
    pending.remove(at: index)
    return settle(request.waiters, outcome)
  }

  private mutating func cancelResponse(_ id: String) -> [Effect] {
    running.cancel(id, eventID: ids.next()).map { [.send($0)] } ?? []
  }

  private mutating func removePending(
    _ reason: ResponseOutcome.Reason, where isRemoved: (PendingResponse) -> Bool
  ) -> [Effect] {
    let removed = pending.filter(isRemoved)
    pending.removeAll(where: isRemoved)
    return removed.flatMap { settle($0.waiters, .notStarted(reason)) }
  }

  private func settle(_ waiters: [RequestID], _ outcome: ResponseOutcome) -> [Effect] {
    waiters.map { .settle($0, outcome) }
  }
}
