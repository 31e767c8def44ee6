internal import RealtimeBuffers
public import RealtimeEvents
internal import RealtimeJSON
public import WebSocketTransport

/// What is done with a phone call that came to the service over SIP: accept, reject, transfer, hang up. A value; got
/// from ``OpenAI/calls`` or ``AzureOpenAI/calls``.
///
/// ```swift
/// try await client.calls.accept(call.callID, RealtimeSessionParameters(model: "gpt-realtime-2.1"))
/// let rt = try OpenAIRealtimeWS(client, .call(call.callID), on: loop)
/// ```
///
/// Each call has a form for callers that run on an event loop, as ``OpenAIRealtimeWS/create(_:_:options:)`` has, and
/// one with a completion, which is called once, on the loop, and not before the method returns; its handle gives up,
/// from any thread, and the completion gets a `CancellationError` then.
///
/// They throw, or fail with, `RealtimeConfigurationError` for an empty id or another argument that cannot be used, and
/// for a missing key: nothing was sent then. ``RealtimeAPIError`` is what the service said, or what happened on the
/// way; `CancellationError` that it was given up.
public struct RealtimeCalls: Sendable {
  let service: RESTService

  // MARK: Accepting

  /// Lets the service take the call. It may ring still when this is done.
  ///
  /// - Parameters:
  ///   - callID: as the webhook says it (`rtc_…`).
  ///   - session: what the call's session is like; its model is required.
  ///   - options: how the call is made.
  @discardableResult
  nonisolated(nonsending) public func accept(
    _ callID: String, _ session: RealtimeSessionParameters, options: RESTOptions = .init()
  ) async throws -> RESTReceipt {
    try await service.perform(options) { try .accept(callID, session) }
  }

  /// The same for callers without `await`.
  @discardableResult
  public func accept(
    _ callID: String, _ session: RealtimeSessionParameters, on loop: EventLoop, options: RESTOptions = .init(),
    completion: @escaping (Result<RESTReceipt, any Error>) -> Void
  ) -> ConnectionCancellation {
    service.perform(on: loop, options, "RealtimeCalls.accept", completion: completion) { try .accept(callID, session) }
  }

  // MARK: Rejecting

  /// Refuses the call.
  ///
  /// - Parameters:
  ///   - callID: as the webhook says it (`rtc_…`).
  ///   - statusCode: what the caller's side is told, a SIP status from 300 to 699, such as 486 for busy. `nil` leaves
  ///     it to the service, which says 603.
  ///   - options: how the call is made.
  @discardableResult
  nonisolated(nonsending) public func reject(
    _ callID: String, statusCode: Int? = nil, options: RESTOptions = .init()
  ) async throws -> RESTReceipt {
    try await service.perform(options) { try .reject(callID, statusCode) }
  }

  /// The same for callers without `await`.
  @discardableResult
  public func reject(
    _ callID: String, statusCode: Int? = nil, on loop: EventLoop, options: RESTOptions = .init(),
    completion: @escaping (Result<RESTReceipt, any Error>) -> Void
  ) -> ConnectionCancellation {
    service.perform(on: loop, options, "RealtimeCalls.reject", completion: completion) {
      try .reject(callID, statusCode)
    }
  }

  // MARK: Transferring

  /// Transfers a call that was accepted.
  ///
  /// - Parameters:
  ///   - callID: as the webhook says it (`rtc_…`).
  ///   - targetURI: who gets it, such as `tel:+14155550100` or `sip:agent@example.com`; sent on as SIP's `Refer-To`.
  ///   - options: how the call is made.
  @discardableResult
  nonisolated(nonsending) public func refer(
    _ callID: String, to targetURI: String, options: RESTOptions = .init()
  ) async throws -> RESTReceipt {
    try await service.perform(options) { try .refer(callID, targetURI) }
  }

