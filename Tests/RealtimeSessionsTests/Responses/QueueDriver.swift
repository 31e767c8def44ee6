import RealtimeEvents
import Testing

@testable import RealtimeSessions

/// A queue whose effects are kept, and the service's events for it.
struct QueueDriver {
  var queue: ResponseQueue
  var time = Duration.zero
  private(set) var sent: [ClientEvent] = []
  private(set) var outcomes: [ResponseQueue.RequestID: [ResponseOutcome]] = [:]

  init(_ change: (inout ResponseQueue.Limits) -> Void = { _ in }) {
    var limits = ResponseQueue.Limits()
    change(&limits)
    queue = ResponseQueue(limits: limits)
  }

  mutating func take(_ effects: [ResponseQueue.Effect]) {
    for effect in effects {
      switch effect {
      case .send(let event): sent.append(event)
      case .settle(let id, let outcome): outcomes[id, default: []].append(outcome)
      }
    }
  }

  @discardableResult
  mutating func request(
    _ request: ResponseQueue.Request = .manual(), eventID: String? = nil
  ) -> ResponseQueue.RequestID {
    let (id, effects) = queue.request(request, eventID: eventID, at: time)
    take(effects)
    return id
  }

  mutating func receive(_ json: String) throws {
    let time = time
    take(try withEvent(json) { queue.receive($0, at: time) })
  }

  mutating func pass(_ duration: Duration) {
    time += duration
    take(queue.expire(at: time))
  }

  // MARK: The service

  /// `response.created`, for a request of this side or, with `nil`, for the user's turn.
  mutating func begin(
    _ id: String, for request: ClientEvent?, conversation: String? = "conv"
  ) throws {
    try receive(Self.event("response.created", id, request, status: "in_progress", conversation))
  }

  mutating func end(
    _ id: String, for request: ClientEvent? = nil, status: String = "completed", details: String = "null",
    conversation: String? = "conv"
  ) throws {
    try receive(Self.event("response.done", id, request, status: status, details: details, conversation))
  }

  mutating func refuse(_ code: String, eventID: String?) throws {
    let eventID = eventID.map { "\"\($0)\"" } ?? "null"
    try receive(
      #"{"type":"error","event_id":"e","error":{"type":"invalid_request_error","code":"\#(code)","#
        + #""message":"no","event_id":\#(eventID)}}"#)
  }

  mutating func userSpeaks() throws {
    try receive(
      #"{"type":"input_audio_buffer.speech_started","event_id":"e","audio_start_ms":0,"item_id":"i"}"#)
  }

  mutating func userStops(_ type: String = "input_audio_buffer.speech_stopped") throws {
    try receive(#"{"type":"\#(type)","event_id":"e","audio_end_ms":1,"item_id":"i"}"#)
  }

  static func event(
    _ type: String, _ id: String, _ request: ClientEvent?, status: String, details: String = "null",
    _ conversation: String?
  ) -> String {
    let metadata = request?.parameters?.metadata.value.map { metadata in
      "{" + metadata.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
    }
    let conversation = conversation.map { "\"\($0)\"" } ?? "null"
    return #"{"type":"\#(type)","event_id":"e","response":{"id":"\#(id)","object":"realtime.response","#
      + #""status":"\#(status)","status_details":\#(details),"conversation_id":\#(conversation),"output":[],"#
      + #""metadata":\#(metadata ?? "null")}}"#
  }

  // MARK: What was sent

  var requests: [ClientEvent] { sent.filter(\.isResponseCreate) }

  /// The ids of the responses that were to be cancelled.
  var cancelled: [String?] {
    sent.compactMap { event -> String?? in
      if case .responseCancel(let id, _) = event { .some(id) } else { nil }
    }
  }

  func outcome(of id: ResponseQueue.RequestID) -> ResponseOutcome? {
    let all = outcomes[id] ?? []
    #expect(all.count <= 1)
    return all.first
  }
}

extension ClientEvent {
  var isResponseCreate: Bool { if case .responseCreate = self { true } else { false } }

  var parameters: ResponseParameters? {
    if case .responseCreate(let parameters, _) = self { parameters } else { nil }
  }
}
