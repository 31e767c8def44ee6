public import RealtimeEvents

/// The calls to MCP servers that the service wants leave for, each answered once.
///
/// With `require_approval` in a session's MCP tool the service asks by an `mcp_approval_request` item and waits. A
/// request that nobody answers in time is refused, so that a voice session does not hang on it. Requests do not outlive
/// their connection.
///
/// A value without a clock: give it the server's events and the loop's time, do what it says, and call `expire(at:)` at
/// ``nextDeadline``.
public struct MCPApprovals: Sendable {
  /// Times and bounds.
  public struct Limits: Sendable, Hashable {
    /// How long an answer may take. Default 60 s.
    public var answerTimeLimit = Duration.seconds(60)
    /// The reason of a refusal because nobody has answered.
    public var timeOutReason = "Nobody answered the request in time."
    /// Requests that wait for an answer; further ones are refused. Default 32.
    public var maximumPendingCount = 32
    /// The reason of a refusal because too many requests were waiting.
    public var tooManyReason = "Too many requests are waiting for an answer."

    /// The defaults.
    public init() {}
  }

  /// What whoever decides is told.
  public enum Change: Sendable, Hashable {
    /// An answer is wanted: by `answer(_:approve:reason:)`, or a session's `answerApproval(_:approve:reason:)`.
    case asked(MCPApprovalRequestItem)
    /// The request with this id needs no answer any more: its time is over, or its connection.
    case withdrawn(requestID: String)
  }

  /// What is to be done.
  public enum Effect: Sendable, Hashable {
    /// Tell whoever decides.
    case tell(Change)
    /// Send this: a refusal that nobody had to decide.
    case send(ClientEvent)
  }

  private struct Pending: Sendable {
    let item: MCPApprovalRequestItem
    let deadline: Duration
  }

  private let limits: Limits
  private var pending: [Pending] = []
  private var known = BoundedIDs(limit: 256)
  private var ids = EventIDs(.approval)

  /// For a connection that is open or about to be.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// The requests that wait for an answer, oldest first.
  public var requests: [MCPApprovalRequestItem] { pending.map(\.item) }

  /// When `expire(at:)` is to be called; `nil` if never.
  public var nextDeadline: Duration? { pending.map(\.deadline).min() }

  /// Takes a server event. The same request comes as an item of a response and of the conversation, and counts once.
  public mutating func receive(_ event: borrowing ServerEvent, at time: Duration) -> [Effect] {
    guard event.kind == .responseOutputItemDone || event.kind == .conversationItemDone,
      event["item"]["type"] == "mcp_approval_request",
      case .mcpApprovalRequest(let item) = ResponseOutputItemDone(copy event).item,
      known.insert(item.id)
    else { return [] }
    guard pending.count < limits.maximumPendingCount else {
      return [.send(answer(to: item.id, approve: false, reason: limits.tooManyReason))]
    }
    pending.append(Pending(item: item, deadline: time + limits.answerTimeLimit.addable))
    return [.tell(.asked(item))]
  }

  /// Allows or refuses a call.
  ///
  /// - Parameters:
  ///   - requestID: the id of the request.
  ///   - approve: whether the call may be made.
  ///   - reason: why, in words for the model.
  /// - Returns: the event to send; `nil` if the request needs no answer: it had one, or was withdrawn, or never came.
  public mutating func answer(_ requestID: String, approve: Bool, reason: String? = nil) -> ClientEvent? {
    guard let index = pending.firstIndex(where: { $0.item.id == requestID }) else { return nil }
    pending.remove(at: index)
    return answer(to: requestID, approve: approve, reason: reason)
  }

  /// Refuses what nobody has answered by this time.
  public mutating func expire(at time: Duration) -> [Effect] {
    let late = pending.filter { $0.deadline <= time }
    pending.removeAll { $0.deadline <= time }
    return late.flatMap { late -> [Effect] in
      let refusal = answer(to: late.item.id, approve: false, reason: limits.timeOutReason)
      return [.send(refusal), .tell(.withdrawn(requestID: late.item.id))]
    }
  }

  /// The connection has ended: the new session knows of no request.
  public mutating func connectionEnded() -> [Effect] {
    defer { pending = [] }
    return pending.map { .tell(.withdrawn(requestID: $0.item.id)) }
  }

  private mutating func answer(to requestID: String, approve: Bool, reason: String?) -> ClientEvent {
    let id = ids.next()
    let item = MCPApprovalResponseItem(
      id: id, approvalRequestID: requestID, approve: approve, reason: Field(reason))
    return .conversationItemCreate(.mcpApprovalResponse(item), eventID: id)
  }
}
