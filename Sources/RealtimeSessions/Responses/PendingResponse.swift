internal import RealtimeEvents

/// A response that was asked for and has not begun.
struct PendingResponse: Sendable {
  enum State: Sendable, Hashable {
    /// Not sent, or to be sent again.
    case waiting
    /// `response.create` was sent, and nothing has answered it. It is given up at this time.
    case asked(until: Duration)
    /// The connection did not take it. It is offered again, and given up at this time all the same.
    case refused(until: Duration)
  }

  /// The service takes no more pairs of metadata than this.
  private static let maximumMetadataCount = 16
  private static let metadataKey = "realtime_request"

  /// Sent with the request, and repeated by an error about it.
  var eventID: String
  /// Who waits. Several where requests without settings have become one.
  var waiters: [ResponseQueue.RequestID]
  /// Whether nobody but this side asked: the user's own turn may take its place.
  var isAutomatic: Bool
  var state = State.waiting
  /// How often it was sent before.
  var repeatCount = 0
  /// Whether it is to be cancelled as soon as it begins.
  var isCancelled = false
  /// Whether the user has begun to speak, and no response had begun since when it was asked for.
  var hasUserSpoken = false
  private let hasSettings: Bool
  private let parameters: ResponseParameters
  private let token: String?

  /// - Parameters:
  ///   - token: put into the metadata, which `response.created` repeats, if there is room beside the caller's own.
  ///   - eventID: the caller's; `nil` takes the token.
  init(
    _ request: ResponseQueue.Request, waiter: ResponseQueue.RequestID, token: String, eventID: String?
  ) {
    self.eventID = eventID ?? token
    waiters = [waiter]
    isAutomatic = request == .automatic
    hasSettings = request.parameters != nil
    var parameters = request.parameters ?? ResponseParameters()
    var metadata = parameters.metadata.value ?? [:]
    let hasRoom = metadata.count < Self.maximumMetadataCount && metadata[Self.metadataKey] == nil
    if hasRoom {
      metadata[Self.metadataKey] = token
      parameters.metadata = .value(metadata)
    }
    self.token = hasRoom ? token : nil
    self.parameters = parameters
  }

  var isOutOfBand: Bool { parameters.conversation == .outOfBand }

  var isAsked: Bool { if case .asked = state { true } else { false } }

  /// When it is given up, once it was to be sent.
  var deadline: Duration? {
    switch state {
    case .waiting: nil
    case .asked(let until), .refused(let until): until
    }
  }

  /// Whether a request without settings can become one with it.
  var canBeJoined: Bool { !hasSettings && !isAsked }

  /// `response.create`.
  var event: ClientEvent { .responseCreate(parameters, eventID: eventID) }

  mutating func join(_ request: ResponseQueue.Request, waiter: ResponseQueue.RequestID, eventID: String?) {
    waiters.append(waiter)
    // What the application asks for does not give way.
    isAutomatic = isAutomatic && request == .automatic
    self.eventID = eventID ?? self.eventID
  }

  /// It is sent again when it can be.
  mutating func waitAgain() {
    state = .waiting
    repeatCount += 1
  }

  /// Whether the response is the one that was asked for: it has the token or, where that had no room, the same
  /// metadata.
  func isAnswered(by response: RealtimeResponse) -> Bool {
    // A refusal that names no event may have been of another request. Then this one is answered while it waits again.
    guard isAsked || repeatCount > 0 else { return false }
    guard let token else { return response.metadata == parameters.metadata.value }
    return response.metadata?[Self.metadataKey] == token
  }
}

extension ResponseQueue.Request {
  /// Its settings, if it has any.
  var parameters: ResponseParameters? {
    switch self {
    case .automatic: nil
    case .manual(let parameters): parameters
    }
  }
}
