internal import RealtimeJSON

/// The phone calls that have come to a local server, and where each is in its life. Bounded; a value.
struct LocalCalls: Sendable {
  struct Call: Sendable, Equatable {
    let id: String
    var state = RealtimeLocalServer.CallState.incoming
    /// What it was accepted with.
    var parameters: JSONValue?
    var transferTarget: String?
  }

  private let maximumCount: Int
  private var calls: [String: Call] = [:]
  /// In the order in which they came.
  private var order: [String] = []

  init(maximumCount: Int) { self.maximumCount = max(1, maximumCount) }

  subscript(id: String) -> Call? { calls[id] }

  /// A call comes in. Beyond the limit the oldest that is over is forgotten, or the oldest where none is.
  mutating func begin(_ id: String) {
    if order.count >= maximumCount {
      let index = order.firstIndex { calls[$0]?.state.isOver ?? true } ?? 0
      calls[order.remove(at: index)] = nil
    }
    calls[id] = Call(id: id)
    order.append(id)
  }

  mutating func accept(_ id: String, _ parameters: JSONValue) throws(UpgradeRefusal) {
    try change(id, of: [.incoming], or: .alreadyAnswered) {
      $0.state = .accepted
      $0.parameters = parameters
    }
  }

  mutating func reject(_ id: String, statusCode: Int) throws(UpgradeRefusal) {
    try change(id, of: [.incoming], or: .alreadyAnswered) { $0.state = .rejected(statusCode) }
  }

  mutating func refer(_ id: String, to target: String) throws(UpgradeRefusal) {
    try change(id, of: [.accepted, .live], or: .notAnswered) { $0.transferTarget = target }
  }

  mutating func end(_ id: String) throws(UpgradeRefusal) {
    try change(id, of: [.incoming, .accepted, .live], or: .callNotFound) { $0.state = .ended }
  }

  /// A side connection asks for a call.
  ///
  /// - Returns: what the call was accepted with; `nil` for one that is not known.
  mutating func join(_ id: String, allowsUnknown: Bool) throws(UpgradeRefusal) -> JSONValue? {
    if calls[id] == nil && allowsUnknown { return nil }
    try change(id, of: [.accepted, .live], or: .callNotFound) { $0.state = .live }
    return calls[id]?.parameters
  }

  /// What is over is not to be told from what never was.
  private mutating func change(
    _ id: String, of states: [RealtimeLocalServer.CallState], or refusal: UpgradeRefusal, _ body: (inout Call) -> Void
  ) throws(UpgradeRefusal) {
    guard var call = calls[id], !call.state.isOver else { throw .callNotFound }
    guard states.contains(call.state) else { throw refusal }
    body(&call)
    calls[id] = call
  }
}

extension RealtimeLocalServer {
  /// Where a phone call is in its life.
  public enum CallState: Sendable, Hashable {
    /// It rings.
    case incoming
    /// It was accepted, and nobody listens in yet.
    case accepted
    /// A session is, or was, beside it.
    case live
    /// It was refused with this SIP status.
    case rejected(Int)
    /// One side has hung up.
    case ended

    var isOver: Bool {
      switch self {
      case .incoming, .accepted, .live: false
      case .rejected, .ended: true
      }
    }
  }
}

extension UpgradeRefusal {
  static let alreadyAnswered = UpgradeRefusal(
    status: 409, ServiceFailure(code: "call_already_answered", message: "The call was accepted already."))
  static let notAnswered = UpgradeRefusal(
    status: 409, ServiceFailure(code: "call_not_accepted", message: "The call has not been accepted."))
}
