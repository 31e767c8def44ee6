internal import RealtimeBuffers
internal import RealtimeTLS
public import WebSocketTransport

/// A secret that a carrier sends along with its request for a socket. Prints without it.
public struct CarrierToken: CarrierVerification {
  private let field: String
  private let value: Secret

  /// - Parameters:
  ///   - field: The header field that has it.
  ///   - value: All that the field says. Nothing is valid for an empty one.
  public init(field: String, value: String) {
    self.field = field
    self.value = Secret(value)
  }

  /// The `stream_auth_token` of a Telnyx call, in `x-telnyx-streaming-auth-token`.
  public static func telnyx(_ token: String) -> CarrierToken {
    CarrierToken(field: "x-telnyx-streaming-auth-token", value: token)
  }

  /// A bearer token (RFC 6750 section 2.1), such as the `authBearerToken` of SignalWire's `<Stream>`.
  public static func bearer(_ token: String) -> CarrierToken {
    CarrierToken(field: "Authorization", value: token.isEmpty ? "" : "Bearer " + token)
  }

  public func isValid(_ request: UpgradeRequest) -> Bool { isValid(request.headers) }

  func isValid(_ headers: HTTPHeaders) -> Bool {
    let sent = headers.values(named: field)
    guard !value.value.isEmpty, sent.count == 1 else { return false }
    return HMAC.areEqual(Array(sent[0].utf8), Array(value.value.utf8))
  }
}
