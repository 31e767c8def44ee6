public import WebSocketTransport

/// What tells a carrier's request for a socket from anybody else's.
///
/// Who reaches a gateway's port can begin a call that costs money, so ask before the socket opens:
///
/// ```swift
/// let signature = TwilioSignature(authToken: key, url: "wss://gateway.example/media")
/// let server = try WebSocketServer(
///   configuration: .init(identity: identity), on: loop, decide: signature.decision
/// ) { socket, request in … }
/// ```
public protocol CarrierVerification: Sendable {
  /// Whether the carrier has made this request. Takes as long for each wrong proof of one length.
  func isValid(_ request: UpgradeRequest) -> Bool
}

extension CarrierVerification {
  /// Opens the socket of a valid request and refuses any other with 403 (Forbidden). Any thread may call it.
  public func decision(on request: UpgradeRequest) -> UpgradeDecision {
    isValid(request) ? .accept() : .refuse(status: 403)
  }
}