  /// The same for callers without `await`.
  @discardableResult
  public func refer(
    _ callID: String, to targetURI: String, on loop: EventLoop, options: RESTOptions = .init(),
    completion: @escaping (Result<RESTReceipt, any Error>) -> Void
  ) -> ConnectionCancellation {
    service.perform(on: loop, options, "RealtimeCalls.refer", completion: completion) { try .refer(callID, targetURI) }
  }

  // MARK: Hanging up

  /// Ends a call. One that is not there is at its end: that is a receipt with status 404, and no error.
  ///
  /// - Parameters:
  ///   - callID: as the webhook says it (`rtc_…`).
  ///   - options: how the call is made.
  @discardableResult
  nonisolated(nonsending) public func hangup(_ callID: String, options: RESTOptions = .init()) async throws
    -> RESTReceipt
  {
    try await service.perform(options) { try .hangup(callID) }
  }

  /// The same for callers without `await`.
  @discardableResult
  public func hangup(
    _ callID: String, on loop: EventLoop, options: RESTOptions = .init(),
    completion: @escaping (Result<RESTReceipt, any Error>) -> Void
  ) -> ConnectionCancellation {
    service.perform(on: loop, options, "RealtimeCalls.hangup", completion: completion) { try .hangup(callID) }
  }
}

extension OpenAI {
  /// Phone calls that came to the service over SIP.
  public var calls: RealtimeCalls { RealtimeCalls(service: RESTService(self)) }
}

extension AzureOpenAI {
  /// Phone calls that came to the service over SIP.
  public var calls: RealtimeCalls { RealtimeCalls(service: RESTService(self)) }
}

extension RESTCall<RESTReceipt> {
  static func accept(
    _ callID: String, _ session: RealtimeSessionParameters
  ) throws(RealtimeConfigurationError) -> RESTCall {
    try control(callID, "accept", ClientEvent.sessionUpdate(session).json["session"])
  }

  static func reject(_ callID: String, _ statusCode: Int?) throws(RealtimeConfigurationError) -> RESTCall {
    if let statusCode, !(300...699).contains(statusCode) {
      throw .invalidArgument("A call is rejected with a SIP status from 300 to 699, such as 486 or 603.")
    }
    return try control(callID, "reject", statusCode.map { ["status_code": .number(JSONNumber($0))] } ?? [:])
  }

  static func refer(_ callID: String, _ targetURI: String) throws(RealtimeConfigurationError) -> RESTCall {
    guard !targetURI.isEmpty else {
      throw .invalidArgument("A call is transferred to a URI such as tel:+14155550100 or sip:agent@example.com.")
    }
    return try control(callID, "refer", ["target_uri": .string(targetURI)])
  }

  /// A lost hang-up leaves the call open, and paid for; one too many does nothing.
  static func hangup(_ callID: String) throws(RealtimeConfigurationError) -> RESTCall {
    try control(callID, "hangup", nil, isHarmless: true, settled: (404, "call_id_not_found"))
  }

  private static func control(
    _ callID: String, _ action: String, _ body: JSONValue?, isHarmless: Bool = false,
    settled: (status: Int, code: String)? = nil
  ) throws(RealtimeConfigurationError) -> RESTCall {
    guard !callID.isEmpty else { throw .invalidArgument("The id of the call is empty: take it from the webhook.") }
    // These would name another path, however they are written.
    guard callID != ".", callID != ".." else {
      throw .invalidArgument("This is no id of a call: take it from the webhook.")
    }
    return RESTCall(
      path: "calls/\(PercentEncoding.encode(callID.utf8, set: .segment))/\(action)",
      body: body.map { Array($0.jsonText.utf8) },
      accept: "*/*", isHarmless: isHarmless, timeLimits: RESTOptions.callControlTimeLimits, settled: settled,
      read: { $1 })
  }
}

extension RealtimeConfigurationError {
  static func invalidArgument(_ message: String) -> RealtimeConfigurationError {
    RealtimeConfigurationError(.invalidArgument, message)
  }
}
